"""Time stamps by an authority outside (here: OpenSSL's, on this machine) are kept, checked, and travel with proofs."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cunzhao.archive import Archive
from cunzhao.errors import InputError
from cunzhao.record import Log
from cunzhao.record.proof_check import check_proof
from tests.flow.bad_press import page

CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
signer_digest = sha256
accuracy = secs:1
"""


def openssl(*words: object) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


class Authority:
    """A root certificate, and a time stamping certificate under it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder, self.root = folder, folder / "root.pem"
        (folder / "serial").write_text("01\n")
        (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
        (folder / "ext").write_text("extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n")
        new = ("-newkey", "rsa:2048", "-nodes", "-keyout")
        openssl(
            "req",
            "-x509",
            *new,
            folder / "root.key",
            "-out",
            self.root,
            "-days",
            30,
            "-subj",
            f"/CN={folder.name} root",
        )
        openssl(
            "req", "-new", *new, folder / "tsa.key", "-out", folder / "tsa.csr", "-subj", f"/CN={folder.name} stamps"
        )
        under = ("-CA", self.root, "-CAkey", folder / "root.key", "-CAcreateserial", "-extfile", folder / "ext")
        openssl("x509", "-req", "-in", folder / "tsa.csr", *under, "-out", folder / "tsa.pem", "-days", 30)

    def answer(self, request: bytes) -> bytes:
        (self.folder / "q.tsq").write_bytes(request)
        where = ("-config", self.folder / "tsa.cnf", "-queryfile", self.folder / "q.tsq", "-out", self.folder / "a.tsr")
        openssl("ts", "-reply", *where)
        return (self.folder / "a.tsr").read_bytes()


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> tuple[Authority, Authority]:
    folder = tmp_path_factory.mktemp("tsa")
    return Authority(folder / "first"), Authority(folder / "second")


def keep(archive: Archive, folder: Path, n: int) -> None:
    (folder / "p.html").write_bytes(page(f"Kept after the stamp, number {n}"))
    with archive.writing("test") as writing:
        writing.keep_file(folder / "p.html", f"https://n.example/after/{n}")


def levels(archive: Archive) -> set[str]:
    return {found.level for found in archive.verify()}


def test_stamps_of_two_authorities_are_kept_and_outlive_the_growth_of_the_log(
    archive: Archive, tmp_path: Path, authorities: tuple[Authority, Authority]
) -> None:
    size = Log(archive.place.log).size
    request = archive.stamp_request()
    keep(archive, tmp_path, 1)
    for authority in authorities:
        found = archive.keep_stamp(authority.answer(request), authority.root.read_text())
        assert f"the checkpoint of {size} leaves was stamped at 20" in found.what
        assert f"CN={authority.folder.name} root" in found.what
    assert [found.level for found in archive.stamps()] == ["ok"] * 3
    assert levels(archive) == {"ok"}
    archive.mirror(tmp_path / "mirror")
    assert len(list((tmp_path / "mirror" / "log" / "stamps").rglob("*.tsr"))) == 2


def test_a_proof_stands_on_the_earliest_stamp_that_covers_it(
    archive: Archive, tmp_path: Path, authorities: tuple[Authority, Authority]
) -> None:
    first, second = authorities
    old = archive.reading().catalogue.articles().lines[0].id
    archive.keep_stamp(first.answer(archive.stamp_request()), first.root.read_text())
    keep(archive, tmp_path, 1)
    new = archive.reading().article("https://n.example/after/1").line.id
    proofs = {name: json.dumps(archive.prove(name)).encode() for name in (old, new)}
    assert [len(json.loads(proofs[name])["stamps"]) for name in (old, new)] == [1, 0]
    assert {found.level for found in check_proof(proofs[old])} == {"ok"}
    trusted = check_proof(proofs[old], None, [first.root.read_text()])
    assert {found.level for found in trusted} == {"ok"}
    assert not any("yours to say" in found.what for found in trusted)
    assert "unchecked" in {found.level for found in check_proof(proofs[old], None, [second.root.read_text()])}
    other = json.loads(proofs[new]) | {"stamps": json.loads(proofs[old])["stamps"]}
    assert "tampering" in {found.level for found in check_proof(json.dumps(other).encode())}, "of another checkpoint"


def test_an_answer_that_does_not_hold_is_not_kept(
    archive: Archive, tmp_path: Path, authorities: tuple[Authority, Authority]
) -> None:
    first, second = authorities
    answer = first.answer(archive.stamp_request())
    stranger = Archive.init(tmp_path / "other").stamp_request()
    wrong: list[tuple[bytes, str]] = [
        (answer, second.root.read_text()),
        (answer, "no certificate"),
        (answer[:-30], first.root.read_text()),
        (b"", first.root.read_text()),
        (first.answer(stranger), first.root.read_text()),
    ]
    for response, root in wrong:
        with pytest.raises(InputError):
            archive.keep_stamp(response, root)
    assert not list(archive.place.log.rglob("*.tsr"))
    assert levels(archive) == {"ok"}


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: flip(next(folder.rglob("*.tsr"))),
        lambda folder: next(folder.rglob("*.pem")).unlink(),
        lambda folder: next(folder.rglob("*.pem")).write_text("nothing"),
        lambda folder: next(folder.rglob("checkpoint")).write_text("nothing"),
    ],
)
def test_a_stamp_that_was_changed_is_found(
    harm: Callable[[Path], None], archive: Archive, authorities: tuple[Authority, Authority]
) -> None:
    first = authorities[0]
    archive.keep_stamp(first.answer(archive.stamp_request()), first.root.read_text())
    harm(archive.place.log / "stamps")
    assert levels(archive) & {"damage", "tampering"}
