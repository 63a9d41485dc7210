"""What the flow works with: the parts of one open archive, handed in by the composition root."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cunzhao.flow.keys import article_id
from cunzhao.flow.material import Material
from cunzhao.flow.reading import Read
from cunzhao.flow.saying import Text
from cunzhao.record import Evidence, Journal, Log
from cunzhao.store import Store
from cunzhao.types import Clock, Heard


class Reading(Protocol):
    """Reads captures, on as many cores as it has. ``versions`` are those that its readings are marked with."""

    @property
    def versions(self) -> frozenset[str]: ...

    @property
    def wraps(self) -> bool:
        """Whether wrappers are learned and used: not where one extractor is to read everything."""

    def read(self, found: Sequence[Material]) -> Sequence[Read]:
        """One reading per capture, in their order; one that crashed or hung its worker comes back as "unread"."""

    def hear(self, found: Sequence[Text]) -> Sequence[Heard]:
        """The statements of texts, in their order; of one that crashed or hung its worker none are heard."""


class Index(Protocol):
    """The search index as the flow sees it: a consumer of the change log."""

    def catch_up(self) -> int:
        """Take in every change since the last call; returns how many articles were written."""

    def tidy(self) -> None:
        """Delete what is left of indexes that were replaced."""

    def close(self) -> None:
        """End writing."""


@dataclass(frozen=True, slots=True)
class Context:
    """One archive, open for writing."""

    store: Store
    evidence: Evidence
    log: Log
    journal: Journal
    reading: Reading
    index: Index
    clock: Clock
    redacted: frozenset[str] = frozenset()
    """Ids of articles, one for each of their addresses, under which nothing is to come back."""

    def is_redacted(self, url_key: str) -> bool:
        """Whether what is at this normalised URL was redacted."""
        return bool(self.redacted) and article_id(url_key) in self.redacted
