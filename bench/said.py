"""Statements: quality on the shared annotated articles, and the speed of each step, by language.

    python bench/said.py ../shared/eval/statements [--lang zh]

The folder holds ``<lang>.jsonl`` and ``score.py``, whose figures these are. Times are those of one core (process time).
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cunzhao.said.context import Context

Row = dict[str, Any]
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?)?\s*(Z|[+-]\d\d:\d\d)?$")


def published(stated: str | None, zone: timedelta) -> Context:
    """What is known of an article: a day alone is noon at the outlet."""
    match = _DAY.match((stated or "").strip())
    if match is None:
        return Context(None, zone)
    if match[2] is None:
        return Context(datetime.fromisoformat(match[1]).replace(hour=12, tzinfo=UTC) - zone, zone)
    offset = "+00:00" if match[3] in (None, "Z") else match[3]
    return Context(datetime.fromisoformat(f"{match[1]}T{match[2]}{offset}").astimezone(UTC), zone)


def chinese(rows: Sequence[Row]) -> tuple[list[Row], dict[str, float]]:
    """Predictions, and seconds of CPU by step."""
    from cunzhao.said.zh import read
    from cunzhao.said.zh.attribution import Reader
    from cunzhao.said.zh.layout import layout
    from cunzhao.said.zh.names import people_in
    from cunzhao.said.zh.script import folded

    east = timedelta(hours=8)
    read("他说，好。", Context())
    pages = [layout(folded(row["text"])) for row in rows]
    steps = {
        "layout": _seconds(lambda: [layout(folded(row["text"])) for row in rows]),
        "people": _seconds(lambda: [people_in(page) for page in pages]),
        "people and attributions": _seconds(lambda: [Reader(page, people_in(page)).read() for page in pages]),
    }
    made: list[Row] = []

    def whole() -> None:
        for row in rows:
            found = read(row["text"], published(row["published"], east))
            made.append({"id": row["id"], "statements": [asdict(s) for s in found]})

    steps["whole"] = _seconds(whole)
    return made, steps


READERS: dict[str, Callable[[Sequence[Row]], tuple[list[Row], dict[str, float]]]] = {"zh": chinese}


def _seconds(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def rows_of(folder: Path, lang: str) -> list[Row]:
    """The annotated articles of a language."""
    return [json.loads(line) for line in (folder / f"{lang}.jsonl").read_text(encoding="utf-8").splitlines()]


def scored(folder: Path, lang: str, made: Sequence[Row]) -> str:
    """The scorer's table."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "pred.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in made), encoding="utf-8")
        words = [sys.executable, str(folder / "score.py"), str(folder / f"{lang}.jsonl"), "--pred", str(path)]
        return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def figures(table: str) -> dict[str, float]:
    """Some figures of the table's part for all languages, as shares."""
    part = table[table.index("== ALL") :]
    out: dict[str, float] = {}
    for name in ("exact", "0.8", "both"):
        match = re.search(rf"^  {re.escape(name)} +([\d.]+) +([\d.]+) +([\d.]+)", part, re.MULTILINE)
        if match:
            out |= {f"{name} precision": float(match[1]) / 100, f"{name} F1": float(match[3]) / 100}
    for name in ("speaker", "date", "direct"):
        match = re.search(rf"(?<!spurious )\b{name} ([\d.]+)%", part)
        if match:
            out[name] = float(match[1]) / 100
    return out


def main() -> None:
    """Prints a table and the times for each language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lang", choices=sorted(READERS))
    given = parser.parse_args()
    for lang in [given.lang] if given.lang else sorted(READERS):
        rows = rows_of(given.folder, lang)
        made, steps = READERS[lang](rows)
        print(scored(given.folder, lang, made))
        for step, seconds in steps.items():
            print(
                f"{lang} {step}: {1000 * seconds / len(rows):.2f} ms an article, {len(rows) / seconds:.0f} articles/s"
            )


if __name__ == "__main__":
    main()
