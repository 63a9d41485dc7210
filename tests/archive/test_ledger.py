"""The ledger of an archive: what is found, what edits do to it, what people say of it, and that a rebuild gives it again."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.archive.gold import gold
from cunzhao.archive.ledger import Asked, Entry, differences
from cunzhao.errors import NotFound, UsageError
from cunzhao.said import VERSION
from cunzhao.store import dump
from cunzhao.types import SaidLine
from tests.archive.redacted import found_in
from tests.archive.spoken import PAD, A, keep, page, spoken

Made = tuple[Archive, str, str]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """For tests that only look."""
    return spoken(tmp_path_factory.mktemp("spoken"))


@pytest.fixture
def made(shared: Made, tmp_path: Path) -> Made:
    """A copy for tests that write."""
    shutil.copytree(shared[0].place.directory, tmp_path / "press")
    return Archive.open(tmp_path / "press", clock=shared[0].clock, parallel=False), *shared[1:]


def ask(archive: Archive, **asked: str) -> tuple[Entry, ...]:
    return archive.reading().ledger(Asked(**asked, everything=True), 50).entries


def words(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.line.noted.text for entry in entries]


def line_with(archive: Archive, part: str, revision: str) -> SaidLine:
    return next(one for one in archive.reading().catalogue.statements_of(revision) if part in one.noted.text)


def rebuilt_equal(archive: Archive) -> bool:
    before = list(dump(archive.reading().catalogue))
    archive.rebuild()
    return list(dump(archive.reading().catalogue)) == before


# -- what is found ----------------------------------------------------------------------------------------------------


def test_every_entry_is_the_exact_text_at_its_place(shared: Made) -> None:
    archive, *_ = shared
    entries = ask(archive)
    assert len(entries) >= 4
    for entry in entries:
        revision = archive.reading().catalogue.revision(entry.line.revision)
        assert revision is not None
        one = entry.line.noted.statement
        assert revision.text[one.start : one.end] == entry.line.noted.text
        assert archive.reading().capture(entry.line.capture).capture.payload_digest == entry.line.payload_digest


def test_a_speaker_is_found_in_either_script(shared: Made) -> None:
    archive, *_ = shared
    assert words(ask(archive, by="林知远")) == words(ask(archive, by="林知遠"))
    assert all("林知" in (e.line.noted.statement.speaker or "") for e in ask(archive, by="林知远"))


def test_two_transliterations_are_one_actor_by_their_gloss(shared: Made) -> None:
    archive, *_ = shared
    assert len(ask(archive, by="Lina Costa")) == len(ask(archive, by="莉娜·科斯塔")) == 2
    assert ask(archive, by="科斯塔") == ()


def test_the_same_statement_in_two_outlets_is_one_entry_with_the_difference(shared: Made) -> None:
    archive, *_ = shared
    (entry,) = ask(archive, about="休渔期延长")
    (other,) = entry.others
    assert {entry.line.article.source_name, other.line.article.source_name} == {"haian.example", "gang.example"}
    assert "".join(r.text for r in other.runs if r.op == "gone") in ("讨价还价", "谈判", "談判")
    assert [r.op for r in other.runs].count("same") >= 2


def test_words_days_and_outlets_narrow(shared: Made) -> None:
    archive, *_ = shared
    assert len(ask(archive, about="联合巡逻")) == 1
    assert len(ask(archive, about="聯合巡邏 小渔民")) == 1
    assert ask(archive, about="从未说过的话") == ask(archive, about="……") == ()
    assert ask(archive, before="2026-03-02") == ask(archive, after="2026-03-03") == ()
    assert len(ask(archive, after="2026", before="2026-04")) == len(ask(archive))
    assert {e.line.article.source_name for e in ask(archive, source="gang.example")} == {"gang.example"}


def test_pages_of_any_size_hold_every_entry_once(shared: Made) -> None:
    archive, *_ = shared
    reading = archive.reading()
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = reading.ledger(Asked(everything=True), 1, cursor)
        found += [entry.line.id for entry in page.entries]
        cursor = page.next
        if cursor is None:
            break
    assert found == [entry.line.id for entry in ask(archive)]


@pytest.mark.parametrize(
    "cursor", ["x", "2026-03-02~", "2026-03-02~-1", "~", "2026-03-02~9" + "9" * 40, "'; DROP TABLE x"]
)
def test_a_cursor_that_is_none_is_refused(shared: Made, cursor: str) -> None:
    with pytest.raises(UsageError):
        shared[0].reading().ledger(Asked(), 5, cursor)


@pytest.mark.parametrize(
    ("query", "many"),
    [
        ("said:林知遠", 2),
        ("said:科斯塔", 0),
        ('said:"Lina Costa"', 2),
        ("said:林知远:联合巡逻", 1),
        ("said:林知远：漁民手裡", 0),
        ("said::联合巡逻", 1),
        ("said:联合巡逻", 1),
        ('said:"没有改变"', 0),
        ("-said:林知远", 0),
        ("said:林知远 OR said:nobody", 2),
        ("said:任何一方都不能單獨破壞協議", 2),
    ],
)
def test_said_finds_articles_by_speaker_or_by_their_words(shared: Made, query: str, many: int) -> None:
    assert shared[0].reading().search(query).total == many


def test_narration_is_no_statement_for_said(shared: Made) -> None:
    archive, *_ = shared
    assert archive.reading().search("渡轮班次").total == 2
    assert archive.reading().search("said::渡轮班次").total == 0


# -- edits, rebuild, reading anew, redaction --------------------------------------------------------------------------


def test_an_edited_quotation_is_one_entry_that_shows_the_edit(shared: Made) -> None:
    archive, one, _ = shared
    (entry,) = ask(archive, about="五年以后")
    assert entry.line.revision == f"{one}.2"
    assert (entry.line.was or "").strip("“”。") == "如果我们现在不停下来，五年以后海里就没有鱼可以捕了"
    assert "".join(r.text for r in entry.edit if r.op == "new") == "再也"
    states = {line.state for line in archive.reading().catalogue.statements_of(f"{one}.1")}
    assert states == {"carried", "changed"}


def test_what_an_edit_took_out_is_shown_as_withdrawn(made: Made, tmp_path: Path) -> None:
    archive, one, _ = made
    keep(archive, tmp_path, A, page("三方渔业对话在鹿屿举行", (PAD, PAD[::-1]), "2026-03-02T09:00:00+08:00"))
    found = [e.line for e in ask(archive) if e.line.article.id == one]
    assert found
    assert {line.state for line in found} == {"withdrawn"}
    assert archive.reading().search("said:联合巡逻").total == 0
    assert rebuilt_equal(archive)


def test_a_rebuild_gives_the_same_ledger(made: Made) -> None:
    archive, *_ = made
    tables = {line.split(" ")[0] for line in dump(archive.reading().catalogue)}
    assert {"statements", "statement_bands", "statement_readings", "glosses", "search_said"} <= tables
    assert rebuilt_equal(archive)


def test_statements_of_an_older_reader_are_read_again(made: Made) -> None:
    archive, *_ = made
    before = list(dump(archive.reading().catalogue))
    with sqlite3.connect(archive.place.catalog) as connection:
        connection.execute("UPDATE statement_readings SET reader = 'said/0'")
        connection.execute("UPDATE statements SET speaker = 'Old', key = 'old', state = 'stands'")
    connection.close()
    with archive.writing("test") as writing:
        assert writing.reprocess(dry_run=True).heard == 2
        report = writing.reprocess()
        assert (report.heard, report.articles) == (2, 0)
        assert writing.reprocess().heard == 0
    assert list(dump(archive.reading().catalogue)) == before
    read = archive.reading().catalogue.reading_of(f"{made[1]}.1")
    assert read is not None
    assert read["reader"] == VERSION


def test_redaction_takes_the_statements_out(made: Made) -> None:
    archive, one, two = made
    (entry,) = ask(archive, about="联合巡逻")
    with archive.writing("test") as writing:
        writing.correct("speaker", entry.line.revision, _place(entry.line), "顾怀瑾")
    archive.redact([one], "why", "who")
    assert {e.line.article.id for e in ask(archive)} == {two}
    assert found_in(archive.place.directory, words=("联合巡逻", "过度捕捞继续恶化")) == set()
    assert archive.reading().catalogue.corrections() == ()
    with pytest.raises(NotFound):
        archive.reading().statement(entry.line.id)
    assert rebuilt_equal(archive)


# -- what people say --------------------------------------------------------------------------------------------------


def _place(line: SaidLine) -> tuple[int, int]:
    return line.noted.statement.start, line.noted.statement.end


def test_corrections_survive_rebuild_follow_revisions_and_can_be_taken_back(made: Made) -> None:
    archive, one, _ = made
    before = words(ask(archive))
    patrol, wait = (line_with(archive, part, f"{one}.2") for part in ("联合巡逻", "共同的责任"))
    text = archive.reading().article(one).current.text
    missed = text.index("港口照常开放")
    with archive.writing("test") as writing:
        first = writing.correct("speaker", patrol.revision, _place(patrol), "顾怀瑾", "A Reader")
        second = writing.correct("none", wait.revision, _place(wait), None)
        third = writing.correct("missing", f"{one}.2", (missed, missed + 6), "港务局")
    assert line_with(archive, "联合巡逻", f"{one}.1").noted.statement.speaker == "顾怀瑾"
    assert line_with(archive, "联合巡逻", f"{one}.2").noted.by == first
    assert len(ask(archive, by="顾怀瑾")) == len(ask(archive, by="港务局")) == 1
    assert not any("共同的责任" in w for w in words(ask(archive, source="haian.example")))
    assert "联合巡逻" not in (archive.place.journal / "journal.jsonl").read_text()
    assert rebuilt_equal(archive)
    with archive.writing("test") as writing:
        for entry in (first, second, third):
            writing.take_back(entry)
        with pytest.raises(NotFound):
            writing.take_back(first)
    assert words(ask(archive)) == before
    assert rebuilt_equal(archive)


def test_corrections_are_gold_in_the_shared_form(made: Made) -> None:
    archive, one, _ = made
    patrol, wait = (line_with(archive, part, f"{one}.2") for part in ("联合巡逻", "共同的责任"))
    with archive.writing("test") as writing:
        writing.correct("speaker", patrol.revision, _place(patrol), "顾怀瑾")
        writing.correct("none", wait.revision, _place(wait), None)
    (line,) = gold(archive.reading().catalogue)
    statements = json.loads(json.dumps(line))["statements"]
    asked_for = [s for s in statements if not s.get("optional")]
    assert [(str(line["text"])[s["start"] : s["end"]], s["speaker"]) for s in asked_for] == [
        (patrol.noted.text, "顾怀瑾")
    ]
    assert line["struck"] == [list(_place(wait))]
    assert not any(s["start"] == wait.noted.statement.start for s in statements)


def test_a_merge_binds_two_names_until_it_is_taken_back(made: Made) -> None:
    archive, *_ = made
    with archive.writing("test") as writing:
        merged = writing.bind("林知远", "L. Zhiyuan", who="A Reader")
    assert len(ask(archive, by="L. Zhiyuan")) == len(ask(archive, by="林知远"))
    assert rebuilt_equal(archive)
    with archive.writing("test") as writing:
        writing.take_back(merged)
        apart = writing.bind("莉娜·科斯塔", "Lina Costa", same=False)
    assert ask(archive, by="L. Zhiyuan") == ()
    assert len(ask(archive, by="莉娜·科斯塔")) == 1
    with archive.writing("test") as writing:
        writing.take_back(apart)
    assert len(ask(archive, by="莉娜·科斯塔")) == 2
    assert rebuilt_equal(archive)


@pytest.mark.parametrize("place", [(0, 0), (5, 2), (-1, 3), (0, 10**9)])
def test_a_place_outside_the_text_is_refused_before_anything_is_written(made: Made, place: tuple[int, int]) -> None:
    archive, one, _ = made
    before = (archive.place.journal / "journal.jsonl").exists() and (
        archive.place.journal / "journal.jsonl"
    ).read_bytes()
    with archive.writing("test") as writing:
        with pytest.raises(UsageError):
            writing.correct("missing", f"{one}.1", place, "X")
        with pytest.raises(NotFound):
            writing.correct("none", "a.9", (0, 1), None)
        with pytest.raises(UsageError):
            writing.bind("林知远", "林知遠")
        with pytest.raises(UsageError):
            writing.bind("…", "x")
    after = (archive.place.journal / "journal.jsonl").exists() and (
        archive.place.journal / "journal.jsonl"
    ).read_bytes()
    assert before == after


def test_the_aliases_file_is_heeded_and_its_faults_are_named(made: Made) -> None:
    archive, *_ = made
    archive.place.aliases.write_text("林知远 = 老林\n", encoding="utf-8")
    assert len(ask(archive, by="老林")) == len(ask(archive, by="林知远"))
    archive.place.aliases.write_text("林知远\n", encoding="utf-8")
    with pytest.raises(UsageError, match="line 1"):
        ask(archive, by="老林")


def test_differences_are_in_the_letters_of_each_and_script_is_none() -> None:
    runs = differences("ＡＢ單獨破壞協議", "AB单独破坏了协议", "zh-Hans")
    assert "".join(r.text for r in runs if r.op != "gone") == "AB单独破坏了协议"
    assert [(r.op, r.text) for r in runs if r.op != "same"] == [("new", "了")]
