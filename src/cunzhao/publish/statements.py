"""The whole ledger taken out: JSON lines, or a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from cunzhao.publish.formats import clean
from cunzhao.shapes import said_shape
from cunzhao.store import Reader
from cunzhao.store.said import cursor_of
from cunzhao.types import SaidFilter, SaidLine

PAGE = 500
COLUMNS = (
    *(
        "id",
        "day",
        "said_on",
        "speaker",
        "speaker_title",
        "on_behalf",
        "relay",
        "kind",
        "text",
        "source",
        "title",
        "url",
    ),
    *("published", "confidence", "why", "state", "was", "corrected", "capture", "payload_sha256", "text_sha256"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def statements(reader: Reader) -> Iterator[SaidLine]:
    """Every statement of the ledger, the sure and the others, the newest days first."""
    cursor: str | None = None
    while lines := reader.said(SaidFilter(sure=False), PAGE, cursor):
        yield from lines
        cursor = cursor_of(lines[-1])


def statements_jsonl(reader: Reader) -> Iterator[str]:
    """One statement a line, without newline, in the shape of ``cunzhao said --json``."""
    for line in statements(reader):
        yield json.dumps(_cleaned(line), ensure_ascii=False)


def statements_csv(reader: Reader) -> Iterator[str]:
    """A line of names, then one statement a line (RFC 4180, without the last line end).

    A cell that a spreadsheet would take for a formula begins with an apostrophe: the text is a stranger's.
    """
    yield ",".join(COLUMNS)
    for line in statements(reader):
        shape = _cleaned(line)
        row = ["" if shape[name] is None else str(shape[name]) for name in COLUMNS]
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
        yield out.getvalue()


def _cleaned(line: SaidLine) -> dict[str, object]:
    return {key: clean(value) if isinstance(value, str) else value for key, value in said_shape(line).items()}
