"""The quality of English statements only goes up: floors on the annotated articles.

``statements_en.json`` holds the floors and the hash of the articles they were measured on. A floor may be raised in the same
commit as the code that reaches it; lowering one fails against the committed file.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from bench import said_en as bench

from tests.shared import shared_path

FLOORS = Path(__file__).with_name("statements_en.json")
PROJECT = Path(__file__).resolve().parents[2]


def floors() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return loaded


def test_quality_is_not_below_the_floors() -> None:
    folder = shared_path("eval/statements")
    expected = floors()
    digest = hashlib.sha256((folder / "en.jsonl").read_bytes()).hexdigest()
    assert digest == expected["corpus_sha256"], "the articles changed: measure anew and write new floors"
    measured = bench.measure(folder)
    below = {k: (round(measured[k], 3), floor) for k, floor in expected["floors"].items() if measured[k] < floor}
    assert not below, f"measured, floor: {below}"


def test_no_floor_was_lowered() -> None:
    name = FLOORS.relative_to(PROJECT).as_posix()
    words = ["git", "-C", str(PROJECT), "show", f"HEAD:{name}"]
    shown = subprocess.run(words, capture_output=True, text=True, check=False)
    if shown.returncode != 0:
        pytest.skip("no committed floors to compare with (no git here, or a first commit)")
    committed = json.loads(shown.stdout)
    if committed["corpus_sha256"] != floors()["corpus_sha256"]:
        pytest.skip("the floors are those of other articles")
    lowered = {k: v for k, v in committed["floors"].items() if floors()["floors"].get(k, -1) < v}
    assert not lowered, f"floors only go up: {lowered}"
