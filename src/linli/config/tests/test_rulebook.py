"""The rule book says what the code says."""

from linli.config import rulebook, rulings


def test_the_rule_book_is_not_stale():
    assert rulebook.stale() == [], "run ./linli rulebook"


def test_a_changed_page_is_noticed(tmp_path):
    rulebook.write(tmp_path)
    assert rulebook.stale(tmp_path) == []
    (tmp_path / "limits.md").write_text("by hand", encoding="utf-8")
    (tmp_path / "old.md").write_text("left over", encoding="utf-8")
    assert rulebook.stale(tmp_path) == ["limits.md", "old.md"]


def test_every_move_names_who_and_its_source():
    for table in ("linli.appeals.rules.moves", "linli.dispatch.rules.moves"):
        for row in rulebook._table(table):
            assert row.who, row.code
            assert row.source, row.code


def test_every_rule_names_its_source():
    without = [chapter.name for chapter in rulings.chapters() if not chapter.is_sourced]
    assert without == [], "say in the docstring of the module or of each of its rules where it comes from"


def test_a_source_is_a_sentence_that_names_one():
    assert rulings.sources("Return the day after. Source: 民法典 §201. Nothing else.") == "民法典 §201."
    assert rulings.sources("Return the sum; nothing is lost (R5-6).\n\n:raises Missing: T47 says so.") == (
        "Return the sum; nothing is lost (R5-6)."
    )
    assert rulings.sources("Return the sum of both, as everybody would.") == ""
