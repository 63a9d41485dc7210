"""Citations."""

from __future__ import annotations

import json
import re

from cunzhao.publish import bibtex, csl_json, ris
from tests.publish.fakes import article_of, held


def test_bibtex_names_capture_and_digest() -> None:
    view = article_of("a1", "Tax & {cost}: 50% #1 \\ x_y")
    made = bibtex(view)
    assert made.startswith("@online{cunzhao-a1,\n")
    assert r"title = {{Tax \& \{cost\}: 50\% \#1 \textbackslash{} x\_y}}" in made
    assert "urldate = {2026-11-22}" in made
    assert "date = {2026-11-22}" in made
    assert view.captures[0].capture.payload_digest in made
    assert made.count("{") == made.count("}")


def test_csl_json() -> None:
    view = article_of("a1", "标题", language="zh-CN")
    (item,) = json.loads(csl_json(view))
    assert item["type"] == "article-newspaper"
    assert item["issued"] == {"date-parts": [[2026, 11, 22]]}
    assert item["accessed"] == {"date-parts": [[2026, 11, 22]]}
    assert item["archive_location"] == view.captures[0].capture.id
    assert item["author"] == [{"literal": "Anna Example"}]
    assert item["URL"] == view.line.url


def test_an_article_without_a_date() -> None:
    view = article_of("a1", at=None)
    assert "\n  date =" not in bibtex(view)
    assert "issued" not in json.loads(csl_json(view))[0]
    assert "DA  - " not in ris(view)


def test_ris_lines() -> None:
    made = ris(article_of("a1", "A\nB\r\nTY  - X"))
    lines = made.split("\r\n")
    assert lines[0] == "TY  - NEWS"
    assert lines[1] == "TI  - A B TY - X"
    assert lines[-2:] == ["ER  - ", ""]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])


def test_no_capture() -> None:
    view = article_of("a1", images=(held("https://n.example/1.png", None),))
    bare = type(view)(**{name: getattr(view, name) for name in view.__slots__} | {"captures": ()})
    assert "article a1" in bibtex(bare)
    assert json.loads(csl_json(bare))[0]["archive_location"] == "a1"
