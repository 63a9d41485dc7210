"""A selection as WACZ: valid, signed, complete, and open to the tools of others."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from warcio.archiveiterator import ArchiveIterator

from cunzhao.archive import Archive
from cunzhao.errors import EvidenceError, InputError
from cunzhao.publish import WaczReport, views, wacz
from cunzhao.record import Signer, is_sealed, seal
from cunzhao.record.http import dechunk
from cunzhao.urls import cdx_key
from tests.flow.foreign_files import PAGE, THEN, URL, add, one_page, warc
from tests.flow.posts import archive_in
from tests.press_archive import OPENED, Clock, Desk, two_rounds_in
from tests.record.make import UNSYNCED

VALIDATOR = shutil.which("wacz", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))


@pytest.fixture(scope="module")
def two_rounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with two_rounds_in(tmp_path_factory.mktemp("press")) as made:
        yield made


@pytest.fixture(scope="module")
def package(two_rounds: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("package") / "press.wacz"
    two_rounds.archive.export_wacz(path)
    return path


def part(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as package:
        return package.read(name)


def manifest(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(part(path, "datapackage.json"))
    return found


def index(path: Path) -> list[tuple[str, str, dict[str, str]]]:
    lines = gzip.decompress(part(path, "indexes/index.cdx.gz")).decode().splitlines()
    assert lines == sorted(lines)
    return [(key, time, json.loads(body)) for key, time, body in (line.split(" ", 2) for line in lines)]


def pages(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in part(path, "pages/pages.jsonl").decode().splitlines()]


def payloads(path: Path) -> dict[tuple[str, str], bytes]:
    """What the index leads to, by key and time, read by warcio at the place that the index names."""
    found = {}
    for key, time, body in index(path):
        data = part(path, f"archive/{body['filename']}")
        member = data[int(body["offset"]) : int(body["offset"]) + int(body["length"])]
        assert f"sha256:{hashlib.sha256(member).hexdigest()}" == body["recordDigest"]
        record = next(iter(ArchiveIterator(BytesIO(member))))
        assert record.rec_type in ("response", "resource")
        assert cdx_key(record.rec_headers.get_header("WARC-Target-URI")) == key
        found[key, time] = record.raw_stream.read()
        assert found[key, time]
    return found


@pytest.mark.skipif(
    VALIDATOR is None, reason="`wacz validate` is not here (install it elsewhere and put it on the PATH)"
)
def test_the_validator_of_others_finds_nothing(package: Path) -> None:
    assert VALIDATOR is not None
    done = subprocess.run([VALIDATOR, "validate", "-f", str(package)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "is valid" in done.stdout


def test_the_bytes_of_each_part_lie_where_the_directory_says(package: Path) -> None:
    """ReplayWeb.page reads there without looking at the part's own head, which must therefore be as long."""
    raw = package.read_bytes()
    with zipfile.ZipFile(package) as opened:
        for info in opened.infolist():
            name, extra = struct.unpack_from("<HH", raw, info.header_offset + 26)
            assert (name, extra) == (len(info.filename), len(info.extra))


def test_the_manifest_names_every_part_with_its_digest(package: Path) -> None:
    told = {each["path"]: each for each in manifest(package)["resources"]}
    with zipfile.ZipFile(package) as opened:
        parts = {info.filename: info for info in opened.infolist()}
    assert parts.keys() - told.keys() == {"datapackage.json", "datapackage-digest.json"}
    for path, each in told.items():
        data = part(package, path)
        assert (each["hash"], each["bytes"]) == (f"sha256:{hashlib.sha256(data).hexdigest()}", len(data))
        assert (parts[path].compress_type == zipfile.ZIP_STORED) == path.endswith(".gz"), "players read at offsets"
    assert (manifest(package)["profile"], manifest(package)["wacz_version"]) == ("data-package", "1.1.1")


