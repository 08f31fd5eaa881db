"""Deeds that several roles have together; the table of rights is `roles`."""

LOOKING = ("appeals.view", "past.see")
"""Seeing the cases of the own area, and what other systems did there before (ADR 0039)."""

GROUPS = ("groups.decide_removal", "groups.moderate", "groups.open_group", "groups.post_board")
"""Opening neighbourhood groups, moderating them, deciding appealed removals of others, the information board (S-301,
S-304, ADR 0019)."""

ROUNDS = ("fieldwork.keep_diary", "fieldwork.patrol", "fieldwork.recheck")
"""Walking the round over the own grid, rechecking what was to be put right, the diary of the day (S-044, S-045, S-085,
ADR 0029)."""

HOUSEHOLDS = ("fieldwork.note_household", "fieldwork.see_household")
"""Knowing the households of the own grid; given at more than a grid it opens none (S-046, ADR 0031)."""

SIGNALS = ("devices.confirm",)
"""Deciding what a device signalled: true, false, or a case that is there (S-113, ADR 0039)."""

RECEPTION = ("places.book_for", "places.receive")
"""Receiving on a reception day or walking office, and booking it for somebody who calls (S-210, S-213, ADR 0043)."""

PLANNING = ("places.plan", *RECEPTION)
"""Also planning them: when, where, who sits; moving and calling off."""
