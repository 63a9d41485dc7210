"""Which block model may judge which labelled page: one that saw no page of its site.

``models/blocks-N.npz`` were trained (``tools/train_blocks.py``) on all pages that may train but those of fold N. They are for
measuring only; the program ships the model of all of them. The ``daniel`` part trains nothing, so the shipped model judges it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from cunzhao.extract import GenericExtractor, model
from cunzhao.extract.addresses import site

FOLDS = 5
HERE = Path(__file__).with_name("models")


def fold_of(name: str, folds: int = FOLDS, salt: str = "") -> int:
    """The fold of a site: a hash, so that more pages do not move it."""
    return crc32(f"{salt}{name}".encode()) % folds


def site_of(row: dict[str, Any]) -> str:
    """The registrable host of a labelled page, or its number where it has none."""
    return str(row.get("site") or site(row.get("url") or "") or row["id"])


def measures_only(row: dict[str, Any]) -> bool:
    """Whether a page belongs to the part that trains nothing."""
    return str(row["id"]).startswith("daniel-")


@cache
def _extractor(fold: int | None) -> GenericExtractor:
    return GenericExtractor(learned=None if fold is None else model.load(HERE / f"blocks-{fold}.npz"))


def extractor_for(row: dict[str, Any]) -> GenericExtractor:
    """The extractor that may be judged on this page."""
    return _extractor(None if measures_only(row) else fold_of(site_of(row)))
