"""When a learned model leads, when the rules do, and which file is in use."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from linli.appeals.actions import proposing
from linli.appeals.models import Appeal, AppealText
from linli.appeals.queries import learning
from linli.appeals.tests.factories import NOW, put, registered, triaged
from linli.appeals.tests.learned_doubles import rows
from linli.appeals.tests.triage_doubles import HOME, MORNING, leaves, look
from linli.appeals.triage.gazetteer import divisions
from linli.appeals.triage.learned import standing, store, training
from linli.appeals.triage.learned.guess import Guess, leads, put_first
from linli.appeals.triage.proposal import Candidate, Proposal
from linli.appeals.triage.propose import propose
from linli.appeals.words import Channel, State

DIM = "我们院里那个事情一直没有说法，请帮忙看看"
SURE = "小区外墙脱落，墙皮掉下来砸到车"
GAS = "楼道里一股煤气味，快来人"


def said(text: str, label: str, confidence: float) -> Proposal:
    return propose(
        text, "web", MORNING, categories=leaves(), gazetteer=divisions(), home=HOME,
        guesser=lambda _: Guess(label, confidence, ("院里", "说法")),
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
    assert leads(Guess("a", confidence), rules, {"a"}) is leading


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
