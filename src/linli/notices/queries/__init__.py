"""What may be asked of notices."""

from linli.notices.queries.exports import messages_of, objections_of
from linli.notices.queries.messages import MessageRow, inbox, told_about, told_to_contacts, unread
from linli.notices.queries.notices import (
    NoticeRow,
    ObjectionRow,
    desk,
    notices_of,
    open_objections,
    published,
    published_one,
)

__all__ = [
    "MessageRow",
    "NoticeRow",
    "ObjectionRow",
    "desk",
    "inbox",
    "messages_of",
    "notices_of",
    "objections_of",
    "open_objections",
    "published",
    "published_one",
    "told_about",
    "told_to_contacts",
    "unread",
]
