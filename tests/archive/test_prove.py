"""A proof convinces without the archive, and whatever is changed in it convinces nobody."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cunzhao.archive import Archive
from cunzhao.errors import EvidenceError, NotFound
from cunzhao.record import Log
from cunzhao.record.proof_check import check_proof
from tests.press_archive import Desk, two_rounds_in


def levels(proof: Any, against: str | None = None) -> set[str]:
    return {found.level for found in check_proof(json.dumps(proof).encode(), against)}


def said(proof: Any) -> str:
    return "\n".join(found.what for found in check_proof(json.dumps(proof).encode()))


def an_article(archive: Archive) -> str:
    return archive.reading().catalogue.articles().lines[0].id


def proof_of(archive: Archive, with_bytes: bool = True) -> dict[str, Any]:
    proof: dict[str, Any] = json.loads(json.dumps(archive.prove(an_article(archive), with_bytes)))
    return proof


def test_an_article_is_proved_with_its_capture_and_its_text(archive: Archive) -> None:
    proof = proof_of(archive)
    view = archive.reading().article(an_article(archive))
    assert levels(proof) == {"ok"}
    (capture,) = view.captures
    assert f"capture {capture.capture.id} of {view.line.url}" in said(proof)
    assert capture.capture.payload_digest in said(proof)
    assert view.current.text_digest in said(proof)
    assert "are what the log promised" in said(proof)
    assert "signed by cunzhao/" in said(proof)


def test_every_name_gives_what_it_names(archive: Archive) -> None:
    view = archive.reading().article(an_article(archive))
    for name in (view.captures[0].capture.id, view.current.id, view.line.url, view.line.id):
        kinds = [leaf["kind"] for leaf in archive.prove(name)["leaves"]]
        assert sorted(kinds) == ["capture", "derive"], name
    with pytest.raises(NotFound):
        archive.prove("nothing")


def changed(value: Any) -> Iterator[Any]:
    """Every value with one of its parts changed (records and hashes), or left out."""
    if isinstance(value, dict):
        for name in value:
            for other in changed(value[name]):
                yield value | {name: other}
    elif isinstance(value, list):
        for n, part in enumerate(value):
            yield value[:n] + value[n + 1 :]
            for other in changed(part):
                yield [*value[:n], other, *value[n + 1 :]]
    elif isinstance(value, str):
        middle = len(value) // 2
        # Not only in case: hexadecimal digits mean the same in both.
        yield value[:middle] + ("A" if value[middle : middle + 1] not in "aA" else "B") + value[middle + 1 :]
    elif isinstance(value, int):
        yield value + 1


def test_whatever_is_changed_is_found(archive: Archive) -> None:
    proof = proof_of(archive)
    count = 0
    for other in changed({name: part for name, part in proof.items() if name not in ("subject", "stamps", "warc")}):
        whole = other | {"subject": proof["subject"], "stamps": [], "warc": {}}
        if len(other["leaves"]) < len(proof["leaves"]):
            continue  # a proof of less is a proof
        count += 1
        assert levels(whole) & {"tampering", "damage"}, whole
    assert count > 30


def test_changed_bytes_are_found_wherever_they_are_changed(archive: Archive) -> None:
    proof = proof_of(archive)
    ((name, data),) = proof["warc"].items()
    content = base64.b64decode(data)
    for place in range(0, len(content), 11):
        flipped = content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :]
        bad = copy.copy(proof) | {"warc": {name: base64.b64encode(flipped).decode()}}
        assert levels(bad) & {"tampering", "damage"}, place
    for wrong in ("", data[: len(data) // 8 * 4]):
        assert "damage" in levels(copy.copy(proof) | {"warc": {name: wrong}})
    assert "tampering" in levels(copy.copy(proof) | {"warc": {"c2345": data}})


def test_the_bytes_of_another_capture_prove_nothing(archive: Archive) -> None:
    lines = archive.reading().catalogue.articles().lines
    one, other = (archive.prove(line.id, True) for line in lines[:2])
    assert "tampering" in levels({**one, "warc": other["warc"]})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        b'{"cunzhao_proof": 2}',
        b'{"cunzhao_proof": 1, "key": 7}',
        b"{" + b'"a":' * 9,
    ],
)
def test_what_is_no_proof_is_said_to_be_none(content: bytes) -> None:
    (found,) = check_proof(content)
    assert (found.level, found.what.startswith("this cannot be read as a proof")) == ("damage", True)


def test_a_proof_is_compared_with_a_checkpoint_that_somebody_kept(archive: Archive, tmp_path: Path) -> None:
    proof = proof_of(archive, with_bytes=False)
    note = Log(archive.place.log).note
    assert levels(proof, note) == {"ok"}
    other = Archive.init(tmp_path / "other")
    assert "unchecked" in levels(proof, Log(other.place.log).note)


def test_a_checkpoint_that_another_key_of_the_log_signed_says_what_to_do(archive: Archive) -> None:
    proof = json.dumps(proof_of(archive, with_bytes=False)).encode()
    archive.replace_key()
    (found,) = (each for each in check_proof(proof, Log(archive.place.log).note) if each.level != "ok")
    assert (found.level, "was the key replaced" in found.what) == ("unchecked", True)
    assert "verify --against" in found.advice


def test_a_checkpoint_in_the_place_of_a_proof_is_told_apart(archive: Archive) -> None:
    (found,) = check_proof(Log(archive.place.log).note.encode())
    assert "--against" in found.what


def test_what_is_not_signed_yet_is_not_proved(archive: Archive) -> None:
    (archive.place.log / "checkpoint").write_text(
        Log(Archive.init(archive.place.directory.parent / "n").place.log).note
    )
    with pytest.raises(EvidenceError):
        archive.prove(an_article(archive))


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An archive with edits, removals and answers that came twice."""
    with two_rounds_in(tmp_path_factory.mktemp("prove")) as made:
        yield made


@pytest.mark.parametrize("query", ["is:gone", "is:edited"])
def test_removals_revisits_and_edits_are_proved_too(query: str, followed: Desk) -> None:
    hits = followed.archive.reading().search(query).hits
    proof = json.loads(json.dumps(followed.archive.prove(hits[0].line.id, True)))
    assert levels(proof) == {"ok"}
    kinds = [leaf["kind"] for leaf in proof["leaves"]]
    assert ("gone" in kinds) == (query == "is:gone")
    assert kinds.count("derive") == len(followed.archive.reading().article(hits[0].line.id).revisions)
    held = {leaf["record"]["id"] for leaf in proof["leaves"] if leaf["kind"] == "capture"}
    assert held == set(proof["warc"])
