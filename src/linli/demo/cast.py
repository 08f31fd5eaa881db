"""The offices and the people of the demo district. All people are invented; phones are 1390000xxxx."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from linli.demo import plan
from linli.kernel.actor import Actor
from linli.people import actions as people
from linli.people.rules.roles import ROLES
from linli.people.words import Role, UnitKind
from linli.standards import queries as standards

PASSWORD = "Linli-demo-2026"  # noqa: S105 - printed on purpose: the demo has no secrets
BUILDER = Actor.system(
    "demo",
    {deed for row in ROLES.values() for deed in row.deeds}
    | {"standards.load_pack", "standards.import_holidays", "people.grant"},
)
"""Who sets the demo up: a named part of the system with the deeds of the administrators."""

STREET_KINDS = (
    (UnitKind.STREET_CITY_MGMT, "城市管理办公室", "City Management Office"),
    (UnitKind.STREET_SAFETY, "应急管理办公室", "Safety Office"),
    (UnitKind.STREET_SOCIAL, "公共服务办公室", "Social Services Office"),
    (UnitKind.STREET_JUSTICE, "司法所", "Justice Office"),
    (UnitKind.ENFORCEMENT, "综合行政执法中队", "Enforcement Team"),
    (UnitKind.POLICE, "派出所", "Police Station"),
)
DISTRICT_KINDS = (
    (UnitKind.TRAFFIC_POLICE, "交警大队", "Traffic Police"),
    (UnitKind.FIRE, "消防救援大队", "Fire and Rescue"),
    (UnitKind.URBAN_MGMT, "城市管理局", "City Management Bureau"),
    (UnitKind.MUNICIPAL, "市政养护中心", "Road Maintenance Centre"),
    (UnitKind.DRAINAGE, "排水运营中心", "Drainage Centre"),
    (UnitKind.GARDENS, "园林绿化中心", "Parks Centre"),
    (UnitKind.HOUSING, "住房和城乡建设局", "Housing Bureau"),
    (UnitKind.PLANNING, "自然资源局", "Planning Bureau"),
    (UnitKind.REAL_ESTATE_REGISTRY, "不动产登记中心", "Real Estate Registry"),
    (UnitKind.WATER, "供水公司", "Water Company"),
    (UnitKind.GAS, "燃气公司", "Gas Company"),
    (UnitKind.HEAT, "热力公司", "Heating Company"),
    (UnitKind.POWER, "供电公司", "Power Company"),
    (UnitKind.TELECOM, "通信公司", "Telecom Company"),
    (UnitKind.ECOLOGY, "生态环境分局", "Environment Bureau"),
    (UnitKind.HEALTH, "卫生健康局", "Health Bureau"),
    (UnitKind.EDUCATION, "教育和体育局", "Education Bureau"),
    (UnitKind.HR, "人力资源和社会保障局", "Labour Bureau"),
    (UnitKind.ARBITRATION, "劳动仲裁院", "Labour Arbitration"),
    (UnitKind.CIVIL_AFFAIRS, "民政局", "Civil Affairs Bureau"),
    (UnitKind.TRANSPORT, "交通运输局", "Transport Bureau"),
    (UnitKind.MARKET, "市场监督管理局", "Market Supervision"),
    (UnitKind.LEGAL_AID, "法律援助中心", "Legal Aid Centre"),
    (UnitKind.PARTY_ORG, "组织部", "Organisation Department"),
    (UnitKind.SOCIAL_WORK, "社会工作部", "Social Work Department"),
    (UnitKind.SUPERVISION, "督查室", "Supervision Office"),
    (UnitKind.DISTRICT_LEADER, "领导", "Leaders"),
    (UnitKind.HOTLINE, "12345受理中心", "12345 Centre"),
    (UnitKind.DISTRICT_COMMITTEE, "委", "Party Committee"),
)
ROUND_THE_CLOCK = {UnitKind.WATER, UnitKind.GAS, UnitKind.HEAT, UnitKind.POWER, UnitKind.FIRE, UnitKind.POLICE}


@dataclass(frozen=True, slots=True)
class Account:
    """A line of the list printed at start: role, login, what to look at first."""

    role: Role
    login: str
    name: str
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.login:<12}{self.name}  {self.zh} / {self.en}"


CAST = (
    Account(Role.AGENT, "agent", "周值班员", "受理席：研判新诉求", "intake desk: triage new reports"),
    Account(Role.GRID_WORKER, "grid", "李网格员", "网格员：即办、巡查", "grid worker: settle on the spot"),
    Account(
        Role.ESTATE_BRANCH,
        "branch",
        "孙书记",
        "小区党支部书记（市北：天惠苑）：小区呼叫",
        "estate secretary (Shibei: 天惠苑)",
    ),
    Account(Role.COMMUNITY, "community", "赵书记", "社区：派单、审核", "community: dispatch, approve"),
    Account(Role.STREET, "street", "钱主任", "街道：派单、吹哨、指定", "subdistrict: dispatch, whistle, designate"),
    Account(Role.DISTRICT, "district", "吴科长", "区级：协调、终审", "district: co-ordinate, last word"),
    Account(Role.DISTRICT, "second", "何科长", "区级：第二复核人", "district: the second pair of eyes"),
    Account(
        Role.UNIT, "unit", "郑经办", "各街道城管、执法、安全、司法、派出所经办", "handler: offices of the subdistricts"
    ),
    Account(
        Role.UNIT_HEAD,
        "head",
        "王队长",
        "承办单位负责人：申请挂账、改派",
        "head of all these units: suspension, persons",
    ),
    Account(
        Role.UNIT, "utility", "冯调度", "水气热电、排水、市政等区级单位经办", "handler: utilities and district units"
    ),
    Account(Role.UNIT, "property", "陈物业", "小区物业公司（市北：天惠苑）", "property company (Shibei: 天惠苑)"),
    Account(Role.REVISITOR, "revisit", "褚回访", "回访员", "follow-up calls"),
    Account(Role.SUPERVISOR, "supervisor", "卫督办", "督办", "supervision"),
    Account(Role.LEADER, "leader", "蒋区长", "区领导：顶格办", "district leader: top-level handling"),
    Account(Role.EDITOR, "editor", "沈编辑", "公开案例编辑", "drafts published cases"),
    Account(Role.APPROVER, "approver", "韩审核", "公开案例审核", "approves published cases"),
    Account(Role.ADMIN, "admin", "杨管理", "系统管理：区划、单位、标准", "administration: areas, units, standards"),
    Account(Role.SECURITY_ADMIN, "security", "朱安全", "安全管理：授权", "security: grants"),
    Account(Role.AUDITOR, "auditor", "秦审计", "审计：查看留痕", "audit: logs and reveals"),
    Account(Role.RESIDENT, "resident", "王阿姨", "居民：我的诉求", "resident: my reports"),
)


@dataclass(slots=True)
class Town:
    """The ids made so far: units by (kind, area path) and accounts by login."""

    district: str
    units: dict[tuple[str, str], UUID] = field(default_factory=dict)
    accounts: dict[str, UUID] = field(default_factory=dict)
    estate_units: dict[tuple[str, UUID], UUID] = field(default_factory=dict)
    station: UUID | None = None

    def unit(self, kind: UnitKind, area: str) -> UUID:
        """Return the unit of `kind` at exactly `area`."""
        return self.units[(kind.value, area)]


Report = Callable[[str], None]


def open_offices(town: Town, drawn: plan.District, *, since: datetime) -> None:
    """Open the offices of district, streets, communities and grids, with their competences."""
    path = drawn.code
    for kind, zh, en in DISTRICT_KINDS:
        _open(town, kind, f"{drawn.zh}{zh}", f"{drawn.en} {en}", path, since)
    community_of = {area.code: area.parent for area in drawn.communities}
    for street in drawn.streets:
        at = f"{path}/{street.code}"
        for kind, zh, en in STREET_KINDS:
            _open(town, kind, f"{street.zh}{zh}", f"{street.en} {en}", at, since)
        _open(town, UnitKind.STREET_OFFICE_LEADER, f"{street.zh}办事处", f"{street.en} Office", at, since)
        _open(town, UnitKind.STREET_WORK_COMMITTEE, f"{street.zh}党工委", f"{street.en} Work Committee", at, since)
    for community in drawn.communities:
        at = f"{path}/{community.parent}/{community.code}"
        _open(town, UnitKind.COMMUNITY, f"{community.zh}居委会", f"{community.en} Residents' Committee", at, since)
        _open(town, UnitKind.COMMUNITY_COMMITTEE, f"{community.zh}党委", f"{community.en} Party Committee", at, since)
    for grid in drawn.grids:
        at = f"{path}/{community_of[grid.parent]}/{grid.parent}/{grid.code}"
        _open(town, UnitKind.GRID_BRANCH, f"{grid.zh}党支部", f"{grid.en} Party Branch", at, since)


def _open(town: Town, kind: UnitKind, zh: str, en: str, area: str, since: datetime, estate: UUID | None = None) -> UUID:
    unit_id = people.open_unit(
        actor=BUILDER,
        kind=kind.value,
        name_zh=zh,
        name_en=en,
        area_path=area,
        phone=f"0532-8500{len(town.units) % 10_000:04d}",
        is_24h=kind in ROUND_THE_CLOCK,
        estate_id=estate,
        valid_from=since,
        now=since,
    )
    if estate is None:
        town.units[(kind.value, area)] = unit_id
    else:
        town.estate_units[(kind.value, estate)] = unit_id
    categories = _categories(kind, since)
    if categories:
        people.set_competence(
            actor=BUILDER, unit_id=unit_id, categories=categories, area_path=area, valid_from=since, now=since
        )
    return unit_id


def open_estates(
    town: Town, home_estate: UUID, home: str, since: datetime, *, zh: str = "天惠苑", en: str = "Tianhuiyuan"
) -> None:
    """Open what belongs to the home estate, called `zh` and `en`: party branch, property company, committee."""
    for kind, suffix, name in (
        (UnitKind.ESTATE_BRANCH, "党支部", "Party Branch"),
        (UnitKind.PROPERTY, "物业服务中心", "Property Service"),
        (UnitKind.OWNERS_COMMITTEE, "自管会", "Self-management Committee"),
    ):
        _open(town, kind, f"{zh}{suffix}", f"{en} {name}", home, since, home_estate)
    zh, en = f"{zh}综合执法小站", f"{en} Enforcement Station"
    town.station = _open(town, UnitKind.ENFORCEMENT, zh, en, home, since)


def _categories(kind: UnitKind, at: datetime) -> list[str]:
    return [code for code, row in standards.categories(at).items() if row.lead_unit == kind.value]


def open_accounts(town: Town, drawn: plan.District, *, estate: UUID | None, home: str, now: datetime) -> None:
    """Open one account per role and give it its reach. `home` is the path of the home estate's community."""
    for index, who in enumerate(CAST, start=1):
        phone = f"1390000{index:04d}"
        town.accounts[who.login] = people.open_account(
            actor=BUILDER,
            login=who.login,
            name=who.name,
            phone=phone,
            password=PASSWORD,
            area_path=drawn.code,
            must_change_password=False,
            now=now,
        )
    streets = [f"{drawn.code}/{street.code}" for street in drawn.streets]
    for login, role, area, unit in _grants(town, drawn, streets, estate=estate, home=home):
        people.grant(
            actor=BUILDER, account_id=town.accounts[login], role=role.value, area_path=area, unit_id=unit, now=now
        )


