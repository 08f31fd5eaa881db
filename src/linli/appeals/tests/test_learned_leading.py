"""When a learned model leads, when the rules do, and which file is in use."""

from __future__ import annotations

import dataclasses
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from linli.appeals.actions import giving_out, proposing
from linli.appeals.models import Appeal, AppealText
from linli.appeals.queries import learning
from linli.appeals.tests.factories import NOW, put, registered, triaged
from linli.appeals.tests.learned_doubles import rows
from linli.appeals.tests.triage_doubles import HOME, MORNING, leaves, look
from linli.appeals.triage.gazetteer import divisions
from linli.appeals.triage.learned import leading, standing, store, training
from linli.appeals.triage.learned.guess import NEVER, Guess, Guesser, Lead, leads, put_first
from linli.appeals.triage.learned.leading import Judged
from linli.appeals.triage.proposal import Candidate, Proposal
from linli.appeals.triage.propose import propose
from linli.appeals.words import Channel, State
from linli.journal.models import Fact
from linli.kernel.actor import Actor
from linli.kernel.facts import Plain

DIM = "我们院里那个事情一直没有说法，请帮忙看看"
SURE = "小区外墙脱落，墙皮掉下来砸到车"
GAS = "楼道里一股煤气味，快来人"


def said(text: str, label: str, confidence: float) -> Proposal:
    return propose(
        text, "web", MORNING, categories=leaves(), gazetteer=divisions(), home=HOME,
        guesser=Guesser(lambda _: Guess(label, confidence, ("院里", "说法"))),
    )  # fmt: skip


@pytest.mark.parametrize("what, text, label, confidence, is_learned", [
    ("where rules know nothing", DIM, "prop.fee", 0.9, True),
    ("just likelier than not", DIM, "prop.fee", 0.5, True),
    ("too unsure", DIM, "prop.fee", 0.49, False),
    ("a leaf that is not in force", DIM, "no.such_leaf", 0.99, False),
    ("where rules are sure", SURE, "prop.fee", 0.99, False),
    ("before emergency words nobody leads", GAS, "prop.fee", 0.99, False),
])  # fmt: skip
def test_who_leads(what: str, text: str, label: str, confidence: float, is_learned: bool) -> None:
    found, alone = said(text, label, confidence), look(text)
    if not is_learned:
        assert found == alone, what
        return
    assert (found.category, found.confidence) == (label, confidence)
    assert found.reasons[0].zh == "类别参照本区办结诉求：院里、说法"
    assert found.reasons[0].en == "category as in closed cases of this district, by the words: 院里、说法"
    assert found.candidates[0].words[:2] == ("院里", "说法")
    assert found.lead_unit == leaves()[label].lead_unit


def test_emergency_and_its_numbers_do_not_change_by_a_model() -> None:
    assert (said(GAS, "prop.fee", 1.0).urgency, said(GAS, "prop.fee", 1.0).category) == ("emergency", "util.gas")


@pytest.mark.parametrize("rules, confidence, leading", [
    (0.59, 0.6, True), (0.6, 0.99, False), (0.55, 0.55, False), (0.0, 0.5, True), (0.0, 0.49, False),
])  # fmt: skip
def test_the_lead_by_numbers(rules: float, confidence: float, leading: bool) -> None:
    assert leads(Guess("a", confidence), rules, {"a"}, Lead()) is leading


def test_nobody_is_lost_when_the_guess_goes_first() -> None:
    ranked = [Candidate("a", 3.0, ("甲",)), Candidate("b", 1.0, ("乙",)), Candidate("c", 0.5, ())]
    first = put_first(ranked, Guess("b", 0.7, ("丙", "乙")))
    assert [one.code for one in first] == ["b", "a", "c"]
    assert (first[0].score, first[0].words) == (3.0, ("丙", "乙"))
    assert [one.code for one in put_first([], Guess("z", 0.7))] == ["z"]


