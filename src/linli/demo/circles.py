"""Groups of a large district: one told by the real actions, the others as its translations (ADR 0015)."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from linli.demo import bundles
from linli.demo.bulk import copy_in
from linli.grid.rules.rows import AreaRow
from linli.groups import actions
from linli.groups.words import GroupKind, Joining
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.people import queries as people

Report = Callable[[str], None]
ROUND = 5_000
YEAR, FIRST_MONTH = timedelta(days=390), timedelta(days=31)
GROUP, MEMBER, THREAD, POST, FACT = (
    "groups.Group", "groups.Membership", "groups.Thread", "groups.Post", "journal.Fact",
)  # fmt: skip
NAMES = ("邻里互助", "楼道议事", "带娃互助", "养犬与遛狗", "停车商量", "夕阳红", "菜园阳台", "电梯加装")
SAYINGS = (
    ("周末一起清理楼道吗？", "周六上午九点，楼下集合，扫帚我带两把。"),
    ("谁家有梯子可以借一下", "客厅灯坏了，换好就还，谢谢邻居。"),
    ("快递柜旁边总停着车", "能不能大家都往里停一停，老人取件不方便。"),
    ("社区义诊有人去吗", "听说可以测血糖，早上空腹去。"),
    ("垃圾分类投放点开门时间", "早七点到九点，晚六点到八点。"),
    ("楼顶漏水怎么报修", "我家顶层渗水，先找物业还是先找社区？"),
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many groups there shall be, and how many threads are started in them."""

    groups: int
    threads: int


@dataclass(frozen=True, slots=True)
class Patterns:
    """The rows of each deed with gaps: table by table in the order in which they are written."""

    opening: Mapping[str, str]
    joining: Mapping[str, str]
    starting: Mapping[str, str]


def gather(
    leader: UUID, members: Sequence[UUID], areas: Sequence[AreaRow], sizes: Sizes, *, now: datetime, report: Report
) -> int:
    """Open `sizes.groups` groups in turn at `areas`, let every member join one, and start `sizes.threads` threads.

    The first of each is told by the real actions. `leader` may open groups in all areas; groups are open to all, and
    there are as many members as groups at least. Return how many groups there are.
    """
    if not sizes.groups:
        return 0
    began = (now - YEAR).replace(microsecond=0)
    patterns, first = _patterns(leader, members[0], areas[0], began)
    filling = _Filling(leader, members, areas, sizes, began, [first])
    filling.group_ids += [new_id(began) for _ in range(sizes.groups - 1)]
    _write(patterns.opening, map(filling.opened, range(1, sizes.groups)))
    _write(patterns.joining, map(filling.joined, range(1, len(members))))
    report(f"邻里群 {sizes.groups} 个，成员 {len(members)} 人 / groups and members")
    _write(patterns.starting, map(filling.started, range(1, sizes.threads)))
    report(f"话题 {sizes.threads} 个 / threads")
    return sizes.groups


