"""The one table of rights: role -> deeds (architecture §5). Other rooms' deeds stand here as strings.

`area_deeds` hold everywhere at or below the grant's area; `unit_deeds` hold there only on things of the grant's unit,
so a community's dispatcher sees every appeal of the community but acts as handler only for the own committee.
Source: domain-spec §8.1 and §8.3 (column "Who"); 三员分立 GB/T 22239-2019 (domain-spec §14.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from linli.kernel.actor import Actor, Scope, Subject
from linli.people.rules.bundles import GROUPS, HOUSEHOLDS, LOOKING, PLANNING, RECEPTION, ROUNDS, SIGNALS
from linli.people.words import Role

VIEW = ("appeals.view",)

LETTERS = "appeals.issue_letter"
HANDLING = (
    LETTERS,
    "dispatch.accept",
    "dispatch.first_contact",
    "dispatch.request_bounce",
    "dispatch.log_action",
    "dispatch.request_extension",
    "dispatch.escalate",
    "dispatch.report_in",
    "dispatch.co_opinion",
    "dispatch.resume",
    "dispatch.submit_result",
    "dispatch.rectify",
    "dispatch.recheck",
    "dispatch.visit",
    "dispatch.follow_up",
    "appeals.interim_reply",
)
"""What the unit of an order does with it (T15, T17, T18, T22, T23, T26, T32, T34, T40, T41)."""

NEEDS = ("dashboards.answer_need", "journeys.answer_proposal")
"""Saying what the own unit did about one of the week's ten needs it answers for (S-071); taking up or refusing a topic
or project proposed to it (S-097)."""

REVEALING = ("appeals.reveal", "people.reveal")

TRIAGING = ("appeals.ask_info", "appeals.guardian_consent", "appeals.merge", "appeals.triage", LETTERS)

DISPATCHING = (
    LETTERS,
    "dashboards.decide_hot_spot",
    "dashboards.name_owner",
    "journeys.propose",
    "desks.write_answer",
    "appeals.change_urgency",
    "dispatch.dispatch",
    "dispatch.dispatch_again",
    "dispatch.decide_bounce",
    "dispatch.decide_extension",
    "dispatch.decide_overdue",
    "dispatch.split",
    "dispatch.whistle",
    "dispatch.change_mode",
    "dispatch.approve_result",
    "dispatch.return_result",
)
"""What a dispatcher of any level does (T13, T19, T20, T24, T25, T27, T28, T31, T42, T43, T51, T55, T56).

Also the answers it keeps for its area.
"""

RESIDENT_DEEDS = frozenset(
    {
        "appeals.save_draft", "appeals.submit", "appeals.add_info", "appeals.object", "appeals.unmerge",
        "appeals.withdraw", "appeals.rate", "appeals.reopen", "appeals.view", "appeals.renew_link",
        "appeals.withdraw_consent", "notices.object", "fieldwork.object_to_note", "notices.take_back",
        "people.ask_data", "people.correct_contact", "groups.join", "groups.read", "groups.report", "groups.write",
    }
)  # fmt: skip
"""What somebody may do with a thing the person holds (by the secret link or the own account)."""


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One row of the table."""

    role: Role
    area_deeds: frozenset[str]
    unit_deeds: frozenset[str] = frozenset()
    needs_unit: bool = False

    @property
    def deeds(self) -> frozenset[str]:
        """Return every deed of the role."""
        return self.area_deeds | self.unit_deeds


def _row(role: Role, *area_deeds: str, own_unit: Iterable[str] = (), needs_unit: bool = False) -> RoleRow:
    return RoleRow(role, frozenset(area_deeds), frozenset(own_unit), needs_unit)


