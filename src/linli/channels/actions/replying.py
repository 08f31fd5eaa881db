"""What a group is told of the reports that came out of it, through its robot; no word that anybody wrote (S-069)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from linli.appeals.queries import known
from linli.channels import robots
from linli.channels.actions import exchanging
from linli.channels.actions.adapters import Became, Given, Later, Never
from linli.channels.models import Exchange
from linli.channels.rules.messages import TOLD_GROUPS, reply_to, robot_of
from linli.channels.words import ConnectionState, Direction, ExchangeKind, Fault
from linli.journal.words import FactRow
from linli.kernel.words import Text
from linli.notices.delivery import NotSent, Outgoing

SENDERS = {"wecom": robots.send_wecom, "dingtalk": robots.send_dingtalk, "feishu": robots.send_feishu}
NO_ROBOT = Text("这个群没有设置机器人，或写法不对。", "This group has no robot, or it is written wrongly.")


def tell_groups(facts: Sequence[FactRow]) -> int:
    """Put down what groups are told of these facts; return how many. One statement where no case came from a group."""
    told = [fact for fact in facts if fact.kind in TOLD_GROUPS]
    if not told:
        return 0
    rows = Exchange.objects.filter(
        appeal_id__in={fact.subject_id for fact in told}, direction=Direction.IN, kind=ExchangeKind.MESSAGE
    ).exclude(connection__state=ConnectionState.ENDED)
    came = {row.appeal_id: row for row in rows.select_related("connection")}
    if not came:
        return 0
    cases = known.case_numbers([one for one in came if one is not None])
    ours = [fact for fact in told if fact.subject_id in came]
    return sum(_put_down(fact, came[fact.subject_id], cases[fact.subject_id]) for fact in ours)


def _put_down(fact: FactRow, row: Exchange, case: str) -> int:
    if not robot_of(row.group, row.connection.config):
        return 0
    said = reply_to(fact.kind, case, fact.data)
    body = json.dumps({"group": row.group, "zh": said.zh, "en": said.en}, ensure_ascii=False)
    _, is_new = exchanging.keep(
        connection_id=row.connection_id, direction=Direction.OUT, kind=ExchangeKind.REPLY, number=row.number,
        body=body, same_if=str(fact.id), appeal_id=row.appeal_id, fact_id=fact.id, now=fact.at,
    )  # fmt: skip
    return int(is_new)


def tell_group(given: Given, now: datetime) -> Became:
    """Say it in the group through its robot. The adapter of groups, outward.

    :raises Later: the robot does not answer. Never: there is none.
    """
    said = json.loads(given.body)
    kind, _, address = robot_of(str(said["group"]), given.config).partition(":")
    sender = SENDERS.get(kind)
    if sender is None or not address:
        raise Never(Fault.REFUSED_HERE, NO_ROBOT)
    outgoing = Outgoing(
        key=f"{kind}:{given.exchange_id}", text=Text(str(said["zh"]), str(said["en"])),
        language=str(given.config.get("language") or "zh-hans"), phone="", email="", address=address,
    )  # fmt: skip
    try:
        sender(outgoing)
    except NotSent:
        raise Later(Fault.ANSWER) from None
    return Became()
