"""WARC, ARC, WACZ and MHTML files as other people's tools make them; ``warcio`` writes the records."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.flow.bad_press import page

THEN = "2015-06-04T06:16:13Z"
URL = "https://news.example/story/1"
PAGE = page("The tide comes in")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))

Fill = Callable[[WARCWriter], object]


def add(
    writer: WARCWriter,
    kind: str,
    url: str | None,
    body: bytes,
    *,
    status: str = "200 OK",
    headers: Iterable[tuple[str, str]] = (("Content-Type", "text/html; charset=utf-8"),),
    **fields: str,
) -> ArcWarcRecord:
    """A record of any kind; ``WARC_Refers_To`` stands for ``WARC-Refers-To``."""
    http = None
    if kind in ("response", "revisit"):
        http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1")
    if kind == "request":
        http = StatusAndHeaders(f"GET {url} HTTP/1.1", [("Host", "news.example")], is_http_request=True)
    more = {name.replace("_", "-"): value for name, value in fields.items()}
    record = writer.create_warc_record(
        url, kind, payload=BytesIO(body), http_headers=http, warc_headers_dict={"WARC-Date": THEN} | more
    )
    writer.write_record(record)
    return record


class Writer(WARCWriter):  # type: ignore[misc]  # warcio publishes no types
    """The writer of warcio, which leaves its temporary files open."""

    @staticmethod
    def _create_temp_file() -> BytesIO:
        return BytesIO()


def identity(record: ArcWarcRecord) -> str:
    return str(record.rec_headers.get_header("WARC-Record-ID"))


def warc(folder: Path, fill: Fill, name: str = "made.warc.gz", version: str = "1.1", packed: bool = True) -> Path:
    out = BytesIO()
    fill(Writer(out, gzip=packed, warc_version=version))
    path = folder / name
    path.write_bytes(out.getvalue())
    return path


def one_page(writer: WARCWriter) -> None:
    """A warcinfo record, a page with its request, and an image."""
    about = writer.create_warcinfo_record("made.warc.gz", {"software": "another tool"})
    about.rec_headers.replace_header("WARC-Date", THEN)
    writer.write_record(about)
    answer = add(writer, "response", URL, PAGE)
    add(writer, "request", URL, b"", WARC_Concurrent_To=identity(answer))
    add(writer, "response", "https://news.example/a.png", PNG, headers=[("Content-Type", "image/png")])


def wacz(folder: Path, members: dict[str, bytes], name: str = "made.wacz", **manifest: object) -> Path:
    """A WACZ as crawlers write it; ``manifest`` replaces fields of datapackage.json."""
    resources = [
        {"name": n.rpartition("/")[2], "path": n, "hash": f"sha256:{hashlib.sha256(d).hexdigest()}", "bytes": len(d)}
        for n, d in members.items()
    ]
    package = {"profile": "data-package", "wacz_version": "1.1.1", "resources": resources} | manifest
    data = json.dumps(package).encode()
    digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
    with zipfile.ZipFile(folder / name, "w") as out:
        for each, content in members.items():
            out.writestr(each, content)
        out.writestr("datapackage.json", data)
        out.writestr("datapackage-digest.json", json.dumps(digest))
    return folder / name


def crawl(folder: Path, pages: Iterable[str] = (URL,)) -> Path:
    """A WACZ as Browsertrix leaves it: two WARC files, a page list, a log."""
    first = warc(folder, one_page, "rec-1.warc.gz").read_bytes()
    second = warc(folder, lambda w: add(w, "response", f"{URL}0", page("Another tide")) and None, "rec-2.warc.gz")
    head = json.dumps({"format": "json-pages-1.0", "id": "pages", "title": "All Pages"})
    lines = [json.dumps({"url": url, "ts": THEN, "title": "x"}) for url in pages]
    members = {
        "archive/rec-1.warc.gz": first,
        "archive/rec-2.warc.gz": second.read_bytes(),
        "pages/pages.jsonl": "\n".join([head, *lines]).encode(),
        "logs/crawl.log": b"started\n",
    }
    return wacz(folder, members)


def mhtml(images: int = 1) -> bytes:
    """A page as Chromium saves it."""
    head = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {URL}\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--b--"\r\n\r\n'
    )
    parts = [f"----b--\r\nContent-Type: text/html\r\nContent-Location: {URL}\r\n\r\n{PAGE.decode()}\r\n"]
    parts += [
        f"----b--\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Location: https://news.example/{n}.png\r\n\r\niVBORw0KGgo=\r\n"
        for n in range(images)
    ]
    return (head + "".join(parts) + "----b----\r\n").encode()
