"""What may be asked of notices."""

from linli.notices.queries.choices import Chosen, choice_of
from linli.notices.queries.expected import Reach, Way, expected, fates
from linli.notices.queries.exports import messages_of, objections_of
from linli.notices.queries.log import FailedRow, counts, failed
from linli.notices.queries.messages import MessageRow, inbox, read_counts, told_about, told_to_contacts, unread
from linli.notices.queries.notices import (
    NoticeRow,
    ObjectionRow,
    desk,
    notices_of,
    open_objections,
    published,
    published_one,
    shown_words,
)

__all__ = [
    "Chosen",
    "FailedRow",
    "MessageRow",
    "NoticeRow",
    "ObjectionRow",
    "Reach",
    "Way",
    "choice_of",
    "counts",
    "desk",
    "expected",
    "failed",
    "fates",
    "inbox",
    "messages_of",
    "notices_of",
    "objections_of",
    "open_objections",
    "published",
    "published_one",
    "read_counts",
    "shown_words",
    "told_about",
    "told_to_contacts",
    "unread",
]
