"""The Merkle tree against the vectors of Certificate Transparency, notes against Go's, the log's files against the format."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cunzhao.errors import EvidenceError, InputError, StorageError
from cunzhao.record import (
    Disk,
    Log,
    Signer,
    Verifier,
    leaf_for_capture,
    leaf_for_derive,
    leaf_for_gone,
    leaf_for_journal,
    leaf_hash,
    merkle,
    open_checkpoint,
    verify_consistency,
    verify_inclusion,
)
from cunzhao.record.note import Checkpoint, opened
from cunzhao.record.tiles import pack, tile_path, unpack
from cunzhao.types import Capture
from tests.record.make import UNSYNCED, evidence, nothing, page, repeatable

# The reference tree of Certificate Transparency's own tests (RFC 6962): eight leaves and the root after each.
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATH_OF_FIRST_IN_8 = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]


def tree(entries: list[bytes]) -> merkle.Node:
    return lambda height, index: merkle.complete(
        [leaf_hash(entry) for entry in entries[index << height : (index + 1) << height]]
    )


def plain_root(entries: list[bytes]) -> bytes:
    """MTH exactly as RFC 6962, 2.1 writes it, as a judge."""
    if len(entries) < 2:
        return leaf_hash(entries[0]) if entries else sha256(b"").digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return sha256(b"\x01" + plain_root(entries[:split]) + plain_root(entries[split:])).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_the_reference_tree(size: int) -> None:
    assert merkle.root(tree(LEAVES), size).hex() == ROOTS[size - 1]
    assert plain_root(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_the_empty_tree() -> None:
    assert merkle.root(tree([]), 0).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_path_of_the_reference_tree() -> None:
    assert [each.hex() for each in merkle.inclusion_proof(tree(LEAVES), 0, 8)] == PATH_OF_FIRST_IN_8


SIZES = range(1, 34)
MANY = [b"%d" % number for number in range(40)]


def test_every_inclusion_proof_holds_and_no_other_does() -> None:
    node = tree(MANY)
    for size in SIZES:
        root = merkle.root(node, size)
        for index in range(size):
            proof = merkle.inclusion_proof(node, index, size)
            assert verify_inclusion(leaf_hash(MANY[index]), index, size, proof, root)
            assert not verify_inclusion(leaf_hash(b"other"), index, size, proof, root)
            assert not verify_inclusion(leaf_hash(MANY[index]), index, size, [*proof, root], root)
            assert not verify_inclusion(leaf_hash(MANY[index]), index + 1, size, proof, root)
            assert not proof or not verify_inclusion(leaf_hash(MANY[index]), index, size, proof[:-1], root)


def test_every_consistency_proof_holds_and_no_other_does() -> None:
    node = tree(MANY)
    roots = [merkle.root(node, size) for size in range(41)]
    for new in SIZES:
        for old in range(new + 1):
            proof = merkle.consistency_proof(node, old, new)
            assert verify_consistency(old, new, proof, roots[old], roots[new])
            assert not verify_consistency(old, new, [*proof, roots[1]], roots[old], roots[new])
            if 0 < old < new:
                assert not verify_consistency(old, new, proof, roots[old + 1], roots[new])
                assert not verify_consistency(old, new, proof, roots[old], roots[new + 1])
                assert not verify_consistency(old, new, proof[:-1], roots[old], roots[new])
    assert not verify_consistency(3, 2, [], roots[3], roots[2])


# -- notes ------------------------------------------------------------------------------------------------------------

# The example of Go's golang.org/x/mod/sumdb/note: keys, text and signature; Ed25519 signs the same every time.
GO_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_SIGNED = (
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_keys_and_signature_are_those_of_go() -> None:
    signer = Signer.parse(GO_SECRET)
    assert str(signer) == GO_SECRET
    assert str(signer.verifier) == GO_PUBLIC
    assert signer.sign(GO_TEXT) == f"{GO_TEXT}\n{GO_SIGNED}"
    assert opened(f"{GO_TEXT}\n{GO_SIGNED}", Verifier.parse(GO_PUBLIC)) == GO_TEXT


def test_signatures_of_unknown_keys_are_passed_over() -> None:
    other = "\u2014 witness.example AAAAAA==\n\u2014 PeterNeumann AAAAAAAA\nnonsense\n"
    assert opened(f"{GO_TEXT}\n{other}{GO_SIGNED}", Verifier.parse(GO_PUBLIC)) == GO_TEXT


@pytest.mark.parametrize(
    "note",
    [
        "",
        GO_TEXT,
        f"{GO_TEXT}\n",
        f"{GO_TEXT.upper()}\n{GO_SIGNED}",
        f"{GO_TEXT}\n{GO_SIGNED}"[:-1],
        f"{GO_TEXT}\n{GO_SIGNED.replace('ZJk', 'ZJl')}",
        f"{GO_TEXT}\n{GO_SIGNED}{GO_SIGNED.replace('ZJk', 'ZJl')}",
        f"{GO_TEXT}\n{GO_SIGNED.replace('PeterNeumann', 'Peter')}",
    ],
)
def test_a_note_that_the_key_did_not_sign(note: str) -> None:
    with pytest.raises(EvidenceError):
        opened(note, Verifier.parse(GO_PUBLIC))


@pytest.mark.parametrize("text", ["", "a+b", "a+b+c", GO_PUBLIC[:-4], GO_PUBLIC.replace("c74f", "c74e"), GO_SECRET])
def test_a_public_key_that_is_none(text: str) -> None:
    with pytest.raises(EvidenceError):
        Verifier.parse(text)


def test_a_secret_key_is_not_shown() -> None:
    assert "AYEK" not in repr(Signer.parse(GO_SECRET))
    with pytest.raises(EvidenceError) as caught:
        Signer.parse(GO_SECRET.replace("c74f20a3", "00000000"))
    assert "AYEK" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "a\n", "a\n1\n", "a\n01\nAAAA\n", "a\n-1\nAAAA\n", "a\n1\nAAAA\n", "\n1\n" + "A" * 43 + "=\n"]
)
def test_a_checkpoint_that_is_none(text: str) -> None:
    with pytest.raises(EvidenceError):
        Checkpoint.parse(text)


# -- the files of the log ---------------------------------------------------------------------------------------------


def new_log(folder: Path) -> Log:
    return Log.create(folder, random_bytes=repeatable(b"key"), disk=UNSYNCED)


def entry(index: int) -> bytes:
    return b"entry %d" % index


def test_a_new_log_is_empty_signed_and_keeps_its_secret(tmp_path: Path) -> None:
    log = new_log(tmp_path / "log")
    assert log.size == 0
    assert log.root == sha256(b"").digest()
    assert (tmp_path / "log" / "key").stat().st_mode & 0o777 == 0o600
    public = (tmp_path / "log" / "key.pub").read_text()
    assert open_checkpoint(log.note, Verifier.parse(public)) == log.checkpoint
    assert log.checkpoint.origin.startswith("cunzhao/")
    assert Log.create(tmp_path / "log", random_bytes=repeatable(b"other")).verifier == log.verifier


@pytest.mark.parametrize("steps", [[1] * 20, [255, 1, 1], [256], [257, 255, 700], [600, 1]])
def test_the_tiles_are_those_of_the_format_however_the_log_grew(tmp_path: Path, steps: list[int]) -> None:
    log, size = new_log(tmp_path), 0
    roots = [log.root]
    for step in steps:
        log.publish([entry(index) for index in range(size, size + step)], size)
        size += step
        assert (log.size, log.root) == (size, plain_root([entry(index) for index in range(size)]))
        assert verify_consistency(size - step, size, log.consistency_proof(size - step), roots[-1], log.root)
        roots.append(log.root)
    read = Log(tmp_path)
    assert list(read.entries()) == [entry(index) for index in range(size)]
    assert list(read.entries(size - 3, size - 1)) == [entry(size - 3), entry(size - 2)]
    for index in (0, size // 2, size - 1):
        proof = read.inclusion_proof(index)
        assert verify_inclusion(leaf_hash(entry(index)), index, size, proof, read.root)
        assert read.leaf(index) == leaf_hash(entry(index))
    full, rest = divmod(size, 256)
    names = {str(path.relative_to(tmp_path)) for path in (tmp_path / "tile").rglob("*") if path.is_file()}
    for number in range(full):
        assert {f"tile/0/{number:03}", f"tile/entries/{number:03}"} <= names
        assert not any(name.startswith(f"tile/0/{number:03}.p") for name in names)
    assert not rest or {f"tile/0/{full:03}.p/{rest}", f"tile/entries/{full:03}.p/{rest}"} <= names
    assert (f"tile/1/000.p/{full}" in names) == (full > 0)


def test_old_checkpoints_keep_their_partial_tiles_until_the_tile_is_full(tmp_path: Path) -> None:
    log = new_log(tmp_path)
    for index in range(5):
        log.publish([entry(index)], index)
    assert sorted(path.name for path in (tmp_path / "tile/0/000.p").iterdir()) == ["1", "2", "3", "4", "5"]


def test_tile_paths() -> None:
    assert tile_path(0, 0) == "tile/0/000"
    assert tile_path(2, 1_234_067) == "tile/2/x001/x234/067"
    assert tile_path("entries", 1000, 9) == "tile/entries/x001/000.p/9"


@given(st.lists(st.binary(max_size=300)))
def test_bundles_come_back(entries: list[bytes]) -> None:
    assert unpack(pack(entries)) == entries


def test_bundles_that_cannot_be() -> None:
    with pytest.raises(InputError):
        pack([bytes(65_536)])
    for broken in (b"\x00", b"\x00\x05abcd", b"\x00\x01a\x00"):
        with pytest.raises(EvidenceError):
            unpack(broken)


def test_publishing_again_changes_nothing_and_a_fork_is_refused(tmp_path: Path) -> None:
    log = new_log(tmp_path)
    log.publish([entry(0), entry(1), entry(2)], 0)
    before = log.note
    assert log.publish([entry(1), entry(2)], 1).size == 3
    assert log.publish([], 3).size == 3
    assert log.note == before
    assert log.publish([entry(2), entry(3)], 2).size == 4
    for entries, start in (([b"other"], 1), ([entry(9)], 5), ([entry(3), b"x"], 2), ([entry(0)], -1)):
        with pytest.raises(EvidenceError):
            log.publish(entries, start)
    assert list(log.entries()) == [entry(index) for index in range(4)]


@pytest.mark.parametrize("start", [0, 250])
def test_a_disk_that_fails_at_any_call_leaves_a_whole_log(tmp_path: Path, start: int) -> None:
    calls: list[int] = []
    new = [entry(index) for index in range(start, start + 10)]

    def failing_at(number: int) -> Disk:
        def call(fd: int) -> None:
            calls.append(fd)
            if len(calls) == number:
                raise OSError(5, "Input/output error")

        return Disk(fsync=call)

    number = 0
    while not calls or number <= len(calls):
        number += 1
        folder = tmp_path / str(number)
        new_log(folder).publish([entry(index) for index in range(start)], 0)
        calls.clear()
        log = Log(folder, disk=failing_at(number))
        try:
            log.publish(new, start)
        except StorageError:
            with pytest.raises(StorageError, match="failed before"):
                log.publish(new, start)
        again = Log(folder, disk=UNSYNCED)
        assert again.size in (start, start + 10)
        assert again.root == again.root_at(again.size)
        again.publish(new, start)
        assert again.root == plain_root([entry(index) for index in range(start + 10)])
    assert number > 6


def test_what_is_not_there_is_not_proved(tmp_path: Path) -> None:
    log = new_log(tmp_path)
    log.publish([entry(0), entry(1)], 0)
    for ask in (
        lambda: log.inclusion_proof(2),
        lambda: log.inclusion_proof(-1),
        lambda: log.inclusion_proof(0, 3),
        lambda: log.consistency_proof(3),
        lambda: log.consistency_proof(2, 1),
        lambda: log.root_at(3),
    ):
        with pytest.raises(EvidenceError):
            ask()


def test_a_log_that_lost_its_checkpoint_is_not_begun_anew(tmp_path: Path) -> None:
    new_log(tmp_path).publish([entry(0)], 0)
    (tmp_path / "checkpoint").unlink()
    with pytest.raises(EvidenceError, match="no checkpoint"):
        new_log(tmp_path)
    with pytest.raises(EvidenceError):
        Log(tmp_path).publish([entry(0)], 0)


def test_a_checkpoint_of_another_log_is_refused(tmp_path: Path) -> None:
    log = new_log(tmp_path / "one")
    other = Log.create(tmp_path / "two", random_bytes=os.urandom, disk=UNSYNCED)
    (tmp_path / "one" / "checkpoint").write_text(other.note)
    with pytest.raises(EvidenceError, match="not signed"):
        _ = log.size


# -- leaves -----------------------------------------------------------------------------------------------------------


def capture(folder: Path) -> Capture:
    return evidence(folder).append([page(robots="allowed")], nothing)[0]


def test_a_leaf_is_canonical_and_names_nothing(tmp_path: Path) -> None:
    one = capture(tmp_path)
    leaf = leaf_for_capture(one)
    assert json.loads(leaf.entry).keys() == {"commit", "kind"}
    assert leaf.entry == b'{"commit":"%s","kind":"capture"}' % json.loads(leaf.entry)["commit"].encode()
    assert leaf.subject == one.id


def test_a_leaf_commits_to_every_word_but_not_to_the_place(tmp_path: Path) -> None:
    one = capture(tmp_path)
    same = leaf_for_capture(one).entry
    assert leaf_for_capture(replace(one, path="other", offset=1, length=2)).entry == same
    others = [
        replace(one, url="https://press.example/b"),
        replace(one, status=404),
        replace(one, salt="00" * 32),
        replace(one, truncated="time"),
        replace(one, facts={}),
        replace(one, payload_digest="0" * 64),
        replace(one, error=""),
    ]
    assert len({leaf_for_capture(each).entry for each in others} | {same}) == len(others) + 1


def test_derived_leaves_hang_on_the_salt_of_their_capture(tmp_path: Path) -> None:
    one = capture(tmp_path)
    blinded = replace(one, salt="11" * 32)
    derive = leaf_for_derive(one, "a1.1", "ab" * 32, "generic/1")
    assert (derive.kind, derive.subject) == ("derive", "a1.1")
    assert derive.entry != leaf_for_derive(blinded, "a1.1", "ab" * 32, "generic/1").entry
    assert derive.entry != leaf_for_derive(one, "a1.1", "ab" * 32, "generic/2").entry
    gone = leaf_for_gone(one, "a1")
    assert (gone.kind, gone.subject) == ("gone", "a1")
    assert gone.entry != leaf_for_gone(blinded, "a1").entry
    assert len(derive.entry) < 200


def test_a_journal_leaf_commits_to_the_entry() -> None:
    given = {"id": "j1", "at": "2026-11-22T12:00:00.000000Z", "salt": "22" * 32, "kind": "follow", "url": "选举"}
    leaf = leaf_for_journal(given)
    assert (leaf.kind, leaf.subject) == ("journal", "j1")
    assert leaf.entry != leaf_for_journal({**given, "kind": "unfollow"}).entry
    with pytest.raises(InputError):
        leaf_for_journal({**given, "n": float("nan")})
