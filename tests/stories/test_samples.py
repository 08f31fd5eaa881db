"""The 29 labelled appeals come in through the one mouth, at their own times and channels (domain-spec §19)."""

import json
from datetime import datetime

import pytest

from linli.appeals.actions.registering import NewAppeal, register
from linli.appeals.queries import detail
from linli.appeals.words import Channel, State, Urgency
from linli.demo import world
from linli.kernel.actor import Actor
from linli.notices.rules import mask

INTAKE = Actor.system("samples", ["appeals.submit", "appeals.view"])


@pytest.mark.shared
@pytest.mark.django_db
def test_every_labelled_appeal_is_registered_once(shared):
    items = json.loads((shared / "samples" / "appeals.json").read_text(encoding="utf-8"))["items"]
    first = min(datetime.fromisoformat(item["reported_at"]) for item in items)
    world.make("tiny", lambda words: None, now=first, cases=0)
    receipts = {}
    for item in items:
        said = NewAppeal(
            text=item["text"],
            channel=Channel(item["channel"]),
            external_number=item["id"],
            found_at=datetime.fromisoformat(item["reported_at"]),
        )
        now = datetime.fromisoformat(item["reported_at"])
        receipts[item["id"]] = register(actor=INTAKE, new=said, now=now)
        again = register(actor=INTAKE, new=said, now=now)
        assert again.is_repeat
        assert again.number == receipts[item["id"]].number
    assert len({receipt.number for receipt in receipts.values()}) == len(items) == 29
    for item in items:
        found = detail.load(receipts[item["id"]].id)
        assert found.state == State.RECEIVED
        if item["expected"]["urgency"] == "emergency":
            assert found.urgency == Urgency.EMERGENCY, item["id"]
        spans = mask(found.preview, doors=False).spans
        assert not spans, (item["id"], spans)
        for secret in item["expected"]["pii_spans"]:
            assert secret not in found.preview
            assert secret not in json.dumps(found.proposal, ensure_ascii=False)
    assert "119" in receipts["A-002"].emergency_numbers
    assert detail.load(receipts["A-021"].id).proposal["redirect_to"] == ["370202"]
