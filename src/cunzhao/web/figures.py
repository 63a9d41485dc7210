"""Figures over the whole archive, counted again only when something changed: a view costs what it shows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeVar

from cunzhao.store.api import Catalogue

T = TypeVar("T")
SECONDS: Final = 60
"""How old a figure may be: what becomes of a capture that is no article moves no mark."""


class Figures:
    """The last answers of some questions, each kept while nothing changed. Safe from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[object, Any]] = {}

    def of(self, question: Callable[[], T], catalogue: Catalogue, now: datetime) -> T:
        """The answer of ``question``, a method of this catalogue."""
        name = question.__name__
        state = (catalogue, catalogue.mark(), int(now.timestamp()) // SECONDS)
        # Held while it counts, so that ten readers of one page do not count ten times.
        with self._lock:
            if name not in self._kept or self._kept[name][0] != state:
                self._kept[name] = (state, question())
            answer: T = self._kept[name][1]
        return answer
