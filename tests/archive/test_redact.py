"""What was redacted is nowhere any more, and everything else is as it was: proofs, rows, searches, copies."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.errors import EvidenceError, NotFound, Redacted, UsageError
from cunzhao.record import Log
from cunzhao.record.proof_check import check_proof
from cunzhao.store import dump
from cunzhao.types import ArticleView
from tests.flow.bad_press import page
from tests.press_archive import Clock, Desk, desk

pytestmark = pytest.mark.xdist_group("redact")

WORD = "zugzwangwort"
BODY = "".join(
    f"<p>The {WORD} stood in paragraph {n} of the report from the harbour of Qyvenlund.</p>" for n in range(9)
)
URL = "https://n.example/secret-qyvenlund"
SECRETS = (WORD, "Qyvenlund", "secret-qyvenlund", "Quagmire headline")
WHO, WHY = "The Keeper", "court order 12/2026"


def unpacked(data: bytes) -> Iterator[bytes]:
    """What the gzip members of a file hold, whatever they are."""
    while data:
        unpacker = zlib.decompressobj(31)
        yield unpacker.decompress(data)
        data = unpacker.unused_data


def found_in(*folders: Path, words: tuple[str, ...] = SECRETS) -> set[tuple[str, str]]:
    """Where these words stand: in the bytes of any file, and inside gzip members, in any case."""
    wanted = [(word, word.lower().encode()) for word in words]
    hits = set()
    for path in (p for folder in folders for p in folder.rglob("*") if p.is_file()):
        raw = path.read_bytes()
        pieces = [raw, *(unpacked(raw) if path.suffix == ".gz" else ())]
        hits |= {(word, path.name) for piece in pieces for word, sought in wanted if sought in piece.lower()}
    return hits


def keep(archive: Archive, folder: Path, url: str, content: bytes) -> str:
    (folder / "kept.html").write_bytes(content)
    with archive.writing("test") as writing:
        (outcome,) = writing.keep_file(folder / "kept.html", url)
    assert outcome.article is not None, outcome
    return outcome.article


@pytest.fixture
def secret(archive: Archive, tmp_path: Path) -> ArticleView:
    """An article of two revisions among six others, and then one more."""
    keep(archive, tmp_path, URL, page("Quagmire headline", BODY))
    article = keep(
        archive, tmp_path, URL, page("Quagmire headline, again", BODY + "<p>And one more line of 17 words.</p>")
    )
    keep(archive, tmp_path, "https://n.example/after", page("Harbour report, the day after"))
    return archive.reading().article(article)


def bad(archive: Archive, **how: object) -> list[str]:
    return [f"{f.level}: {f.where}: {f.what}" for f in archive.verify(1.0, **how) if f.level != "ok"]  # type: ignore[arg-type]


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
    with sqlite3.connect(archive.place.catalog) as database:
        database.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'search_text', 'row')")
        terms = {term for (term,) in database.execute("SELECT term FROM temp.words")}
    assert "harbour" in {t.lstrip("0123456789") for t in terms} | terms
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
    live = list(dump(archive.reading().catalogue))
    for _ in range(2):
        archive.rebuild()
        assert list(dump(archive.reading().catalogue)) == live
    archive.place.catalog.unlink()
    archive.rebuild()
    assert list(dump(archive.reading().catalogue)) == live
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
    live = list(dump(archive.reading().catalogue))
    archive.rebuild()
    assert list(dump(archive.reading().catalogue)) == live
    assert bad(archive) == []
    with pytest.raises(UsageError, match=f"holds all of article {secret.line.id}"):
        archive.redact([second], WHY, WHO)
    assert archive.redact([secret.line.id], WHY, WHO).captures == 1
    assert found_in(archive.place.directory) == set()


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


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


def test_a_tombstone_that_nobody_ordered_is_found(archive: Archive, secret: ArticleView, tmp_path: Path) -> None:
    """The catalogue and the journal of before, over evidence in which something was wiped out."""
    shutil.copytree(archive.place.directory, tmp_path / "wiped")
    archive.redact([secret.line.id], WHY, WHO)
    shutil.rmtree(tmp_path / "wiped" / "evidence")
    shutil.copytree(archive.place.evidence, tmp_path / "wiped" / "evidence")
    wiped = Archive.open(tmp_path / "wiped", clock=Clock(), parallel=False)
    assert [line for line in bad(wiped) if "was redacted and has a row still" in line]
    wiped.rebuild()
    assert any("neither in the evidence" in line for line in bad(wiped))


def test_a_file_put_back_from_an_old_copy_is_noticed_and_cleared(
    archive: Archive, secret: ArticleView, tmp_path: Path
) -> None:
    shutil.copytree(archive.place.evidence, tmp_path / "old")
    archive.redact([secret.line.id], WHY, WHO)
    for path in (tmp_path / "old").glob("*.gz"):
        shutil.copy(path, archive.place.evidence / path.name)
    assert any("still in" in line for line in bad(archive))
    archive.rebuild()
    for path in (tmp_path / "old").glob("*.cdxj"):
        assert (archive.place.evidence / path.name).exists()
    assert found_in(archive.place.directory) == set()
    assert bad(archive) == []


def test_a_copy_is_not_spoilt_by_an_order_that_the_log_does_not_know(
    archive: Archive, secret: ArticleView, tmp_path: Path
) -> None:
    copy = tmp_path / "mirror"
    archive.mirror(copy)
    shutil.copytree(archive.place.directory, tmp_path / "before")
    archive.redact([secret.line.id], WHY, WHO)
    journal = archive.place.journal / "journal.jsonl"
    (tmp_path / "before" / "journal" / "journal.jsonl").write_bytes(journal.read_bytes())
    before = tree(copy)
    from cunzhao.record import Disk
    from cunzhao.record.mirror import mirror

    with pytest.raises(EvidenceError, match="the log does not hold redaction"):
        mirror(tmp_path / "before", copy, Disk())
    assert tree(copy) == before


def test_a_copy_that_was_cut_inside_of_it_follows_all_the_same(
    archive: Archive, secret: ArticleView, tmp_path: Path
) -> None:
    copy = tmp_path / "mirror"
    archive.mirror(copy)
    capture = secret.captures[1].capture
    with (copy / "evidence" / capture.path).open("r+b") as stream:
        stream.truncate(capture.offset + 100)
    archive.redact([secret.line.id], WHY, WHO)
    archive.mirror(copy)
    assert found_in(copy) == set()
    assert tree(copy / "evidence") == {
        name: data for name, data in tree(archive.place.evidence).items() if name.endswith(".gz")
    }


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as made:
        made.follow(["beiting", "tidewatch"])
        made.round()
        made.press.advance()
        made.clock.forward(hours=1)
        made.round("all")
        yield made


def test_a_followed_article_goes_with_its_images_and_stays_away(press: Desk) -> None:
    archive = press.archive
    reading = archive.reading()
    lines = reading.catalogue.articles(limit=1000).lines
    view = next(v for line in lines if (v := reading.article(line.id)).images and v.images[0].capture and not v.copies)
    shared = {i.image.url for line in lines if line.id != view.line.id for i in reading.article(line.id).images}
    planned = archive.redaction_plan([view.line.url])
    taken = {line.capture.id for line in planned.captures}
    assert planned.channels
    assert all((i.capture in taken) == (i.image.url not in shared) for i in view.images if i.capture)
    archive.redact([view.line.id], WHY, WHO)
    assert bad(archive) == []
    press.clock.forward(hours=30)
    press.round("all")
    totals = archive.reading().catalogue.totals()
    assert totals["articles"] == len(lines) - 1
    with pytest.raises(Redacted):
        archive.reading().article(view.line.id)
    with sqlite3.connect(archive.place.catalog) as database:
        for table, column in (("sightings", "url"), ("frontier", "url"), ("revisions", "title"), ("captures", "url")):
            rows = {value for (value,) in database.execute(f"SELECT {column} FROM {table}")}  # noqa: S608
            assert not rows & {view.line.url, view.current.title}
    live = list(dump(archive.reading().catalogue))
    archive.rebuild()
    assert list(dump(archive.reading().catalogue)) == live
    assert bad(archive) == []


def test_bytes_that_others_refer_to_go_together_or_not_at_all(press: Desk) -> None:
    archive = press.archive
    catalogue = archive.reading().catalogue
    revisit = next(
        line.capture
        for line in catalogue.captures(limit=10_000)
        if line.capture.kind == "revisit" and line.capture.purpose == "feed" and line.capture.status == 200
    )
    assert revisit.refers_to is not None
    others = {line.capture.id for line in catalogue.with_payload(revisit.payload_digest)}
    with pytest.raises(UsageError, match="the same bytes are on record as") as said:
        archive.redact([revisit.refers_to], WHY, WHO)
    assert all(name in str(said.value) for name in others - {revisit.refers_to})
    archive.redact(sorted(others), WHY, WHO)
    assert bad(archive) == []
