"""Neighbours who talk: groups with threads, a post that became a report, one removed and appealed (S-301)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from linli.demo.cast import PASSWORD, Town
from linli.demo.ground import Ground
from linli.grid import queries as grid
from linli.grid.words import AreaKind
from linli.groups import actions
from linli.groups import queries as groups
from linli.groups.words import BoardKind, BroadcastKind, GroupKind, Joining, NewsTopic, RemovalReason
from linli.journeys.actions.posts import turn_into_appeal
from linli.kernel.actor import Actor
from linli.people import actions as people
from linli.people import queries

ZONE = ZoneInfo("Asia/Shanghai")
NEIGHBOURS = (("13900000811", "刘建国"), ("13900000812", "孙秀英"), ("13900000813", "周晓明"))
TALKS: tuple[tuple[str, tuple[tuple[int, str], ...]], ...] = (
    ("加装电梯，大家怎么想？", (
        (1, "我们单元有三位老人腿脚不好，想商量一下加装电梯的事。"),
        (2, "支持。低层的住户可能会担心采光和费用，得先听听他们的意见。"),
        (0, "能不能请社区把流程讲一讲？"),
    )),
    ("东门路灯又不亮了", (
        (3, "东门到垃圾房这一段路灯灭了三盏，晚上接孩子看不清路。"),
        (1, "昨晚我也差点绊倒。"),
    )),
    ("周六义诊在活动室", (
        (2, "社区说周六上午九点在活动室量血压、测血糖，不用预约。"),
    )),
    ("电动车充电", (
        (1, "有人还在楼道里飞线充电，太危险了，请大家下楼充。"),
        (3, "就是你们那几户不讲公德，早晚出事！"),
    )),
)  # fmt: skip
"""Title, and who says what: 0 is the demo's resident, the others are NEIGHBOURS."""
LAMPS, RUDE = 1, 3


def settle_in(town: Town, laid: Ground, *, now: datetime) -> int:
    """Open groups in the home community and let neighbours talk; return how many groups there are."""
    begin = (now - timedelta(days=6)).astimezone(ZONE).replace(hour=10, minute=5)
    leader, worker = (queries.actor_for(town.accounts[login], now=now) for login in ("community", "grid"))
    group_ids = _open(leader, laid, begin)
    residents = [town.accounts["resident"]]
    for phone, name in NEIGHBOURS:
        residents.append(people.register(phone=phone, name=name, password=PASSWORD, now=begin))
    members = [queries.actor_for(account_id, now=now) for account_id in residents]
    for group_id in group_ids[:2]:
        for member in members:
            actions.join(actor=member, group_id=group_id, now=begin)
    posts = _talk(members, group_ids[0], begin)
    turn_into_appeal(actor=worker, post_id=posts[LAMPS][0], now=now - timedelta(minutes=20))
    _quarrel(leader, members, posts[RUDE], now)
    _live_somewhere(members[1:], laid, begin)
    _hang(leader, laid.home, now)
    for member in members:
        actions.subscribe(actor=member, area_path=laid.home, topics=list(NewsTopic), now=begin)
    _call(leader, queries.actor_for(town.accounts["district"], now=now), laid, now)
    return len(group_ids)


def _open(leader: Actor, laid: Ground, at: datetime) -> list[UUID]:
    grids = [area for area in grid.children(laid.home, at) if area.kind is AreaKind.GRID]
    wanted = [
        (GroupKind.GRID, f"{grids[0].name}邻里群", grids[0].path, Joining.OPEN, "楼里楼外的事，在这里商量。"),
        (GroupKind.TOPIC, "养犬与遛狗", laid.home, Joining.OPEN, "文明养犬，互相体谅。"),
        (GroupKind.GRID, f"{grids[-1].name}住户群", grids[-1].path, Joining.RESIDENTS, "住址核实后加入。"),
    ]
    return [
        actions.open_group(
            actor=leader, kind=kind, name=name, area_path=path, joining=joining, description=words, now=at
        )
        for kind, name, path, joining, words in wanted
    ]


