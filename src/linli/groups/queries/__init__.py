"""What may be asked of groups. Other rooms import from here."""

from linli.groups.queries.board import BoardRow, MailingRow, board, board_item, mailings, my_subscription
from linli.groups.queries.lists import (
    ClaimRow,
    GroupRow,
    group,
    groups_at,
    homes,
    may,
    may_read,
    moderated,
    my_claims,
    my_groups,
    readable,
    waiting_claims,
)
from linli.groups.queries.moderation import RemovalRow, ReportRow, appealed, log, my_removals, open_reports
from linli.groups.queries.threads import PostRow, Said, ThreadRow, posts_of, proposed, said, threads_of

__all__ = [
    "BoardRow",
    "ClaimRow",
    "GroupRow",
    "MailingRow",
    "PostRow",
    "RemovalRow",
    "ReportRow",
    "Said",
    "ThreadRow",
    "appealed",
    "board",
    "board_item",
    "group",
    "groups_at",
    "homes",
    "log",
    "mailings",
    "may",
    "may_read",
    "moderated",
    "my_claims",
    "my_groups",
    "my_removals",
    "my_subscription",
    "open_reports",
    "posts_of",
    "proposed",
    "readable",
    "said",
    "threads_of",
    "waiting_claims",
]