def test_the_signature_is_what_players_verify(package: Path) -> None:
    digest = json.loads(part(package, "datapackage-digest.json"))
    signed = digest["signedData"]
    assert digest["hash"] == signed["hash"] == f"sha256:{hashlib.sha256(part(package, 'datapackage.json')).hexdigest()}"
    assert set(signed) == {"hash", "created", "software", "version", "signature", "publicKey"}
    assert signed["created"] == manifest(package)["created"]
    raw = base64.b64decode(signed["signature"])
    key = serialization.load_der_public_key(base64.b64decode(signed["publicKey"]))
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert (key.curve.name, len(raw)) == ("secp384r1", 96)
    der = encode_dss_signature(int.from_bytes(raw[:48], "big"), int.from_bytes(raw[48:], "big"))
    key.verify(der, digest["hash"].encode(), ec.ECDSA(hashes.SHA256()))


def test_every_capture_of_an_article_opens_alone(two_rounds: Desk, package: Path) -> None:
    reading = two_rounds.archive.reading()
    held = payloads(package)
    kinds = set()
    for view in views(reading.catalogue):
        for capture in (line.capture for line in view.captures):
            kinds.add(capture.kind)
            if capture.status == 200:
                body = held[cdx_key(capture.url), f"{capture.at:%Y%m%d%H%M%S}"]
                assert reading.stored(capture).payload in (body, dechunk(body))
        for image in view.images:
            if image.capture:
                capture = reading.capture(image.capture).capture
                assert (cdx_key(capture.url), f"{capture.at:%Y%m%d%H%M%S}") in held
    assert "revisit" in kinds, "the press gives pages that did not change"


def test_the_pages_are_the_articles_with_their_text(two_rounds: Desk, package: Path) -> None:
    head, *lines = pages(package)
    assert head["format"] == "json-pages-1.0"
    told = {line["url"] for line in lines}
    for view in views(two_rounds.archive.reading().catalogue):
        assert view.line.url in told
    assert all(line["ts"].endswith("Z") and line["title"] and "text" in line for line in lines)


def test_the_second_index_leads_into_the_first(package: Path) -> None:
    meta, *blocks = part(package, "indexes/index.idx").decode().splitlines()
    assert json.loads(meta.split(" ", 2)[2]) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    packed = part(package, "indexes/index.cdx.gz")
    for block in blocks:
        key, time, body = block.split(" ", 2)
        place = json.loads(body)
        lines = gzip.decompress(packed[place["offset"] : place["offset"] + place["length"]]).decode()
        assert lines.startswith(f"{key} {time} ")


def test_no_salt_and_no_fact_of_ours_leaves_with_it(package: Path) -> None:
    with zipfile.ZipFile(package) as opened:
        warcs = [opened.read(name) for name in opened.namelist() if name.startswith("archive/")]
    assert warcs
    assert not any(b'"salt"' in gzip.decompress(data) for data in warcs)


def test_a_query_selects(two_rounds: Desk, tmp_path: Path) -> None:
    found = two_rounds.archive.reading().search("选举", limit=100)
    report = two_rounds.archive.export_wacz(tmp_path / "some.wacz", "选举")
    assert 0 < report.articles == found.total
    assert {line["url"] for line in pages(tmp_path / "some.wacz")[1:]} == {hit.line.url for hit in found.hits}
    with pytest.raises(InputError, match="nothing to export"):
        two_rounds.archive.export_wacz(tmp_path / "none.wacz", '"no such words in any article"')
    assert [path.name for path in tmp_path.iterdir()] == ["some.wacz"]


def test_files_roll_and_what_cannot_be_read_is_named(two_rounds: Desk, tmp_path: Path) -> None:
    from cunzhao.archive.packing import Packing

    class Damaged(Packing):
        def whole(self, capture: Any) -> Any:
            if capture.id == lost:
                raise EvidenceError("the bytes are damaged")
            return super().whole(capture)

    reading = two_rounds.archive.reading()
    lost = next(iter(views(reading.catalogue))).captures[0].capture.id
    path = tmp_path / "small.wacz"
    report = wacz(
        views(reading.catalogue),
        Damaged(reading),
        path,
        title="t",
        software="cunzhao/0",
        sign=lambda text: ("s", "k"),
        clock=two_rounds.clock,
        roll_bytes=10_000,
    )
    assert report.missing == ((lost, "the bytes are damaged"),)
    names = {body["filename"] for _, _, body in index(path)}
    assert len(names) > 3
    assert len(payloads(path)) > 10


