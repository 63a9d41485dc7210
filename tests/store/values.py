"""Small values for the store's tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cunzhao.store import Record
from cunzhao.types import Block, Capture, Claim, Leaf, Published, Revision, Source

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def capture(number: int = 1, url: str = "http://a.example/1", **changes: object) -> Capture:
    """A capture whose fields are all of its number."""
    made = Capture(
        id=f"c{number}",
        record_id=f"urn:uuid:{number}",
        url=url,
        purpose="page",
        source=None,
        at=START + timedelta(minutes=number),
        kind="response",
        status=200,
        content_type="text/html",
        payload_digest=f"{number:064x}",
        block_digest=f"{number + 1:064x}",
        size=10,
        path="one.warc.gz",
        offset=100 * number,
        length=50,
        salt="00" * 32,
        facts={"requested": url},
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def leaf(number: int = 1) -> Leaf:
    """A leaf of the log."""
    return Leaf("capture", f"entry {number}".encode(), f"c{number}")


def revision(article: str, number: int = 1, text: str = "One.\nTwo.") -> Revision:
    """A revision with one block."""
    return Revision(
        id=f"{article}.{number}",
        article=article,
        number=number,
        capture="c1",
        at=START,
        extractor="test/1",
        title=f"Title of {article}",
        text=text,
        text_digest="ab",
        blocks=(Block("paragraph", text),),
        authors=("A. Writer",),
    )


def record(article: str, hours: int = 0, **changes: object) -> Record:
    """An article published ``hours`` after :data:`START`."""
    at = START + timedelta(hours=hours)
    made = Record(
        id=article,
        url=f"http://a.example/{article}",
        source=None,
        source_name="A",
        host="a.example",
        title=f"Title of {article}",
        published=Published(at, None, at, "said so", by="feed"),
        claims=(Claim("feed", "raw", at, "somewhere"),),
        first_captured=at,
        last_captured=at,
        current_revision=f"{article}.1",
        revision_count=1,
        summary="One.",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def source(name: str = "a") -> Source:
    """A source without channels."""
    return Source(name, name.upper(), f"http://{name}.example/", (), START)
