"""Every personal column is declared; every table with a person's id is in the export (D-01, D-05)."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps

from linli.people import inventory, queries
from linli.people.models import Account, Contact

# Importing a room's queries registers what it adds to the export.
ROOMS = sorted(config.label for config in apps.get_app_configs() if config.name.startswith("linli."))
for _room in ROOMS:
    if find_spec(f"linli.{_room}.queries"):
        import_module(f"linli.{_room}.queries")

STAFF_IN_OFFICE = frozenset(
    {
        "people_grant.granted_by_id",
        "people_recusal.by_id",
        "people_areacharge.person_id",
        "people_areacharge.deputy_id",
        "people_residence.verified_by_id",
        "people_minorapproval.account_id",
        "people_minorapproval.approved_by_id",
        "people_minorsaudit.signed_by_id",
        "people_datarequest.answered_by_id",
        "people_reveal.account_id",
        "people_contact.guardian_id",
        "people_dataofficer.set_by_id",
        "desks_cannedanswer.written_by_id",
        "people_identityinvitation.invited_by_id",
        "notices_notice.editor_id",
        "notices_notice.approver_id",
        "notices_objection.answered_by_id",
        "groups_group.opened_by_id",
        "groups_invitation.issued_by_id",
        "groups_boarditem.put_up_by_id",
        "groups_broadcast.asked_by_id",
        "groups_broadcast.decided_by_id",
        "groups_mailing.sent_by_id",
        "groups_postingphoto.taken_by_id",
        "dashboards_needowner.named_by_id",
        "dashboards_needowner.answered_by_id",
        "dashboards_hotalert.decided_by_id",
        "journeys_proposal.decided_by_id",
        "journeys_proposal.proposed_by_id",
        "channels_exchange.mended_by_id",
        "devices_alert.decided_by_id",
        "hooks_replay.by_id",
        "places_plan.made_by_id",
        "places_matter.taken_by_id",
    }
)
"""Columns that say who acted in office: part of the file, not of that person's own data."""

SYSTEMS = frozenset({"hooks_subscription.account_id"})
"""Columns that hold accounts of other systems only, which are nobody."""


@pytest.mark.parametrize("room", ROOMS)
def test_no_column_is_forgotten(room: str) -> None:
    assert inventory.missing(room) == []


def test_no_entry_is_stale() -> None:
    assert inventory.unknown() == []


def test_a_planted_column_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "inventory.toml").write_text("[not_personal]\npeople_post = ['title']\n")
    declared = inventory.read(tmp_path).declared
    assert "people_post.title" in declared
    assert "people_contact.name_sealed" not in declared
    assert "people_contact.name_sealed" in inventory.columns_to_declare("people")


@pytest.mark.parametrize(
    "line",
    ['basis = "curiosity"', 'class = "C9"', 'readers = ["king"]', 'purpose = {zh = "只有中文"}', "retention = 'long'"],
)
def test_a_wrong_entry_is_refused(tmp_path: Path, line: str) -> None:
    fields = {
        "purpose": 'purpose = {zh = "用", en = "use"}',
        "basis": 'basis = "statutory"',
        "class": 'class = "C2"',
        "retention": 'retention = {zh = "两年", en = "two years"}',
        "readers": 'readers = ["self"]',
    }
    (tmp_path / "people").mkdir()
    file = tmp_path / "people" / "inventory.toml"
    head = '[personal."people_x.y"]\n'
    file.write_text(head + "\n".join(fields.values()))
    assert len(inventory.read(tmp_path).entries) == 1
    fields[line.partition(" ")[0]] = line
    file.write_text(head + "\n".join(fields.values()))
    with pytest.raises(inventory.WrongInventory):
        inventory.read(tmp_path)


def test_every_table_with_a_persons_id_is_exported() -> None:
    exported = queries.exported_tables()
    forgotten = [
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        if model.__module__.startswith("linli.") and model._meta.db_table not in exported
        for field in model._meta.concrete_fields
        if field.related_model in (Account, Contact)
        and f"{model._meta.db_table}.{field.column}" not in STAFF_IN_OFFICE | SYSTEMS
    ]
    assert forgotten == []


def test_the_processing_rules_are_printed_from_the_inventory() -> None:
    page = queries.processing_rules()
    columns = {column for rule in page.rules for column in rule.columns}
    assert "people_contact.phone_sealed" in columns
    assert page.version == queries.processing_rules().version
    assert len(page.purposes) == 16
