"""What was redacted is nowhere any more, and everything else is as it was: proofs, rows, searches, copies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tantivy

from cunzhao.archive import Archive
from cunzhao.errors import EvidenceError, NotFound, Redacted, UsageError
from cunzhao.record import Log
from cunzhao.record.proof_check import check_proof
from cunzhao.types import ArticleView
from tests.archive.redacted import BODY, URL, WHO, WHY, WORD, bad, found_in, tree
from tests.flow.bad_press import page
from tests.press_archive import Clock

pytestmark = pytest.mark.xdist_group("redact")


def sound_proof(proof: dict[str, object]) -> bool:
    return {found.level for found in check_proof(json.dumps(proof).encode())} == {"ok"}


def test_bytes_salts_and_text_are_nowhere(archive: Archive, secret: ArticleView, tmp_path: Path) -> None:
    here, site, copy = archive.place.directory, tmp_path / "site", tmp_path / "mirror"
    archive.publish(site)
    archive.mirror(copy)
    Archive.open(copy, clock=Clock(), parallel=False).rebuild()
    salts = tuple(line.capture.salt for line in secret.captures)
    for folder in (here, site, copy):
        assert found_in(folder), "the search itself must find it"
    done = archive.redact([secret.line.id], WHY, WHO)
    assert (done.articles, done.captures, done.revisions) == ((secret.line.id,), 2, 2)
    archive.publish(site)
    assert archive.mirror(copy).redacted == 1
    assert found_in(here, site, copy) == set()
    assert found_in(here, site, copy, words=salts) == set()
    assert archive.reading().search(WORD).total == 0
    assert archive.reading().search("harbour").total == 7
    assert WORD not in "".join(archive.export_jsonl())
    assert bad(archive) == []
    other = Archive.open(copy, clock=Clock(), parallel=False)
    other.rebuild()
    assert bad(other) == []
    assert archive.mirror(copy).redacted == 0


def test_no_page_of_the_database_keeps_a_word(archive: Archive, secret: ArticleView) -> None:
    archive.redact([secret.line.id], WHY, WHO)
    assert [p.name for p in archive.place.directory.glob("catalog.db-wal") if p.stat().st_size] == []
    (folder,) = archive.place.index.iterdir()
    searcher = tantivy.Index.open(str(folder)).searcher()
    terms = {term for field in ("title", "body", "by", "tag") for term, _ in searcher.terms_with_prefix(field, "")}
    assert "harbour" in terms
    assert not {term for term in terms if WORD in term or "qyvenlund" in term}


def test_all_other_proofs_hold_and_old_checkpoints_are_continued(
    archive: Archive, secret: ArticleView, tmp_path: Path
) -> None:
    others = [hit.line.id for hit in archive.reading().search("harbour report").hits if hit.line.id != secret.line.id]
    before = {name: archive.prove(name, with_bytes=True) for name in others}
    own = archive.prove(secret.line.id)
    note = Log(archive.place.log).note
    archive.redact([secret.line.id], WHY, WHO)
    assert len(before) == 7
    assert all(sound_proof(proof) for proof in before.values())
    assert all(sound_proof(archive.prove(name, with_bytes=True)) for name in others)
    assert sound_proof(own), "whoever was given a proof before still has it: nobody can take that back"
    assert bad(archive, against=note) == []


def test_the_redaction_itself_can_be_proved_and_opens_nothing(archive: Archive, secret: ArticleView) -> None:
    done = archive.redact([secret.line.id], WHY, WHO)
    proof = archive.prove(done.redaction)
    assert sound_proof(proof)
    (leaf,) = proof["leaves"]
    assert leaf["kind"] == "redaction"
    assert set(leaf["record"]) == {"who", "why", "what", "at", "leaves"}
    assert (leaf["record"]["who"], leaf["record"]["why"]) == (WHO, WHY)
    gone = {line.leaf for line in secret.captures}
    assert gone < set(leaf["record"]["leaves"])
    assert len(leaf["record"]["leaves"]) == 4
    said = " ".join(f.what for f in check_proof(json.dumps(proof).encode()))
    assert WHO in said
    leaf["record"]["why"] = "no reason"
    assert "tampering" in {f.level for f in check_proof(json.dumps(proof).encode())}


def test_a_rebuild_gives_the_same_twice(archive: Archive, secret: ArticleView) -> None:
    archive.redact([secret.line.id], WHY, WHO)
    live = list(archive.reading().dump())
    for _ in range(2):
        archive.rebuild()
        assert list(archive.reading().dump()) == live
    archive.place.catalog.unlink()
    archive.rebuild()
    assert list(archive.reading().dump()) == live
    assert bad(archive) == []


def test_whoever_asks_for_it_is_told(archive: Archive, secret: ArticleView) -> None:
    archive.redact([secret.line.id], WHY, WHO)
    reading = archive.reading()
    for ask in (secret.line.id, secret.current.id, secret.captures[0].capture.id, URL):
        for answer in (reading.article, archive.prove, lambda name: archive.redact([name], WHY, WHO)):
            with pytest.raises(Redacted, match=f"redacted by {WHO} on .*{WHY}") as said:
                answer(ask)
            assert "\n" not in str(said.value)
    with pytest.raises(Redacted):
        reading.capture(secret.captures[0].capture.id)


def test_it_does_not_come_back(archive: Archive, secret: ArticleView, tmp_path: Path) -> None:
    archive.redact([secret.line.id], WHY, WHO)
    (tmp_path / "again.html").write_bytes(page("Quagmire headline", BODY))
    with archive.writing("test") as writing, pytest.raises(Redacted):
        writing.keep_file(tmp_path / "again.html", URL)
    with archive.writing("test") as writing, pytest.raises(Redacted):
        writing.keep_urls([URL])
    assert found_in(archive.place.directory) == set()
    (tmp_path / "posts").mkdir()
    post = f'---\nlayout: post\ntitle: "Quagmire headline"\nfrom: {URL}\n---\n{BODY}\n'
    (tmp_path / "posts" / "2026-03-01-q.md").write_text(post)
    with archive.writing("test") as writing:
        report = writing.import_jekyll(tmp_path / "posts")
    assert (report.kept, len(report.skipped)) == (0, 1)
    assert "redacted" in report.skipped[0][1]
    assert archive.reading().search(WORD).total == 0
    again = report.skipped[0][1].split("`")[1].split()[-1]
    archive.redact([again], WHY, WHO)
    assert found_in(archive.place.directory) == set()
    assert bad(archive) == []


def test_one_capture_of_several(archive: Archive, secret: ArticleView) -> None:
    first, second = (line.capture.id for line in secret.captures)
    archive.redact([first], WHY, WHO)
    view = archive.reading().article(secret.line.id)
    assert [line.capture.id for line in view.captures] == [second]
    assert [revision.title for revision in view.revisions] == ["Quagmire headline, again"]
    assert bad(archive) == []
    live = list(archive.reading().dump())
    archive.rebuild()
    assert list(archive.reading().dump()) == live
    assert bad(archive) == []
    with pytest.raises(UsageError, match=f"holds all of article {secret.line.id}"):
        archive.redact([second], WHY, WHO)
    assert archive.redact([secret.line.id], WHY, WHO).captures == 1
    assert found_in(archive.place.directory) == set()


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a" * 13,
        "a" * 100_000,
        "../../etc/passwd",
        "c' OR 1=1 --",
        "a\x00b",
        "\ud800",
        "n-example",
        "https://",
        "%",
        ".",
    ],
)
def test_odd_ids_are_refused_and_nothing_changes(name: str, archive: Archive) -> None:
    before = tree(archive.place.evidence) | tree(archive.place.journal)
    with pytest.raises(NotFound) as said:
        archive.redact([name], WHY, WHO)
    assert len(str(said.value)) < 600
    assert tree(archive.place.evidence) | tree(archive.place.journal) == before


@pytest.mark.parametrize(("why", "who"), [("", WHO), (WHY, " \n\t"), ("x" * 501, WHO), (WHY, "\ud800")])
def test_a_redaction_says_who_and_why(why: str, who: str, archive: Archive, secret: ArticleView) -> None:
    before = tree(archive.place.journal)
    with pytest.raises(UsageError, match=r"--(reason|by)"):
        archive.redact([secret.line.id], why, who)
    assert tree(archive.place.journal) == before


def test_control_characters_in_a_reason_stay_out(archive: Archive, secret: ArticleView) -> None:
    done = archive.redact([secret.line.id], "an\x1b[31m order\nof \u202ethe court", "A\tKeeper")
    assert archive.prove(done.redaction)["leaves"][0]["record"]["why"] == "an [31m order of the court"


def test_bytes_that_are_damaged_are_not_called_redacted(archive: Archive, secret: ArticleView) -> None:
    capture = secret.captures[0].capture
    with (archive.place.evidence / capture.path).open("r+b") as stream:
        stream.seek(capture.offset + 200)
        stream.write(b"\x00" * 10)
    before = tree(archive.place.journal)
    with pytest.raises(EvidenceError, match="verify"):
        archive.redact([secret.line.id], WHY, WHO)
    assert tree(archive.place.journal) == before
