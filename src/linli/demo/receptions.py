"""A reception day of the enforcement office every Wednesday, and the community's desk in the courtyard: held, called
off, not said, booked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.appeals.actions import diverting
from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import NewAppeal
from linli.appeals.words import Kind
from linli.demo.cast import Town
from linli.demo.ground import Ground
from linli.kernel.actor import Actor
from linli.people import queries as people
from linli.people.words import UnitKind
from linli.places import actions, queries
from linli.places.actions import Setting
from linli.places.queries import SittingRow
from linli.places.rules.recurring import Recurrence
from linli.places.words import Advice, AdviceResult, BookedBy, Every, OffReason, OnHoliday, PlanKind, SittingState

ZONE = ZoneInfo("Asia/Shanghai")
BACK = timedelta(days=29)
WEDNESDAY, SATURDAY = 2, 5
GIVEN: tuple[tuple[Advice, AdviceResult, str], ...] = (
    (Advice.POLICY, AdviceResult.SETTLED, "问占道经营怎么处罚，讲了规定"),
    (Advice.WHERE, AdviceResult.TOLD, "加装电梯到街道城市管理办公室申请"),
    (Advice.MEDIATION, AdviceResult.SETTLED, "两家为楼道堆物争执，当场说开"),
    (Advice.PAPERS, AdviceResult.AGAIN, "帮着填了申请表，下周带材料来"),
)
ASKED = "想问一下，一楼临街的房子改成门面，要到哪里办手续？"
CATEGORY = "meta.policy_inquiry"
SOURCE = "改变房屋用途办事指南"
ANSWER = "改变房屋用途先到不动产登记窗口问规划用途，再到街道城市管理办公室备案，材料清单已发给您。"


def receive(town: Town, laid: Ground, *, now: datetime) -> int:
    """Plan both a month ago and hold them since; return how many were held."""
    street = laid.home.rpartition("/")[0]
    leader = people.actor_for(town.accounts["street"], now=now)
    clerk = people.actor_for(town.accounts["unit"], now=now)
    community = people.actor_for(town.accounts["community"], now=now)
    begun = now - BACK
    office = town.unit(UnitKind.ENFORCEMENT, street)
    yesterday = (now - timedelta(days=1)).astimezone(ZONE).weekday()
    window = actions.make_plan(
        actor=leader, kind=PlanKind.RECEPTION_DAY, unit_id=office, now=begun,
        rule=Recurrence(Every.WEEK, begun.astimezone(ZONE).date(), weekday=WEDNESDAY, on_holiday=OnHoliday.NEXT),
        setting=Setting(540, 660, laid.home_name, slot_min=15, sits="综合执法中队", staff_ids=_ids(clerk)),
    )  # fmt: skip
    desk = actions.make_plan(
        actor=community, kind=PlanKind.MOBILE_OFFICE, unit_id=town.unit(UnitKind.COMMUNITY, laid.home), now=begun,
        rule=Recurrence(
            Every.WEEK, begun.astimezone(ZONE).date(), weekday=yesterday,
            on_holiday=OnHoliday.KEEP if yesterday >= SATURDAY else OnHoliday.NEXT,
        ),
        setting=Setting(870, 960, laid.home_name, slot_min=30, seats=2, sits="社区书记、网格员"),
    )  # fmt: skip
    actions.lay_out_all(now=now)
    held = _hold(window, clerk, now=now, off=-2) + _hold(desk, community, now=now, unsaid=-1)
    _book(town, window, now=now)
    actions.ask(now=now)
    return held


def _ids(actor: Actor) -> tuple[UUID, ...]:
    return (actor.account_id,) if actor.account_id else ()


def _past(actor: Actor, plan_id: UUID, now: datetime) -> Sequence[SittingRow]:
    rows = queries.sittings(actor, first=now - BACK, last=now)
    return [one for one in rows if one.plan_id == plan_id and one.ends_at <= now]


def _hold(plan_id: UUID, actor: Actor, *, now: datetime, off: int = 0, unsaid: int = 0) -> int:
    """Hold the past sittings of a plan but one that was called off and one of which nothing was said."""
    rows = _past(actor, plan_id, now)
    held = 0
    for at, one in enumerate(rows):
        from_end = at - len(rows)
        if from_end == off:
            before = one.starts_at - timedelta(hours=3)
            actions.call_off(actor=actor, sitting_id=one.id, reason=OffReason.WEATHER, now=before)
        elif from_end != unsaid:
            _receive(one, actor, at)
            held += 1
    return held


def _receive(one: SittingRow, actor: Actor, turn: int) -> None:
    moment = one.starts_at + timedelta(minutes=4)
    for number in range(2 + turn % 2):
        actions.come(actor=actor, sitting_id=one.id, now=moment)
        actions.call_next(actor=actor, sitting_id=one.id, now=moment + timedelta(minutes=2))
        current = queries.sheet(actor, one.id).visits[-1].id
        moment += timedelta(minutes=12)
        if number == 0 and turn % 2:
            _ask(one, actor, current, moment)
            continue
        advice, result, note = GIVEN[(turn + number) % len(GIVEN)]
        actions.advise(
            actor=actor, sitting_id=one.id, visit_id=current, advice=advice, result=result, note=note, now=moment
        )


def _ask(one: SittingRow, actor: Actor, visit_id: UUID, moment: datetime) -> None:
    """Take a question down that the desk answers within the hour."""
    place = Place(address=one.place)
    new = NewAppeal(ASKED, kind=Kind.INQUIRY, place=place, category=CATEGORY, reply_requested=False)
    made = actions.take(actor=actor, sitting_id=one.id, visit_id=visit_id, new=new, now=moment)
    agent = people.actor_for(people.account_by_name("agent") or visit_id, now=moment)
    diverting.answer_now(
        actor=agent, appeal_id=made.id, reply=ANSWER, knowledge=SOURCE, now=moment + timedelta(minutes=15)
    )  # fmt: skip


def _book(town: Town, plan_id: UUID, *, now: datetime) -> None:
    """Have 王阿姨 book the next reception day, and somebody by phone."""
    one = next(row for row in queries.to_come(now=now, plan_id=plan_id) if row.state is SittingState.PLANNED)
    free = [slot.at for slot in queries.slots(one.id, now=now) if slot.is_open]
    if len(free) < 3:
        one = queries.to_come(now=now, plan_id=plan_id)[1]
        free = [slot.at for slot in queries.slots(one.id, now=now) if slot.is_open]
    resident = people.actor_for(town.accounts["resident"], now=now)
    actions.book(actor=resident, sitting_id=one.id, slot_at=free[0], now=now)
    agent = people.actor_for(town.accounts["agent"], now=now)
    actions.book_for(
        actor=agent, sitting_id=one.id, slot_at=free[2], name="李大爷", phone="13900008816", by=BookedBy.PHONE, now=now
    )
