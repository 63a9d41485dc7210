"""The quality of statements only goes up: floors on the shared annotated articles, by language.

``statements.json`` holds the floors and the hash of the annotations they were measured on. The articles were looked at while
the rules were written, so these floors keep what works; they do not tell how it does on others.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bench import said as bench

from cunzhao.said.context import Context
from tests.shared import shared_path

FLOORS: dict[str, Any] = json.loads(Path(__file__).with_name("statements.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("lang", sorted(FLOORS))
def test_quality_is_not_below_the_floors(lang: str) -> None:
    folder = shared_path("eval/statements")
    expected = FLOORS[lang]
    digest = hashlib.sha256((folder / f"{lang}.jsonl").read_bytes()).hexdigest()
    assert digest == expected["corpus_sha256"], "the annotations changed: measure anew and write new floors"
    made, _ = bench.READERS[lang](bench.rows_of(folder, lang))
    measured = bench.figures(bench.scored(folder, lang, made))
    below = {name: (measured[name], floor) for name, floor in expected["floors"].items() if measured[name] < floor}
    assert not below, f"measured, floor: {below}"


def test_the_sample_page_holds_exactly_its_eight_statements() -> None:
    from cunzhao.said.zh import read

    folder = shared_path("eval/statements")
    row = next(r for r in bench.rows_of(folder, "zh") if r["id"] == "zh000")
    found = read(row["text"], Context(datetime(2021, 6, 4, 6, 16, tzinfo=UTC), timedelta(hours=8)))
    assert [(s.start, s.kind) for s in found] == [(s["start"], s["kind"]) for s in row["statements"]]
    assert {(s.speaker, s.title) for s in found} == {("王毅", "中国国务委员兼外长")}
    assert {(s.said_on, s.place, s.occasion) for s in found} == {("2021-06-03", "贵阳", "第四次中阿巴三方外长对话")}
    assert found[1].relay == "中国外交部网站"
    assert [s.on_behalf for s in found] == [None, None, *["中方"] * 6]