ROLES: Mapping[Role, RoleRow] = {
    row.role: row
    for row in (
        _row(
            Role.AGENT,
            *LOOKING,
            *SIGNALS,
            *REVEALING,
            *TRIAGING,
            "appeals.submit",
            "appeals.add_info",
            "appeals.answer_now",
            "appeals.record_receipt",
            "appeals.renew_link",
            "appeals.redirect",
            "appeals.refuse",
            "appeals.confirm_refuse",
            "appeals.unmerge",
            "appeals.change_urgency",
            "people.correct_contact",
            "channels.mend",
            "places.book_for",
        ),
        _row(
            Role.GRID_WORKER,
            *LOOKING,
            *SIGNALS,
            *REVEALING,
            "appeals.save_draft",
            "appeals.submit",
            "dispatch.dispatch",
            "dispatch.self_handle",
            "dispatch.visit",
            "grid.record_occupancy",
            "people.verify_residence",
            "groups.moderate",
            "groups.open_group",
            "groups.post_board",
            *ROUNDS,
            *HOUSEHOLDS,
            *RECEPTION,
            own_unit=(*HANDLING, *NEEDS),
        ),
        _row(
            Role.ESTATE_BRANCH,
            *VIEW,
            "appeals.submit",
            "dispatch.dispatch",
            "dispatch.self_handle",
            "notices.draft",
            "groups.post_board",
            *RECEPTION,
            own_unit=(*HANDLING, *NEEDS, *REVEALING),
        ),
        _row(
            Role.COMMUNITY,
            *LOOKING,
            *SIGNALS,
            *REVEALING,
            *TRIAGING,
            *DISPATCHING,
            "appeals.submit",
            "dispatch.self_handle",
            "dispatch.escalate",
            "people.set_roster",
            "people.verify_residence",
            "grid.draw",
            "grid.name_alias",
            "grid.record_occupancy",
            "notices.draft",
            *GROUPS,
            *ROUNDS,
            "fieldwork.see",
            "groups.broadcast",
            *PLANNING,
            own_unit=(*HANDLING, *NEEDS),
        ),
        _row(
            Role.STREET,
            *LOOKING,
            "devices.register",
            *REVEALING,
            *DISPATCHING,
            "dispatch.designate",
            "dispatch.escalate",
            "dispatch.request_top",
            "dispatch.decide_suspend",
            "people.approve_minor",
            "people.set_charge",
            "people.set_roster",
            "grid.draw",
            "grid.merge_thematic",
            "grid.review",
            "grid.set_mode",
            "notices.draft",
            *GROUPS,
            "fieldwork.see",
            "groups.broadcast",
            *PLANNING,
            own_unit=(*HANDLING, *NEEDS),
        ),
        _row(
            Role.DISTRICT,
            *LOOKING,
            "devices.register",
            *REVEALING,
            *DISPATCHING,
            "appeals.triage",
            "appeals.uphold_objection",
            "appeals.explained_close",
            "dispatch.designate",
            "dispatch.request_top",
            "dispatch.decide_suspend",
            "dispatch.resume",
            "dispatch.terminate",
            "people.approve_minor",
            "people.set_charge",
            "people.set_roster",
            "people.set_formation",
            "grid.approve",
            "grid.set_mode",
            "notices.draft",
            "groups.agree_broadcast",
            "groups.broadcast",
            "channels.mend",
            *PLANNING,
        ),
        _row(Role.UNIT, own_unit=(*VIEW, *HANDLING, *NEEDS, *REVEALING, *RECEPTION), needs_unit=True),
        _row(
            Role.UNIT_HEAD,
            own_unit=(
                *VIEW,
                *HANDLING,
                *NEEDS,
                *REVEALING,
                "dispatch.request_suspend",
                "dispatch.reassign_person",
                "people.approve_minor",
                "people.set_roster",
                *PLANNING,
            ),
            needs_unit=True,
        ),
        _row(
            Role.REVISITOR,
            *VIEW,
            *REVEALING,
            "appeals.start_revisit",
            "appeals.record_revisit",
            "appeals.reopen",
            "appeals.spot_check",
        ),
        _row(
            Role.SUPERVISOR,
            *VIEW,
            "appeals.supervise",
            "appeals.reopen",
            "dispatch.request_top",
            "people.recuse",
        ),
        _row(
            Role.LEADER,
            *LOOKING,
            "fieldwork.see",
            "appeals.supervise",
            "dispatch.request_top",
            "dispatch.take_top",
            "dispatch.decline_top",
        ),
        _row(Role.EDITOR, *VIEW, "appeals.publish", "notices.draft", "notices.withdraw"),
        _row(
            Role.APPROVER,
            *VIEW,
            "notices.approve",
            "notices.publish",
            "notices.withdraw",
            "notices.answer_objection",
            "groups.agree_broadcast",
            "groups.send_news",
        ),
        _row(
            # The administrator keeps the system and reads no case (三员分立); a correction names its case (T60).
            Role.ADMIN,
            "appeals.correct",
            "notices.resend",
            "standards.enact",
            "standards.import_holidays",
            "standards.load_pack",
            "grid.import_areas",
            "grid.import_thematic",
            "grid.merge_thematic",
            "grid.name_alias",
            "grid.register_estate",
            "grid.set_governance",
            "grid.set_property_mode",
            "grid.set_zone",
            "people.open_account",
            "people.close_account",
            "people.open_unit",
            "people.set_competence",
            "people.appoint",
            "people.set_charge",
            "people.set_roster",
            "people.set_formation",
            "people.set_consent_text",
            "people.answer_data_request",
            "people.set_officer",
            "people.erase_contact",
            "hooks.manage",
            "channels.manage",
        ),
        _row(
            Role.SECURITY_ADMIN,
            "people.grant",
            "people.revoke",
            "people.recuse",
            "people.reset_factor",
            "people.issue_system_token",
        ),
        _row(Role.AUDITOR, "people.read_audit", "people.sign_minors_audit", "journal.verify"),
    )
}

