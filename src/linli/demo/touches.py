"""What makes a district look lived in: who answers for each grid, who is on duty, published cases, planted defects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from linli.appeals.actions import publishing
from linli.appeals.queries import lists
from linli.appeals.words import State
from linli.demo import plan
from linli.demo.cast import BUILDER, Town
from linli.demo.ground import SOURCE, SURVEYOR, Ground
from linli.grid.actions import estates, thematic
from linli.grid.rules.drafts import NewBuilding, NewEstate
from linli.grid.words import Crs, Domain, EstateKind, PropertyMode
from linli.kernel.actor import Actor
from linli.notices import actions as notices
from linli.people import actions as people
from linli.people import queries
from linli.people.actions.organisations import Turn
from linli.people.words import PostKind, UnitKind
from linli.standards import queries as standards

PUBLISHED = 8
LATER = 2 * 365
OVERDUE, TERM = 4 * 365 + 1, 5 * 365
"""Days: when the forgotten building gets its grid, how long the committee's term is past, how long it was."""
NETS = (
    (Domain.SECURITY, "矛盾纠纷排查"),
    (Domain.EMERGENCY, "安全隐患排查"),
    (Domain.CITY, "安全隐患排查"),
)
MERGER = Actor.system("demo.nets", {"grid.import_thematic"})


def set_charges(town: Town, drawn: plan.District, *, now: datetime) -> None:
    """Name for every grid the organisation, the person and the deputy that answer for it (S-011)."""
    parents = {area.code: area.parent for area in drawn.communities}
    for grid in drawn.grids:
        path = f"{drawn.code}/{parents[grid.parent]}/{grid.parent}/{grid.code}"
        people.set_charge(
            actor=BUILDER,
            area_path=path,
            unit_id=town.unit(UnitKind.GRID_BRANCH, path),
            person_id=town.accounts["grid"],
            deputy_id=town.accounts["community"],
            now=now,
        )


def set_rosters(town: Town, drawn: plan.District, *, now: datetime) -> None:
    """Put the duty desk of the district and of each street on a roster for the coming four weeks (S-059)."""
    posts = [(UnitKind.HOTLINE, drawn.code, "agent")]
    posts += [(UnitKind.STREET_OFFICE_LEADER, f"{drawn.code}/{street.code}", "street") for street in drawn.streets]
    for kind, path, login in posts:
        turns = [
            Turn(town.accounts[login], now + timedelta(days=day), now + timedelta(days=day + 1), "0532-85000000")
            for day in range(28)
        ]
        people.set_roster(actor=BUILDER, unit_id=town.unit(kind, path), area_path=path, turns=turns, now=now)


def publish_cases(town: Town, *, now: datetime) -> int:
    """Publish some closed cases: one person drafts, another approves and publishes (S-299)."""
    editor = queries.actor_for(town.accounts["editor"], now=now)
    approver = queries.actor_for(town.accounts["approver"], now=now)
    wanted = lists.Filter(states=frozenset({State.CLOSED}))
    newest = [row for row in lists.staff_list(editor, wanted, now=now, size=100).rows if row.category]
    # One of a kind, so that the page shows the breadth of what is handled.
    rows = list({row.category: row for row in reversed(newest)}.values())[::-1]
    for row in rows[:PUBLISHED]:
        title = standards.category(row.category or "", now).text.zh
        notice = publishing.publish_case(
            actor=editor,
            appeal_id=row.id,
            title=f"{title}：已办结",
            body=publishing.suggested(row.id),
            is_identifiable=False,
            now=now,
        )
        notices.approve(actor=approver, notice_id=notice, now=now)
        notices.publish(actor=approver, notice_id=notice, now=now)
    return len(rows[:PUBLISHED])


def plant_defects(drawn: plan.District, *, now: datetime) -> list[UUID]:
    """Plant thematic nets that overlap, share a duty and list one person three times, for the detectors (S-005)."""
    proposals: list[UUID] = []
    first, second = drawn.communities[0], drawn.communities[1]
    for domain, duty in NETS:
        meshes = [
            thematic.NewThematic(
                code=f"{domain.value}-{index}",
                name=f"{area.zh}{domain.zh}网格",
                owner_department=f"{drawn.zh}{domain.zh}部门",
                duties=(duty,),
                staff=("工号0017",) if index == 0 else (f"工号{domain.value}{index}",),
                outline=_wide(area.rect),
                households=900 if index == 0 else 460,
            )
            for index, area in enumerate((first, second))
        ]
        proposals += thematic.import_thematic(
            actor=MERGER, domain=domain, meshes=meshes, crs=Crs.CGCS2000.value, source="演示：条线上报", now=now
        )
    return proposals


def _wide(rect: plan.Rect) -> Sequence[tuple[float, float]]:
    """Return the outline a little too wide, as department maps are: it overlaps its neighbours."""
    edge = 400
    return plan.Rect(rect.west, rect.south, rect.east + edge, rect.north + edge).ring


def plant_neglect(town: Town, laid: Ground, drawn: plan.District, *, now: datetime, today: datetime) -> None:
    """Plant what was left lying: a committee four years past its term, a building whose grid was never filled in.

    In 市南 the committee is that of 银都花园, which stood still for four years as printed; elsewhere an invented one.
    The building is placed by the plan of a later year, so that no grid holds it yet. Source: domain-spec §18.7.
    """
    community = drawn.communities[1]
    area, name = f"{drawn.code}/{community.parent}/{community.code}", f"{community.zh.removesuffix('社区')}老院"
    made = estates.register_estates(
        actor=SURVEYOR,
        estates=[NewEstate(community.code, name, EstateKind.GATED, PropertyMode.PROPERTY, declared_source=SOURCE)],
        now=now,
    )
    estate = made[(community.code, name)]
    home = next(grid for grid in drawn.grids if grid.parent == community.code)
    estates.register_buildings(
        actor=SURVEYOR,
        buildings=[NewBuilding("1号楼", estate_id=estate, area_code=home.code, point=home.rect.at(0.5, 0.1))],
        crs=Crs.CGCS2000.value,
        source=SOURCE,
        placed_from=today + timedelta(days=LATER),
        now=now,
    )
    if drawn.code == "370202":
        area, estate, name = laid.home, laid.estates["银都花园"], "银都花园"
    _old_committee(town, (area, estate, name), now=now, today=today)


def _old_committee(town: Town, where: tuple[str, UUID, str], *, now: datetime, today: datetime) -> None:
    area, estate, name = where
    ended = today - timedelta(days=OVERDUE)
    began = ended - timedelta(days=TERM)
    committee = people.open_unit(
        actor=BUILDER,
        kind=UnitKind.OWNERS_COMMITTEE.value,
        name_zh=f"{name}业主委员会",
        name_en=f"{name} Owners' Committee",
        area_path=area,
        estate_id=estate,
        valid_from=began,
        now=now,
    )
    people.appoint(
        actor=BUILDER,
        account_id=town.accounts["resident"],
        unit_id=committee,
        title="业委会主任",
        kind=PostKind.ELECTED.value,
        valid_from=began,
        valid_to=ended,
        now=now,
    )
