"""What is done in the field."""

from linli.fieldwork.actions.diaries import add_line, sign
from linli.fieldwork.actions.households import forget_note, look_at, note, object_to_note
from linli.fieldwork.actions.noticing import recheck
from linli.fieldwork.actions.patrolling import check, find

__all__ = ["add_line", "check", "find", "forget_note", "look_at", "note", "object_to_note", "recheck", "sign"]