STAFF_ROLES = frozenset(ROLES)

BY_CODE: Mapping[str, RoleRow] = {role.value: row for role, row in ROLES.items()}

OFFICER_ROLES = frozenset({Role.ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
"""Of these three an account holds at most one (三员分立)."""


def scopes_of(grants: Iterable[tuple[str, str, UUID | None]]) -> dict[str, tuple[Scope, ...]]:
    """Return deed -> scopes for `grants`, each (role code, area path, unit or None); scopes sorted, none twice.

    An unknown role gives nothing: a retired role must not open a door.
    """
    found: dict[str, set[Scope]] = {}
    for role, area, unit in grants:
        row = BY_CODE.get(role)
        if row is None:
            continue
        for deed in row.area_deeds:
            found.setdefault(deed, set()).add(Scope(area))
        for deed in row.unit_deeds:
            if unit is not None:
                found.setdefault(deed, set()).add(Scope(area, unit))
    return {deed: tuple(sorted(scopes, key=lambda s: (s.area, str(s.unit or "")))) for deed, scopes in found.items()}


def actor_from_grants(
    *,
    account_id: UUID,
    grants: Iterable[tuple[str, str, UUID | None]],
    recusals: frozenset[Subject] = frozenset(),
    holds: frozenset[Subject] = frozenset(),
    ties: frozenset[UUID] = frozenset(),
) -> Actor:
    """Return the Actor of an account: reach from grants x role table, and the resident's deeds on what it holds.

    `ties` come from `belonging.ties_of`.
    """
    held = list(grants)
    return Actor(
        name="account",
        account_id=account_id,
        roles=frozenset(role for role, _, _ in held) | {Role.RESIDENT.value},
        units=frozenset(unit for _, _, unit in held if unit is not None),
        scopes=scopes_of(held),
        holds=holds,
        held_deeds=RESIDENT_DEEDS,
        recusals=recusals,
        ties=ties,
    )


def resident_actor(subjects: frozenset[Subject], account_id: UUID | None = None) -> Actor:
    """Return somebody who holds `subjects` (by a secret link or the own account) and nothing else."""
    return Actor(
        name="resident",
        account_id=account_id,
        roles=frozenset({Role.RESIDENT.value}),
        holds=subjects,
        held_deeds=RESIDENT_DEEDS,
    )


def is_staff(roles: Iterable[str]) -> bool:
    """Say whether any of `roles` is a staff role; staff need the second factor (GB/T 22239-2019, §14.1)."""
    return any(role in STAFF_ROLES for role in roles)