@dataclass
class _Filling:
    """What fills the gaps, by the number of the group, the member or the thread."""

    leader: UUID
    members: Sequence[UUID]
    areas: Sequence[AreaRow]
    sizes: Sizes
    began: datetime
    group_ids: list[UUID]

    def __post_init__(self) -> None:
        self._dice = random.Random(self.sizes.groups)

    def _place(self, number: int) -> dict[str, str]:
        area = self.areas[number % len(self.areas)]
        return {"group": str(self.group_ids[number]), "area": str(area.id), "path": area.path, "fact": str(new_id())}

    def opened(self, number: int) -> dict[str, str]:
        """Return what fills the opening of a group."""
        turn, place = divmod(number, len(self.areas))
        name = f"{self.areas[place].name}{NAMES[turn % len(NAMES)]}群"
        return self._place(number) | {"by": str(self.leader), "name": name, "at": _moment(self.began)}

    def joined(self, number: int) -> dict[str, str]:
        """Return what fills the joining of a member: all within the first month, each in one group."""
        at = self.began + timedelta(minutes=1 + number * 60 * 24 * 30 // len(self.members))
        by = str(self.members[number])
        return self._place(number % self.sizes.groups) | {"row": str(new_id(at)), "by": by, "at": _moment(at)}

    def started(self, number: int) -> dict[str, str]:
        """Return what fills the start of a thread by a member of its group, some time of the year."""
        turn, circle = divmod(number, self.sizes.groups)
        inside = len(range(circle, len(self.members), self.sizes.groups))
        by = str(self.members[circle + self.sizes.groups * (turn % inside)])
        at = self.began + FIRST_MONTH + (YEAR - FIRST_MONTH - timedelta(days=1)) * number / self.sizes.threads
        title, body = self._dice.choice(SAYINGS)
        ids = {"thread": str(new_id(at)), "post": str(new_id(at)), "fact2": str(new_id())}
        return self._place(circle) | ids | {"by": by, "title": title, "body": body, "at": _moment(at)}


def _patterns(leader: UUID, member: UUID, area: AreaRow, began: datetime) -> tuple[Patterns, UUID]:
    """Tell the first group, membership and thread, and return their rows with gaps."""
    name, (title, body) = f"{area.name}{NAMES[0]}群", SAYINGS[0]
    group_id = actions.open_group(
        actor=_actor(leader, began), kind=GroupKind.TOPIC, name=name, area_path=area.path, joining=Joining.OPEN,
        now=began,
    )  # fmt: skip
    joined_at, started_at = began + timedelta(minutes=1), began + FIRST_MONTH
    row = actions.join(actor=_actor(member, joined_at), group_id=group_id, now=joined_at)
    thread = actions.start_thread(
        actor=_actor(member, started_at), group_id=group_id, title=title, body=body, now=started_at
    )
    (post,) = (UUID(found[0]) for found in bundles.rows(POST, "thread_id", [str(thread)]))
    place = {str(group_id): "group", str(area.id): "area", area.path: "path"}
    member_at = {str(member): "by"} | place
    return (
        Patterns(
            {
                GROUP: _row(GROUP, "id", group_id, place | {str(leader): "by", name: "name", _moment(began): "at"}),
                FACT: _fact(group_id, "groups.opened", place | {str(leader): "by", _moment(began): "at"}),
            },
            {
                MEMBER: _row(MEMBER, "id", row, member_at | {str(row): "row", _moment(joined_at): "at"}),
                FACT: _fact(group_id, "groups.joined", member_at | {_moment(joined_at): "at"}),
            },
            _of_thread(thread, post, member_at | {title: "title", body: "body", _moment(started_at): "at"}),
        ),
        group_id,
    )


def _of_thread(thread: UUID, post: UUID, gaps: Mapping[str, str]) -> dict[str, str]:
    known = {str(thread): "thread", str(post): "post", **gaps}
    told = _fact(thread, "groups.thread_started", known)
    said = _fact(post, "groups.posted", known).replace("%(fact)s", "%(fact2)s")
    return {THREAD: _row(THREAD, "id", thread, known), POST: _row(POST, "id", post, known), FACT: told + said}


def _actor(account_id: UUID, at: datetime) -> Actor:
    return people.actor_for(account_id, now=at)


def _row(label: str, tie: str, owner: UUID, gaps: Mapping[str, str]) -> str:
    (found,) = bundles.rows(label, tie, [str(owner)])
    return _gapped(found[:-1], gaps)


def _fact(subject: UUID, kind: str, gaps: Mapping[str, str]) -> str:
    columns = bundles.columns_of(FACT)
    (found,) = (one for one in bundles.rows(FACT, "subject_id", [str(subject)]) if one[columns.index("kind")] == kind)
    own = found[columns.index("id")]
    found[columns.index("position")] = bundles.NULL
    return _gapped(found[:-1], {own: "fact", **gaps})


def _gapped(columns: Sequence[str], gaps: Mapping[str, str]) -> str:
    line = "\t".join(columns).replace("%", "%%")
    for text, name in gaps.items():
        line = line.replace(text, f"%({name})s")
    return line + "\n"


def _write(pattern: Mapping[str, str], filled: Iterator[dict[str, str]]) -> None:
    """Write the rows of one deed for each of `filled`, some thousands in one transaction."""
    more = True
    while more:
        values = [one for _, one in zip(range(ROUND), filled, strict=False)]
        more = len(values) == ROUND
        with transaction.atomic():
            for label, text in pattern.items():
                copy_in(label, [text % one for one in values])


def _moment(at: datetime) -> str:
    """Return a whole second as COPY writes it: sessions of the application speak UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S+00")
