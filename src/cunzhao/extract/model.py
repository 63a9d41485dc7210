"""The block model: how likely each line of a page is to be the article's text.

Two passes over all lines: the first knows the line, its box and its place, the second also what the first thinks of everything
around it. What it was trained on, how well it does and where it fails: docs/explanation/block-model.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from cunzhao.extract import context, features, jsonld, odds
from cunzhao.extract.arrays import Floats
from cunzhao.extract.features import Hints
from cunzhao.extract.forest import Forest, packed, unpacked
from cunzhao.extract.lines import Walked

VERSION = "1"
THRESHOLD = 0.5
"""A line at least so likely is text."""


@dataclass(frozen=True, slots=True)
class Model:
    """The learned tables and the two passes."""

    tables: odds.Tables
    first: Forest
    second: Forest

    def scores(self, walked: Walked, hints: Hints) -> Floats:
        """The probability of each line to be the article's text; 0 for pictures."""
        if not walked.lines:
            return np.zeros(0, np.float32)
        rows, _, layout = features.static(walked, hints)
        rows = np.hstack([rows, odds.columns(walked, layout, self.tables)[0]])
        score = np.where(layout.image, np.float32(0), self.first.probability(rows))
        rows = np.hstack([rows, context.columns(layout, score)[0]])
        return np.where(layout.image, np.float32(0), self.second.probability(rows))


def hints(described: jsonld.SelfDescription) -> Hints:
    """What the page says of itself, for the features."""
    titles = (
        described.title,
        described.first("og:title", "twitter:title") or "",
        jsonld.text_of(described.article.get("headline")) or "",
    )
    said = described.first("og:description", "description", "twitter:description") or ""
    return features.hints_of(titles, said, jsonld.text_blocks(described), bool(described.article))


def save(model: Model, path: Path) -> None:
    """Write a model as one compressed file of arrays; equal models give equal bytes."""
    arrays: dict[str, Any] = {"names": model.tables.names, "cues": model.tables.cues}
    arrays |= packed(model.first, "first") | packed(model.second, "second")
    np.savez_compressed(path, **arrays)


def load(path: Path) -> Model:
    """Read what :func:`save` wrote."""
    with np.load(path, allow_pickle=False) as data:
        return Model(odds.Tables(data["names"], data["cues"]), unpacked(data, "first"), unpacked(data, "second"))


@cache
def shipped() -> Model:
    """The model that comes with the program."""
    return load(Path(str(files("cunzhao.extract").joinpath("blocks.npz"))))