def test_a_file_is_read_once_and_again_when_it_changes(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    read: list[str] = []

    def load(path: Path):
        read.append(path.read_text())
        if read[-1] == "broken":
            raise store.Unusable("broken file")
        return lambda text: Guess(read[-1], 1.0)

    path, here = tmp_path / "m.npz", standing.Standing(load)
    assert here.of(None) is here.of(path) is None
    for content, label in (("one", "one"), ("other", "other"), ("broken", None), ("mended", "mended")):
        path.write_text(content)
        os.utime(path, ns=(len(read), len(read)))
        found = [here.of(path) for _ in range(3)]
        assert found[0] is found[2]
        assert (found[0]("x").label if found[0] else None) == label
    path.unlink()
    assert here.of(path) is None
    assert read == ["one", "other", "broken", "mended"]
    told = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert [record.getMessage() for record in told] == ["labels: the model is not used: broken file"]


def test_a_real_file_guesses_and_a_broken_one_is_left_aside(tmp_path: Path) -> None:
    path = tmp_path / "m.npz"
    store.write(path, training.train(rows()))
    guess = standing.guesser(path)
    assert guess is not None
    assert guess("学校补课乱收学费").label == "school"
    path.write_bytes(b"PK oops")
    assert standing.guesser(path) is None


def test_without_a_model_no_learning_library_is_loaded() -> None:
    """A fresh process proposes by rules: neither arrays nor dictionaries of words come in."""
    asked = (
        "import sys; from linli.appeals.tests.triage_doubles import look; look('路灯不亮');"
        "print([m for m in ('sklearn', 'scipy', 'numpy', 'rjieba') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_with_a_model_no_training_library_is_loaded(tmp_path: Path) -> None:
    store.write(tmp_path / "m.npz", training.train(rows()))
    asked = (
        "import sys; from pathlib import Path; from linli.appeals.triage.learned.standing import guesser;"
        "print(guesser(Path(sys.argv[1]))('路面塌陷').label, [m for m in ('sklearn', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked, str(tmp_path / "m.npz")], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "road []"


@pytest.mark.django_db
def test_a_report_is_proposed_by_the_model_of_the_settings(here, settings, tmp_path: Path) -> None:
    leaf = {"road": "util.road_damage", "water": "util.water_pipe", "school": "edu.enrolment"}
    taught = [row | {"label": leaf[row["label"]]} for row in rows()]
    store.write(tmp_path / "m.npz", training.train(taught))
    settings.LINLI_LABELS_MODEL = tmp_path / "m.npz"
    found = proposing.propose("食堂的老师和校车，家长都有话说", channel=Channel.WEB, now=NOW)
    assert found.category == "edu.enrolment"
    assert found.codes["confidence_percent"] > 50


@pytest.mark.django_db
def test_closed_cases_become_rows_without_personal_data(here) -> None:
    told = "物业费涨价，找王经理，电话13900000001，我住3号楼2单元501室"
    first = triaged(here, text=told)
    second = triaged(here)
    third = triaged(here)
    registered(here)
    child = triaged(here)
    put(first, State.ARCHIVED)
    put(second, State.MERGED, master_id=first)
    put(third, State.ARCHIVED)
    put(child, State.ARCHIVED, is_minor=True)
    AppealText.objects.filter(appeal_id=third, kind="report").update(body="", erased_at=NOW)
    found = list(learning.closed_cases())
    assert [row["row"] for row in found] == [0, 1]
    assert found[0]["group"] == found[1]["group"]
    assert found[0]["label"] == Appeal.objects.get(id=first).category
    assert "13900000001" not in str(found)
    assert "501" not in str(found)
    assert str(first) not in str(found)
    # what leaves is told: how many rows, what was covered in them, at whose terminal; no word of them
    taken: list[dict[str, Plain]] = []
    clerk = Actor.system("config.export", ())
    count = giving_out.give_out(
        actor=clerk, write=lambda rows: taken.extend(rows) or len(taken), operator=1000, area_path="370203", now=NOW
    )
    fact = Fact.objects.get(kind="appeals.labels_given_out")
    assert (count, taken, fact.actor_name) == (2, found, clerk.name)
    assert fact.data == {"rows": 2, "operator": 1000, "masks": {"door": 1, "name": 1, "phone": 1}}


def judged(count: int, rules: float, rules_right: float, model: float, model_right: float) -> list[Judged]:
    """Return cases of one confidence, so many of them right."""
    return [
        Judged(rules, i < count * rules_right, model, (i * 7) % count < count * model_right, i % leading.PARTS)
        for i in range(count)
    ]


@pytest.mark.parametrize("what, cases, lead", [
    ("too few cases", judged(199, 0.9, 1.0, 0.9, 1.0), Lead()),
    ("enough", judged(200, 0.9, 1.0, 0.9, 1.0), Lead(0.2, NEVER)),
    ("rules right in nine of ten from 0.7",
     judged(100, 0.72, 0.9, 0.1, 0.0) + judged(100, 0.66, 0.89, 0.1, 0.0), Lead(0.7, NEVER)),
    ("rules never right enough; the model from where it is right in eight of ten",
     judged(100, 0.5, 0.5, 0.62, 0.7) + judged(100, 0.5, 0.5, 0.71, 0.8), Lead(NEVER, 0.65)),
    ("the model right in fewer than eight of ten",
     judged(200, 0.5, 0.5, 0.9, 0.79), Lead(NEVER, NEVER)),
    ("the rules are right there more often than the model",
     judged(200, 0.5, 0.85, 0.9, 0.82), Lead(NEVER, NEVER)),
    ("the model must be surer than the rules to lead at all",
     judged(200, 0.7, 0.8, 0.69, 1.0), Lead(NEVER, NEVER)),
    ("too few above", judged(200, 0.2, 0.5, 0.3, 0.2) + judged(29, 0.5, 0.5, 0.9, 1.0), Lead(NEVER, NEVER)),
    ("just enough above", judged(200, 0.2, 0.5, 0.3, 0.2) + judged(30, 0.5, 0.5, 0.9, 1.0), Lead(NEVER, 0.35)),
])  # fmt: skip
def test_thresholds_come_from_decided_cases(what: str, cases: list[Judged], lead: Lead) -> None:
    assert leading.chosen(cases) == lead, what


def test_what_thresholds_do_is_measured_on_cases_that_did_not_choose_them() -> None:
    cases = judged(300, 0.5, 0.4, 0.9, 0.9) + judged(300, 0.8, 1.0, 0.3, 0.1)
    found = leading.measured(cases, leading.chosen(cases))
    assert (found["cases"], found["led_by_model"], found["rules_sure"]) == (600, 300, 0.55)
    assert (found["model_right_where_it_leads"], found["rules_right_there"]) == (0.9, 0.4)
    assert (found["right_by_rules_alone"], found["right_together"]) == (0.7, 0.95)


def test_a_trained_file_holds_its_own_thresholds(tmp_path: Path) -> None:
    """# given rules that know one word only # when trained # then the file keeps who leads from when."""
    taught = [row | {"title": "", "detail": row["tokens"]} for row in rows(120)]

    def by_rules(text: str) -> tuple[str, float] | None:
        return None if "爆裂" in text else ("road", 0.7 if "路面" in text else 0.3)

    model = training.train(taught, by_rules)
    assert model.about["lead"]["cases"] == sum("爆裂" not in row["tokens"] for row in taught)
    assert model.lead.rules_sure == 0.35
    assert model.lead.model_may < NEVER
    assert model.about["lead"]["right_together"] > model.about["lead"]["right_by_rules_alone"] + 0.3
    store.write(tmp_path / "m.npz", model)
    assert store.read(tmp_path / "m.npz").lead == model.lead
    kept = standing.load(tmp_path / "m.npz")
    assert isinstance(kept, Guesser)
    assert kept.lead == model.lead
    assert training.train(taught, lambda _: ("unknown", 0.9)).lead == Lead()


def test_the_thresholds_of_the_file_decide() -> None:
    guess = Guess("prop.fee", 0.55)
    for lead, code in ((Lead(0.6, 0.5), "prop.fee"), (Lead(0.6, 0.6), None), (Lead(0.0, 0.5), None)):
        found = propose(DIM, "web", MORNING, categories=leaves(), gazetteer=divisions(), home=HOME,
                        guesser=Guesser(lambda _: guess, lead))  # fmt: skip
        assert found.category == (code or look(DIM).category)


def test_a_broken_threshold_is_refused(tmp_path: Path) -> None:
    model = training.train(rows())
    store.write(tmp_path / "m.npz", dataclasses.replace(model, lead=Lead(2.0, 0.5)))
    with pytest.raises(store.Unusable, match="threshold"):
        store.read(tmp_path / "m.npz")
