"""The rule book says what the code says."""

from linli.config import rulebook


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
