"""Extraction in bulk: order, isolation, and lines that are wrong."""

from __future__ import annotations

import gzip
import io
import json
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cunzhao.errors import InputError
from cunzhao.extract import GenericExtractor, Page, extract_file, extract_jsonl
from cunzhao.types import Extraction

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TEXT = "The council of the town decided on Tuesday that the old bridge will be repaired before the winter. "
PAGE = (
    '<html lang=en><head><title>{0}</title><meta property="article:published_time" content="2021-06-04T23:16:00+08:00"></head>'
    "<body><article><h1>{0}</h1><p>One. {1}</p><p>Two. {1}</p></article></body></html>"
)


@dataclass(frozen=True)
class Nasty:
    """Reads pages, but hangs, dies or raises on those whose address says so."""

    version: str = "nasty/1"

    def extract(self, page: Page) -> Extraction:
        if "hang" in page.url:
            time.sleep(60)
        if "die" in page.url:
            os._exit(3)
        if "raise" in page.url:
            raise MemoryError("no memory")
        return GenericExtractor().extract(page)


def run(lines: list[str], **options: Any) -> tuple[list[dict[str, Any]], int]:
    out = io.StringIO()
    failures = extract_jsonl(lines, out, lambda: NOW, workers=2, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()], failures


def write(folder: Path, name: str, title: str) -> str:
    content = PAGE.format(title, TEXT * 3).encode()
    path = folder / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return str(path)


def test_lines_come_back_in_order_with_the_contract_s_fields(tmp_path: Path) -> None:
    titles = [f"Bridge number {n} is repaired" for n in range(6)]
    lines = [
        json.dumps(
            {"id": n, "url": "https://a.example/", "html_path": write(tmp_path, f"{n}.html{'.gz' * (n % 2)}", title)}
        )
        for n, title in enumerate(titles)
    ]
    results, failures = run(lines)
    assert failures == 0
    assert [r["title"] for r in results] == titles
    assert [sorted(r) for r in results] == [["authors", "body", "date", "id", "title"]] * 6
    assert results[0]["date"] == "2021-06-04"  # the page's own day, though it is the day before in UTC nowhere else
    assert [line.split(".")[0] for line in results[0]["body"].split("\n")] == ["One", "Two"]


def test_a_page_that_hangs_dies_or_raises_costs_its_own_line_only(tmp_path: Path) -> None:
    path = write(tmp_path, "a.html", "A bridge is repaired at last")
    words = ("hang", "die", "raise", "fine")
    lines = [json.dumps({"id": w, "url": f"https://a.example/{w}", "html_path": path}) for w in words]
    results, failures = run(lines, seconds=10.0, extractor=Nasty())
    assert failures == 3
    assert "too long" in results[0]["error"]
    assert "died" in results[1]["error"]
    assert "MemoryError" in results[2]["error"]
    assert results[2]["body"] is None
    assert results[3]["title"] == "A bridge is repaired at last"


def test_lines_that_are_wrong_are_answered_too(tmp_path: Path) -> None:
    missing = json.dumps({"id": "m", "url": "", "html_path": str(tmp_path / "none.html")})
    results, failures = run(["{", "[]", '{"id": 1}', missing, "", "   "])
    assert failures == 4
    assert "not JSON" in results[0]["error"]
    assert (results[2]["id"], results[2]["body"], results[2]["error"]) == (1, None, "no html_path in this line")
    assert "cannot read" in results[3]["error"]


def test_one_file_as_json(tmp_path: Path) -> None:
    found = extract_file(write(tmp_path, "a.html.gz", "A bridge is repaired at last"), "https://a.example/x", NOW)
    assert found["title"] == "A bridge is repaired at last"
    assert found["published"]["at"] == "2021-06-04T15:16:00Z"
    assert {c["at"] for c in found["claims"] if c["at"]} == {"2021-06-04T15:16:00Z"}
    assert "reasons" not in found["published"]
    assert found["text"].startswith("One. ")
    assert json.dumps(found)


def test_a_page_without_a_date_is_not_of_today() -> None:
    found = extract_file(b"<article><p>One. " + TEXT.encode() * 3 + b"</p></article>", "", NOW)
    assert found["published"]["at"] is None
    assert "no usable claim" in found["published"]["why"]


def test_what_is_no_text_has_no_article_and_says_so(tmp_path: Path) -> None:
    junk = bytes(range(256)) * 100
    (tmp_path / "r.html").write_bytes(junk)
    found = extract_file(tmp_path / "r.html", "", NOW)
    assert (found["title"], found["text"], found["partial"]) == (None, "", ["no text, a binary file"])
    ((line,), failures) = run([json.dumps({"id": 1, "url": "", "html_path": str(tmp_path / "r.html")})])
    assert failures == 1
    assert line == {
        "id": 1, "title": None, "authors": [], "date": None, "body": None, "error": "InputError: no text, a binary file"
    }  # fmt: skip


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "cut.gz").write_bytes(gzip.compress(b"x" * 1000)[:20])
    with pytest.raises(InputError, match=r"cut\.gz"):
        extract_file(tmp_path / "cut.gz", "", NOW)
