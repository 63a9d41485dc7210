"""The quality of extraction only goes up: floors on a fixed choice of labelled pages.

``extraction.json`` holds the floors and the hash of the labels they were measured on. A floor may be raised in the same
commit as the code that reaches it; lowering one fails against the committed file.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from bench import extract as bench

from tests.shared import shared_path

FLOORS = Path(__file__).with_name("extraction.json")
PROJECT = Path(__file__).resolve().parents[2]


def floors() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return loaded


def test_quality_is_not_below_the_floors() -> None:
    folder = shared_path("eval/extraction")
    expected = floors()
    digest = hashlib.sha256((folder / "truth.jsonl").read_bytes()).hexdigest()
    assert digest == expected["corpus_sha256"], "the labels changed: measure anew and write new floors"
    truth = bench.sample(bench.read_truth(folder), expected["pages"])
    rows = bench.measure(bench.ours, folder, truth, workers=2)
    assert [row["error"] for row in rows if "error" in row] == []
    measured = bench.figures(bench.scorer(folder), rows, truth)
    below = {
        name: (round(measured[name], 4), floor) for name, floor in expected["floors"].items() if measured[name] < floor
    }
    assert not below, f"measured, floor: {below}"


def test_no_floor_was_lowered() -> None:
    name = FLOORS.relative_to(PROJECT).as_posix()
    shown = subprocess.run(
        ["git", "-C", str(PROJECT), "show", f"HEAD:{name}"], capture_output=True, text=True, check=False
    )
    if shown.returncode != 0:
        pytest.skip("no committed floors to compare with (no git here, or a first commit)")
    committed = json.loads(shown.stdout)
    if committed["corpus_sha256"] != floors()["corpus_sha256"] or committed["pages"] != floors()["pages"]:
        pytest.skip("the floors are those of another choice of pages")
    lowered = {k: v for k, v in committed["floors"].items() if floors()["floors"].get(k, -1) < v}
    assert not lowered, f"floors only go up: {lowered}"
