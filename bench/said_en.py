"""Quality and speed of statements in English, with the time of each step and a peer that does the least, in one run.

    python bench/said_en.py ../shared/eval/statements [--times 3]

The folder holds ``en.jsonl`` and ``score.py``, whose figures these are. The peer takes every pair of quotation marks for a
statement of the nearest capital word. Milliseconds are those of one core (process time), the best of some runs, for other work
on the machine makes them longer.
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
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cunzhao.said.context import Context
from cunzhao.said.en import read
from cunzhao.said.en.confidence import HIGH
from cunzhao.said.en.join import find_all
from cunzhao.said.en.people import people_of
from cunzhao.said.en.quotes import mark_quotes
from cunzhao.said.en.tokens import Tokens, tokenise

Row = dict[str, Any]
_FIGURES = re.compile(r"^  (exact|0\.8|both) +([\d.]+) +([\d.]+) +([\d.]+)", re.MULTILINE)
_SHARES = {"direct": r"recall direct ([\d.]+)%", "indirect": r"indirect ([\d.]+)%", "mention": r"mention ([\d.]+)%"}
_PEER = re.compile(r"[“\"]([^“”\"\n]{10,})[”\"]")


def documents(folder: Path) -> list[Row]:
    """The annotated articles."""
    return [json.loads(line) for line in (folder / "en.jsonl").read_text(encoding="utf-8").splitlines()]


def context(row: Row) -> Context:
    """What is known of an article besides its text: the day, taken as noon."""
    return Context(published=datetime.fromisoformat(row["published"]).replace(hour=12, tzinfo=UTC))


def ours(row: Row) -> list[Row]:
    """The statements that we find."""
    return [asdict(statement) for statement in read(row["text"], context(row))]


def peer(row: Row) -> list[Row]:
    """The least that a program could do."""
    found = []
    for m in _PEER.finditer(row["text"]):
        name = re.compile(r"[A-Z]\w+").search(row["text"], m.end())
        place = (name.start(), name.end()) if name else (0, 0)
        span = {"start": m.start(), "end": m.end(), "speaker_start": place[0], "speaker_end": place[1]}
        found.append({**span, "kind": "direct"})
    return found


def score(folder: Path, rows: Sequence[Row], predicted: Sequence[list[Row]]) -> dict[str, float]:
    """The scorer's figures as shares: precision, recall, F1 of exact spans, of spans, of span and speaker; recall by kind."""
    with tempfile.TemporaryDirectory() as where:
        gold, pred = Path(where) / "gold.jsonl", Path(where) / "pred.jsonl"
        gold.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        lines = (json.dumps({"id": row["id"], "statements": made}) for row, made in zip(rows, predicted, strict=True))
        pred.write_text("\n".join(lines), encoding="utf-8")
        words = [sys.executable, str(folder / "score.py"), str(gold), "--pred", str(pred)]
        shown = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    part = shown[shown.rindex("== en:") :]
    figures = {
        f"{name} {what}": float(value) / 100
        for name, *values in _FIGURES.findall(part)
        for what, value in zip("PRF", values, strict=True)
    }
    for name, pattern in _SHARES.items():
        found = re.search(pattern, part)
        figures[name] = float(found[1]) / 100 if found else 0.0
    return figures


def measure(folder: Path) -> dict[str, float]:
    """Our figures on all articles; ``high P`` is the precision, span and speaker, of the tier that is shown by default."""
    rows = documents(folder)
    made = [ours(row) for row in rows]
    figures = score(folder, rows, made)
    high = score(folder, rows, [[one for one in some if one["confidence"] >= HIGH] for some in made])
    return {**figures, "high P": high["both P"], "high R": high["both R"]}


def steps(rows: Sequence[Row], times: int) -> dict[str, float]:
    """Milliseconds an article for each step: the time of all steps up to it, less that of those before."""

    def quoted(row: Row) -> Tokens:
        tokens = tokenise(row["text"])
        mark_quotes(tokens)
        return tokens

    chain: list[tuple[str, Callable[[Row], object]]] = [
        ("tokens", lambda row: tokenise(row["text"])),
        ("quotation marks", quoted),
        ("sayings", lambda row: find_all(quoted(row))),
        ("names", lambda row: (find_all(tokens := quoted(row)), people_of(tokens))),
        ("speakers, days, the rest", lambda row: read(row["text"], context(row))),
    ]
    spent = [_milliseconds(step, rows, times) for _, step in chain]
    return {name: after - before for (name, _), after, before in zip(chain, spent, [0.0, *spent], strict=False)}


def _milliseconds(step: Callable[[Row], object], rows: Sequence[Row], times: int) -> float:
    best = float("inf")
    for _ in range(times):
        before = time.process_time()
        for row in rows:
            step(row)
        best = min(best, time.process_time() - before)
    return best / len(rows) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--times", type=int, default=3)
    arguments = parser.parse_args()
    rows = documents(arguments.folder)
    print({name: round(value, 3) for name, value in measure(arguments.folder).items()})
    print("peer", {k: round(v, 3) for k, v in score(arguments.folder, rows, [peer(row) for row in rows]).items()})
    spent = steps(rows, arguments.times)
    for name, value in spent.items():
        print(f"{name:26} {value:6.2f} ms")
    total = sum(spent.values())
    print(f"{'all':26} {total:6.2f} ms: {1000 / total:.0f} articles a second and core")
    print(f"{'peer':26} {_milliseconds(peer, rows, 1):6.2f} ms")


if __name__ == "__main__":
    main()