def _grants(
    town: Town, drawn: plan.District, streets: Sequence[str], *, estate: UUID | None, home: str
) -> Iterable[tuple[str, Role, str, UUID | None]]:
    district = drawn.code
    for login, role in WIDE.items():
        yield login, role, district, None
    grid = home + "/" + home.rpartition("/")[2] + "001"
    yield "grid", Role.GRID_WORKER, home, town.unit(UnitKind.GRID_BRANCH, grid)
    # Households are known in the own grid only (ADR 0031); the rest of the community is walked as a stand-in.
    yield "grid", Role.GRID_WORKER, grid, town.unit(UnitKind.GRID_BRANCH, grid)
    for street in streets:
        yield "street", Role.STREET, street, town.unit(UnitKind.STREET_OFFICE_LEADER, street)
        for kind, _, _ in STREET_KINDS:
            yield "unit", Role.UNIT, street, town.unit(kind, street)
            yield "head", Role.UNIT_HEAD, street, town.unit(kind, street)
    for community in drawn.communities:
        at = f"{district}/{community.parent}/{community.code}"
        yield "community", Role.COMMUNITY, at, town.unit(UnitKind.COMMUNITY, at)
    for kind, _, _ in DISTRICT_KINDS:
        yield "utility", Role.UNIT, district, town.unit(kind, district)
        yield "head", Role.UNIT_HEAD, district, town.unit(kind, district)
    if town.station is not None:
        yield "unit", Role.UNIT, home, town.station
        yield "head", Role.UNIT_HEAD, home, town.station
    if estate is not None:
        yield "branch", Role.ESTATE_BRANCH, home, town.estate_units[(UnitKind.ESTATE_BRANCH.value, estate)]
        yield "property", Role.UNIT, home, town.estate_units[(UnitKind.PROPERTY.value, estate)]


WIDE: Mapping[str, Role] = {
    "agent": Role.AGENT,
    "district": Role.DISTRICT,
    "second": Role.DISTRICT,
    "revisit": Role.REVISITOR,
    "supervisor": Role.SUPERVISOR,
    "leader": Role.LEADER,
    "editor": Role.EDITOR,
    "approver": Role.APPROVER,
    "admin": Role.ADMIN,
    "security": Role.SECURITY_ADMIN,
    "auditor": Role.AUDITOR,
}
