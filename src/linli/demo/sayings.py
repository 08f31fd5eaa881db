"""What residents call places: names that confirmed cases give them, waiting for the community to decide (S-106)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from linli.appeals.actions import naming, registering, triaging
from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import NewAppeal, Reporter
from linli.appeals.actions.triaging import Triage
from linli.appeals.words import Channel, Mode, Urgency
from linli.demo.cast import Town
from linli.demo.ground import Ground
from linli.people import queries as people

SAID = (
    ("老糖厂宿舍", "天惠苑3号楼", "{name}三号楼的楼道灯坏了一个星期，晚上老人上楼看不见。", "util.streetlight"),
    ("老糖厂宿舍", "天惠苑", "{name}院里的垃圾桶满了没人清，味道很大。", "env.garbage_sorting"),
    ("老糖厂宿舍", "天惠苑1号楼", "我住{name}，一楼堆了好多旧家具，推轮椅过不去。", "env.corridor_clutter"),
    ("一中老教工楼", "登州路24号", "{name}门口的路灯不亮了。", "util.streetlight"),
)
"""Invented names of two places that the demo knows, what was said, where it is, and the leaf a person gave it."""


def bring(town: Town, laid: Ground, *, now: datetime) -> int:
    """Register reports that say names, have the desk say where they are, and learn; return how many."""
    agent = people.actor_for(town.accounts["agent"], now=now)
    told = 0
    for number, (name, address, words, leaf) in enumerate(SAID):
        if not any(address.startswith(estate) for estate in laid.estates):
            continue
        at = now - timedelta(hours=6 - number)
        new = NewAppeal(
            words.format(name=name),
            channel=Channel.DESK,
            reporter=Reporter("", f"1390000{number + 7100}"),
            place=Place(address=name),
            client_id=str(UUID(int=106_000 + number)),
        )
        made = registering.register(actor=agent, new=new, now=at)
        decided = Triage(leaf, Urgency.NORMAL, Mode.FAST, place=Place(address=address))
        triaging.triage(actor=agent, appeal_id=made.id, decided=decided, now=at + timedelta(minutes=9))
        naming.learn(made.id, now=at + timedelta(minutes=9))
        told += 1
    return told
