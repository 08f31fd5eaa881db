"""The deeds of notices."""

from linli.notices.actions.telling import Recipient, Telling, mark_read, tell, tell_many

__all__ = ["Recipient", "Telling", "mark_read", "tell", "tell_many"]
