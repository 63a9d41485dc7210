"""A selection of the archive as a package that leaves it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from cunzhao.archive.place import Place
from cunzhao.archive.reading import Reading
from cunzhao.errors import EvidenceError
from cunzhao.flow.material import claimed_time
from cunzhao.publish import WaczReport, views, wacz
from cunzhao.record import Signer, Whole, seal, whole
from cunzhao.types import ArticleView, Capture, Clock, Progress

PAGE = 500


@dataclass(frozen=True, slots=True)
class Packing:
    """Captures as a package needs them."""

    reading: Reading

    def capture_of(self, capture: str) -> Capture | None:
        """A capture by its id."""
        return self.reading.catalogue.capture_of(capture)

    def whole(self, capture: Capture) -> Whole:
        """Its records, made to stand alone; what others captured under their time. Raises EvidenceError."""
        claimed = claimed_time(capture.facts.get("captured", ""), capture.at)
        return whole(self.reading.evidence, capture, self.capture_of, claimed)


def export_wacz(
    place: Place, reading: Reading, path: Path, query: str, title: str, clock: Clock, progress: Progress
) -> WaczReport:
    """The articles that a query finds (all, without one) as a signed WACZ."""
    return wacz(
        _selected(reading, query) if query else views(reading.catalogue),
        Packing(reading),
        path,
        title=title or query or "news archive",
        software=f"cunzhao/{version('cunzhao')}",
        sign=partial(seal, _signer(place)),
        clock=clock,
        progress=progress,
    )


def _selected(reading: Reading, query: str) -> Iterator[ArticleView]:
    offset = 0
    while hits := reading.search(query, PAGE, offset, "oldest").hits:
        offset += len(hits)
        for hit in hits:
            view = reading.catalogue.article(hit.line.id)
            if view is not None:
                yield view


def _signer(place: Place) -> Signer:
    try:
        return Signer.parse((place.log / "key").read_text())
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError(f"the key of the log cannot be read ({error}), and a package is signed with it") from None