# -- what others captured ---------------------------------------------------------------------------------------------


def exported(archive: Archive, folder: Path, source: Path) -> tuple[WaczReport, Path]:
    with archive.writing("test") as writing:
        writing.import_archives(source)
    return archive.export_wacz(folder / "out.wacz"), folder / "out.wacz"


def test_what_others_captured_goes_out_under_their_time(tmp_path: Path) -> None:
    archive = replace(archive_in(tmp_path), disk=UNSYNCED)
    report, path = exported(archive, tmp_path, warc(tmp_path, one_page))
    assert (report.articles, report.missing) == (1, ())
    [(key, time, _)] = index(path)
    assert (key, time) == (cdx_key(URL), "20150604061613")
    [page] = pages(path)[1:]
    assert (page["url"], page["ts"]) == (URL, THEN)
    data = gzip.decompress(part(path, "archive/data-00001.warc.gz"))
    assert PAGE in data
    assert b"Cunzhao-Handed-In: 2026-" in data


def test_a_revisit_of_others_is_made_whole(tmp_path: Path) -> None:
    def fill(writer: Any) -> None:
        add(writer, "response", URL, PAGE)
        at, then = "2016-01-01T00:00:00Z", THEN
        add(writer, "revisit", URL, b"", WARC_Date=at, WARC_Refers_To_Target_URI=URL, WARC_Refers_To_Date=then)

    archive = replace(archive_in(tmp_path), disk=UNSYNCED)
    report, path = exported(archive, tmp_path, warc(tmp_path, fill))
    assert report.captures == 2
    assert {time: data[-len(PAGE) :] for (_, time), data in payloads(path).items()} == {
        "20150604061613": PAGE,
        "20160101000000": PAGE,
    }


def test_a_package_comes_back_in_with_nothing_odd_but_its_edits(package: Path, tmp_path: Path) -> None:
    archive = replace(archive_in(tmp_path), disk=UNSYNCED, clock=Clock(OPENED + timedelta(days=1)))
    with archive.writing("test") as writing:
        report = writing.import_archives(package)
    assert report.skipped == ()
    assert all("next revision" in what for _, what in report.odd)
    assert report.kept


def test_a_changed_package_is_odd(package: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed.wacz"
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "datapackage-digest.json":
                body = json.loads(data)
                body["signedData"]["signature"] = base64.b64encode(bytes(96)).decode()
                data = json.dumps(body).encode()
            new.writestr(name, data)
    archive = replace(archive_in(tmp_path), disk=UNSYNCED)
    with archive.writing("test") as writing:
        report = writing.import_archives(changed)
    assert "its signature does not fit" in {what for _, what in report.odd}


# -- the seal ---------------------------------------------------------------------------------------------------------


def test_a_seal_belongs_to_its_archive_and_its_text() -> None:
    one, other = Signer("a", bytes(32)), Signer("a", b"\1" * 32)
    signature, key = seal(one, "sha256:00")
    assert is_sealed("sha256:00", signature, key)
    assert not is_sealed("sha256:01", signature, key)
    assert seal(one, "x")[1] == key != seal(other, "x")[1]
    assert not is_sealed("sha256:00", signature, seal(other, "x")[1])


@pytest.mark.parametrize("wrong", ["", "%", "AAAA", "A" * 128, "None"])
def test_what_is_no_seal_is_none(wrong: str) -> None:
    signature, key = seal(Signer("a", bytes(32)), "x")
    assert not is_sealed("x", wrong, key)
    assert not is_sealed("x", signature, wrong)
