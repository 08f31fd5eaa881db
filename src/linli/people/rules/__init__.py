"""The rules of people: pure functions and tables."""

from linli.people.rules.masking import MaskedContact, mask_name, mask_phone, normalise_name, normalise_phone
from linli.people.rules.roles import RESIDENT_DEEDS, ROLES, actor_from_grants, is_staff, resident_actor

__all__ = [
    "RESIDENT_DEEDS",
    "ROLES",
    "MaskedContact",
    "actor_from_grants",
    "is_staff",
    "mask_name",
    "mask_phone",
    "normalise_name",
    "normalise_phone",
    "resident_actor",
]
