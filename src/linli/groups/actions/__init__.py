"""The deeds of groups."""

from linli.groups.actions.addresses import claim_address, decide_address
from linli.groups.actions.board import put_up, take_down
from linli.groups.actions.broadcasting import broadcast, call_off, decide_broadcast, place_of
from linli.groups.actions.moderating import appeal_removal, decide_removal, keep_post, remove_post, report_post
from linli.groups.actions.news import send_news, subscribe
from linli.groups.actions.places import close_group, invite, join, leave, open_group
from linli.groups.actions.proofs import Picture, prove
from linli.groups.actions.talking import mark_became, propose_topic, start_thread, take_back, write

__all__ = [
    "Picture",
    "appeal_removal",
    "broadcast",
    "call_off",
    "claim_address",
    "close_group",
    "decide_address",
    "decide_broadcast",
    "decide_removal",
    "invite",
    "join",
    "keep_post",
    "leave",
    "mark_became",
    "open_group",
    "place_of",
    "propose_topic",
    "prove",
    "put_up",
    "remove_post",
    "report_post",
    "send_news",
    "start_thread",
    "subscribe",
    "take_back",
    "take_down",
    "write",
]
