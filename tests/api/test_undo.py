"""Taking a step back through the interface: asked for by a header, answered with an id, refused like the page."""

from __future__ import annotations

from uuid import uuid4

from linli.notices.models import Message
from tests.api.town import Town, call, report


def test_a_step_asked_to_be_undoable_is_taken_back(town: Town) -> None:
    appeal = f"/appeals/{report(town)['id']}"
    agent, other = town.token("agent", town.small.district), town.token("agent", town.small.district, another="2")
    decided = {"category": "util.sewer", "urgency": "normal", "mode": "fast", "area_path": town.small.estate_grid}

    plain = call("post", f"{appeal}/triage", decided, token=agent)
    assert (plain.status, plain.body["undo"], plain.body["undo_until"]) == (200, None, None)
    appeal = f"/appeals/{report(town, '路灯不亮了')['id']}"

    done = call("post", f"{appeal}/triage", decided, token=agent, **{"linli-undo": "1", "idempotency-key": "p"})
    assert done.status == 200, done.body
    assert done.body["undo_until"] is not None
    undo = f"/appeals/undo/{done.body['undo']}"
    assert call("post", undo, {}, token=other).status == 403
    assert call("post", undo, {}, token=town.token("unit", town.small.district, town.company)).status == 404
    assert call("post", f"/appeals/undo/{uuid4()}", {}, token=agent).status == 404

    answer = call("post", undo, {}, token=agent)
    assert (answer.status, answer.body["id"]) == (200, appeal.rpartition("/")[2])
    case = call("get", appeal, token=agent).body
    assert case["appeal"]["state"] == "received"
    assert case["timeline"][-1]["kind"] == "appeals.taken_back"
    twice = call("post", undo, {}, token=agent)
    assert (twice.status, twice.body["title"]) == (409, "appeals.undone_before")
    assert not Message.objects.filter(hold=done.body["undo"], cancelled_at__isnull=True).exists()
