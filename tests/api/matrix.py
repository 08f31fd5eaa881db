"""The permission matrix: one row per operation. A new operation without a row fails `test_rights`.

Kinds:
* PUBLIC - anybody, without a token.
* LINK - whoever has the receipt link; another link finds nothing.
* OWN - any token; shows or changes only what belongs to it.
* SEEN - whoever may see the case (`appeals.view`), or has the deed named; others find nothing.
* DEED - the deed at the case's place; who sees the case is refused, who does not finds nothing.
* OFFICE - the deed at the area of the office; that there are offices is no secret, so others are refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """How an operation is guarded."""

    PUBLIC = "public"
    LINK = "link"
    OWN = "own"
    SEEN = "seen"
    DEED = "deed"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Right:
    """What an operation asks for."""

    kind: Kind
    deed: str = ""


PUBLIC, LINK, OWN, SEEN = (Right(kind) for kind in (Kind.PUBLIC, Kind.LINK, Kind.OWN, Kind.SEEN))

RECORD = Right(Kind.SEEN, "appeals.correct")
"""The one case that is to be corrected: its codes, asked for by id or number (T60)."""


def _deed(name: str) -> Right:
    return Right(Kind.DEED, name)


def _office(name: str) -> Right:
    return Right(Kind.OFFICE, name)


MATRIX: dict[str, Right] = {
    # standards
    "standards_standards": PUBLIC,
    "standards_history": PUBLIC,
    "standards_codes": PUBLIC,
    "standards_categories": PUBLIC,
    "standards_workday": PUBLIC,
    "standards_enact": _office("standards.enact"),
    # grid
    "grid_areas": PUBLIC,
    "grid_area": PUBLIC,
    "grid_at": PUBLIC,
    "grid_place": PUBLIC,
    "grid_zones": PUBLIC,
    "grid_mode": PUBLIC,
    "grid_estates": PUBLIC,
    "grid_buildings": PUBLIC,
    "grid_set_mode": _office("grid.set_mode"),
    "grid_import_areas": _office("grid.import_areas"),
    "grid_import_estates": _office("grid.register_estate"),
    "grid_import_buildings": _office("grid.register_estate"),
    "grid_export_estates": _office("grid.register_estate"),
    "grid_export_buildings": _office("grid.register_estate"),
    "grid_close_estate": _office("grid.register_estate"),
    "grid_close_building": _office("grid.register_estate"),
    # people
    "people_me": OWN,
    "people_units": PUBLIC,
    "people_unit": PUBLIC,
    "people_competent_units": PUBLIC,
    "people_roles": PUBLIC,
    "people_issue_token": OWN,
    "people_revoke_token": OWN,
    "people_tokens": OWN,
    "people_rotate_token": OWN,
    "people_devices": OWN,
    "people_end_device": OWN,
    "people_open_system": _office("people.open_account"),
    "people_issue_system_token": _office("people.issue_system_token"),
    "people_on_call": _office("appeals.view"),
    "people_account": OWN,
    "people_grants": _office("people.grant or people.read_audit"),
    "people_open_account": _office("people.open_account"),
    "people_close_account": _office("people.close_account"),
    "people_grant": _office("people.grant"),
    "people_revoke": _office("people.revoke"),
    "people_open_unit": _office("people.open_unit"),
    "people_close_unit": _office("people.open_unit"),
    "people_set_competence": _office("people.set_competence"),
    "people_appoint": _office("people.appoint"),
    "people_set_roster": _office("people.set_roster"),
    "people_reset_password": _office("people.open_account"),
    "people_set_charge": _office("people.set_charge"),
    "people_set_consent_text": _office("people.set_consent_text"),
    "people_set_officer": _office("people.set_officer"),
    # duties
    "duties_inbox": OWN,
    "duties_counts": OWN,
    "duties_explanation": SEEN,
    # notices
    "notices_published": PUBLIC,
    "notices_one": PUBLIC,
    "notices_editors_desk": OWN,
    "notices_objections": OWN,
    "notices_messages": OWN,
    "notices_mark_read": OWN,
    "notices_choices": OWN,
    "notices_choose": OWN,
    "notices_draft": _office("notices.draft"),
    "notices_redraft": _office("notices.draft, by its own editor only"),
    "notices_approve": _office("notices.approve"),
    "notices_publish": _office("notices.publish"),
    "notices_withdraw": _office("notices.withdraw"),
    "notices_object_to_notice": OWN,
    "notices_answer_objection": _office("notices.answer_objection"),
    # fieldwork: whoever does no rounds at a place learns nothing of it (404)
    "fieldwork_items": PUBLIC,
    "fieldwork_round_today": OWN,
    "fieldwork_findings": OWN,
    "fieldwork_finding": OWN,
    "fieldwork_check": OWN,
    "fieldwork_find": OWN,
    "fieldwork_recheck": OWN,
    # households: the own grid only, or the own home; a role at more than a grid opens none (404)
    "fieldwork_households": OWN,
    "fieldwork_household": OWN,
    "fieldwork_own_households": OWN,
    "fieldwork_look_at": OWN,
    "fieldwork_note": OWN,
    "fieldwork_forget_note": OWN,
    "fieldwork_object_to_note": OWN,
    "fieldwork_diary": OWN,
    "fieldwork_add_line": OWN,
    "fieldwork_sign": OWN,
    # dashboards: out of reach there is nothing (404)
    "dashboards_week_needs": OWN,
    "dashboards_name_owner": OWN,
    "dashboards_answer_need": OWN,
    # places: what is to come is public, bookings are the own ones
    "places_sittings": PUBLIC,
    "places_sitting": PUBLIC,
    "places_slots": PUBLIC,
    "places_bookings": OWN,
    # groups: reading and writing are a member's; whoever may not moderate there learns nothing (404)
    "groups_open_group": _office("groups.open_group"),
    "groups_board": PUBLIC,
    "groups_board_item": PUBLIC,
    "groups_put_up": _office("groups.post_board"),
    "groups_take_down": OWN,
    "groups_subscribe": OWN,
    "groups_mailings": OWN,
    "groups_send_news": OWN,
    "groups_broadcast": _office("groups.broadcast"),
    "groups_broadcasts": OWN,
    "groups_preview": _office("groups.broadcast"),
    "groups_one_broadcast": OWN,
    "groups_decide_broadcast": OWN,
    "groups_call_off": OWN,
    "groups_mine": OWN,
    "groups_at": OWN,
    "groups_my_removals": OWN,
    "groups_my_addresses": OWN,
    "groups_moderated": OWN,
    "groups_open_reports": OWN,
    "groups_log": OWN,
    "groups_appealed": OWN,
    "groups_proposed": OWN,
    "groups_waiting_addresses": OWN,
    "groups_threads": OWN,
    "groups_posts": OWN,
    "groups_claim_address": OWN,
    "groups_join": OWN,
    "groups_leave": OWN,
    "groups_start_thread": OWN,
    "groups_write": OWN,
    "groups_propose_topic": OWN,
    "groups_take_back": OWN,
    "appeals_take_back": OWN,
    "groups_report_post": OWN,
    "groups_keep_post": OWN,
    "groups_remove_post": OWN,
    "groups_appeal_removal": OWN,
    "groups_decide_removal": OWN,
    "groups_decide_address": OWN,
    "groups_close_group": OWN,
    "groups_invite": OWN,
    # journeys
    "journeys_turn_into_appeal": OWN,
    "journeys_prove_posting": OWN,
    # appeals: anybody, and the reporter
    "appeals_report": PUBLIC,
    "appeals_save_draft": PUBLIC,
    "appeals_similar": PUBLIC,
    "appeals_mine": OWN,
    "appeals_send_code": PUBLIC,
    "appeals_reports_by_code": PUBLIC,
    "appeals_own": LINK,
    "appeals_submit_draft": LINK,
    "appeals_attach_own": LINK,
    "appeals_own_file": LINK,
    "appeals_add_info": LINK,
    "appeals_withdraw": LINK,
    "appeals_rate": LINK,
    "appeals_reopen": LINK,
    "appeals_object": LINK,
    "appeals_separate": LINK,
    "appeals_withdraw_consent": LINK,
    "appeals_renew_own_link": LINK,
    # appeals: the desk
    "appeals_staff_list": OWN,
    "appeals_counts": OWN,
    "appeals_by_number": RECORD,
    "appeals_case": RECORD,
    "appeals_file": SEEN,
    "appeals_attach": _deed("dispatch.log_action"),
    "appeals_letters": SEEN,
    "appeals_issue_letter": _deed("appeals.issue_letter"),
    "appeals_reveal": _deed("appeals.reveal"),
    "appeals_ask_info": _deed("appeals.ask_info"),
    "appeals_add_info_for": _deed("appeals.add_info"),
    "appeals_answer_now": _deed("appeals.answer_now"),
    "appeals_call_line": _deed("appeals.redirect"),
    "appeals_redirect": _deed("appeals.redirect"),
    "appeals_record_receipt": _deed("appeals.redirect"),
    "appeals_refuse": _deed("appeals.refuse"),
    "appeals_confirm_refuse": _deed("appeals.confirm_refuse"),
    "appeals_decide_objection": _deed("appeals.uphold_objection"),
    "appeals_merge": _deed("appeals.merge"),
    "appeals_unmerge": _deed("appeals.unmerge"),
    "appeals_triage": _deed("appeals.triage"),
    "appeals_change_urgency": _deed("appeals.change_urgency"),
    "appeals_decide_urgency": _deed("appeals.change_urgency"),
    "appeals_record_spot_check": _deed("appeals.record_revisit"),
    "appeals_start_revisit": _deed("appeals.start_revisit"),
    "appeals_record_attempt": _deed("appeals.record_revisit"),
    "appeals_record_revisit": _deed("appeals.record_revisit"),
    "appeals_explain": _deed("appeals.record_revisit"),
    "appeals_ask_explained_close": _deed("appeals.explained_close"),
    "appeals_decide_explained_close": _deed("appeals.explained_close"),
    "appeals_reopen_for": _deed("appeals.reopen"),
    "appeals_record_guardian_consent": _deed("appeals.guardian_consent"),
    "appeals_approve_minor": _deed("people.approve_minor"),
    "appeals_renew_link": _deed("appeals.renew_link"),
    "appeals_ask_correction": _deed("appeals.correct"),
    "appeals_decide_correction": _deed("appeals.correct"),
    "appeals_publish_case": _deed("appeals.publish"),
    # dispatch
    "dispatch_of_appeal": SEEN,
    "dispatch_proposed": SEEN,
    "dispatch_supervisions": SEEN,
    "dispatch_all_supervisions": OWN,
    "dispatch_visits": SEEN,
    "dispatch_rectify_notices": SEEN,
    "dispatch_order": SEEN,
    "dispatch_of_unit": OWN,
    "dispatch_dispatch": _deed("dispatch.dispatch"),
    "dispatch_self_handle": _deed("dispatch.self_handle"),
    "dispatch_dispatch_again": _deed("dispatch.dispatch_again"),
    "dispatch_split": _deed("dispatch.split"),
    "dispatch_whistle": _deed("dispatch.whistle"),
    "dispatch_request_top": _deed("dispatch.request_top"),
    "dispatch_take_top": _deed("dispatch.take_top"),
    "dispatch_decline_top": _deed("dispatch.decline_top"),
    "dispatch_change_mode": _deed("dispatch.change_mode"),
    "dispatch_supervise": _deed("appeals.supervise"),
    "dispatch_answer_supervision": _deed("dispatch.log_action"),
    "dispatch_close_supervision": _deed("appeals.supervise"),
    "dispatch_recheck": _deed("dispatch.recheck"),
    "dispatch_accept": _deed("dispatch.accept"),
    "dispatch_first_contact": _deed("dispatch.first_contact"),
    "dispatch_log_action": _deed("dispatch.log_action"),
    "dispatch_interim_reply": _deed("dispatch.log_action"),
    "dispatch_file_plan": _deed("dispatch.log_action"),
    "dispatch_reassign_person": _deed("dispatch.reassign_person"),
    "dispatch_request_bounce": _deed("dispatch.request_bounce"),
    "dispatch_decide_bounce": _deed("dispatch.decide_bounce"),
    "dispatch_designate": _deed("dispatch.designate"),
    "dispatch_request_extension": _deed("dispatch.request_extension"),
    "dispatch_decide_overdue": _deed("dispatch.decide_overdue"),
    "dispatch_decide_extension": _deed("dispatch.decide_extension"),
    "dispatch_request_suspend": _deed("dispatch.request_suspend"),
    "dispatch_decide_suspend": _deed("dispatch.decide_suspend"),
    "dispatch_resume": _deed("dispatch.resume"),
    "dispatch_escalate": _deed("dispatch.escalate"),
    "dispatch_report_in": _deed("dispatch.report_in"),
    "dispatch_co_opinion": _deed("dispatch.co_opinion"),
    "dispatch_visit": _deed("dispatch.visit"),
    "dispatch_rectify": _deed("dispatch.rectify"),
    "dispatch_submit_result": _deed("dispatch.submit_result"),
    "dispatch_approve_result": _deed("dispatch.approve_result"),
    "dispatch_return_result": _deed("dispatch.return_result"),
    "dispatch_order_follow_up": _deed("dispatch.follow_up"),
    "dispatch_finish_follow_up": _deed("dispatch.follow_up"),
    "dispatch_request_terminate": _deed("dispatch.submit_result"),
    "dispatch_terminate": _deed("dispatch.terminate"),
    # hooks
    "hooks_kinds": PUBLIC,
    "hooks_subscriptions": OWN,
    "hooks_subscribe": OWN,
    "hooks_fresh_secret": OWN,
    "hooks_deliveries": OWN,
    "hooks_send_again": OWN,
    "hooks_replay": OWN,
    "hooks_replays": OWN,
    "hooks_pause": OWN,
    "hooks_go_on": OWN,
    "hooks_end": OWN,
}

OPEN311: dict[str, Right] = {
    "GET discovery": PUBLIC,
    "GET services": PUBLIC,
    "GET definition": PUBLIC,
    "GET requests": PUBLIC,
    "GET one": PUBLIC,
    "GET token": LINK,
    "GET updates": PUBLIC,
    "POST requests": Right(Kind.DEED, "appeals.submit"),
}
"""The same for Open311 (method and view), which is not described by the document (test_open311_rights).

A key of another system needs the deed at the place; a person's own key reports for its owner.
"""
