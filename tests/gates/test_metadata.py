"""Titles, authors and dates only get better, in every language: floors on a fixed choice of labelled pages.

``metadata.json`` holds the floors by language and the hash of the labels they were measured on. A language's figure has a floor
where at least eight of its chosen pages have that label.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from bench import extract as bench
from bench import metadata

from tests.shared import shared_path

FLOORS = Path(__file__).with_name("metadata.json")
PROJECT = Path(__file__).resolve().parents[2]
FEWEST = 8


def floors() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return loaded


def measured(folder: Path, most: int) -> dict[str, dict[str, float]]:
    """The figures by language, of the fields that have labels enough."""
    chosen = metadata.by_language(bench.read_truth(folder), most)
    pages = [row for group in chosen.values() for row in group]
    rows = {row["id"]: row for row in bench.measure(bench.ours, folder, pages, workers=2)}
    score = bench.scorer(folder)
    found: dict[str, dict[str, float]] = {}
    for name, group in chosen.items():
        read = metadata.without_bodies([rows[row["id"]] for row in group])
        figures = bench.figures(score, read, metadata.without_bodies(group))
        enough = [f for f in metadata.FIELDS if sum(metadata.labelled(row, f) for row in group) >= FEWEST]
        found[name] = {field: figures[metadata.FIELDS[field]] for field in enough}
    return found


def test_no_language_is_below_its_floors() -> None:
    folder = shared_path("eval/extraction")
    expected = floors()
    digest = hashlib.sha256((folder / "truth.jsonl").read_bytes()).hexdigest()
    assert digest == expected["corpus_sha256"], "the labels changed: measure anew and write new floors"
    found = measured(folder, expected["pages_per_label"])
    below = {
        f"{name} {field}": (round(found[name][field], 4), floor)
        for name, fields in expected["floors"].items()
        for field, floor in fields.items()
        if found[name][field] < floor
    }
    assert not below, f"measured, floor: {below}"
    assert {name: set(fields) for name, fields in found.items()} == {n: set(f) for n, f in expected["floors"].items()}


def test_no_floor_was_lowered() -> None:
    name = FLOORS.relative_to(PROJECT).as_posix()
    shown = subprocess.run(
        ["git", "-C", str(PROJECT), "show", f"HEAD:{name}"], capture_output=True, text=True, check=False
    )
    if shown.returncode != 0:
        pytest.skip("no committed floors to compare with (no git here, or a first commit)")
    committed, now = json.loads(shown.stdout), floors()
    if any(committed[key] != now[key] for key in ("corpus_sha256", "pages_per_label")):
        pytest.skip("the floors are those of another choice of pages")
    lowered = {
        f"{language} {field}": floor
        for language, fields in committed["floors"].items()
        for field, floor in fields.items()
        if now["floors"].get(language, {}).get(field, -1) < floor
    }
    assert not lowered, f"floors only go up: {lowered}"