def _talk(members: list[Actor], group_id: UUID, begin: datetime) -> list[list[UUID]]:
    """Let them talk; return the posts of each thread, the one started first at the front."""
    said = []
    for day, (title, posts) in enumerate(TALKS):
        at = begin + timedelta(days=day, hours=2)
        (who, body), *others = posts
        thread = actions.start_thread(actor=members[who], group_id=group_id, title=title, body=body, now=at)
        for hours, (writer, words) in enumerate(others, start=1):
            later = at + timedelta(hours=hours)
            actions.write(actor=members[writer], thread_id=thread, body=words, now=later)
        if day == 0:
            actions.propose_topic(actor=members[1], thread_id=thread, now=at + timedelta(hours=5))
        _, _, page = groups.posts_of(members[0], thread)
        said.append([post.id for post in page.rows])
    return said


def _quarrel(leader: Actor, members: list[Actor], posts: list[UUID], now: datetime) -> None:
    """Have one post flagged, removed and appealed; another flag waits."""
    flagged, at = posts[1], now - timedelta(days=1)
    actions.report_post(actor=members[1], post_id=flagged, reason=RemovalReason.ABUSE, words="骂人", now=at)
    removal = actions.remove_post(
        actor=leader, post_id=flagged, reason=RemovalReason.ABUSE, words="请对事不对人。", now=at
    )
    actions.appeal_removal(actor=members[3], removal_id=removal, words="我是着急，没有指名道姓。", now=now)
    actions.report_post(
        actor=members[2], post_id=posts[0], reason=RemovalReason.FALSE, words="我们单元已经没有了", now=now
    )


def _live_somewhere(members: list[Actor], laid: Ground, at: datetime) -> None:
    """Have the neighbours say where they live; the grid worker has not come by yet."""
    buildings = grid.buildings_in(laid.home, at)
    for number, (member, building) in enumerate(zip(members, buildings, strict=False), start=1):
        actions.claim_address(actor=member, building_code=building.code, room=f"{number}单元{number}02", now=at)


def _call(leader: Actor, district: Actor, laid: Ground, now: datetime) -> None:
    """Send the community's people a notice, and ask for one to the whole district, which waits for a colleague."""
    actions.broadcast(
        actor=leader,
        kind=BroadcastKind.SERVICE,
        topic=NewsTopic.OUTAGE,
        words_zh="明天 9 点到 16 点清洗二次供水水箱，期间停水，请提前存水。",
        words_en="No water tomorrow from 9 to 16: the roof tanks are cleaned. Please store some.",
        area_path=laid.home,
        good_until=now + timedelta(days=1),
        now=now,
    )
    actions.broadcast(
        actor=district,
        kind=BroadcastKind.EMERGENCY,
        topic=NewsTopic.SAFETY,
        words_zh="今晚阵风可达 9 级，请收好阳台和窗外的东西，不要在树下、广告牌下停车。",
        words_en="Gusts of up to 24 m/s tonight: bring in what stands outside, do not park under trees or signs.",
        area_path=laid.home.split("/")[0],
        good_until=now + timedelta(hours=18),
        now=now,
    )


def _hang(leader: Actor, area_path: str, now: datetime) -> None:
    """Put something up on the community's board."""
    for days, kind, title, body in (
        (3, BoardKind.RULES, "小区议事规则（2026 年修订）", "一事一议，先听后说，每人每次不超过五分钟。"),
        (2, BoardKind.RECORD, "十一月民情纪实", "本月走访 86 户，收集意见 31 条，已办结 24 条，其余在办。"),
        (1, BoardKind.NOTICE, "周六清洗二次供水水箱", "周六 9 时至 16 时停水，请提前存水。"),
    ):
        actions.put_up(
            actor=leader,
            kind=kind,
            title=title,
            body=body,
            area_path=area_path,
            shown_until=now + timedelta(days=10 * days),
            now=now - timedelta(days=days),
        )
