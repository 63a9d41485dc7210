"""Extraction in child processes: all cores, a time limit per page, and a crash costs one page only."""

from __future__ import annotations

import multiprocessing
import os
import resource
from collections.abc import Sequence
from concurrent.futures import TimeoutError as Late
from typing import Any

from pebble import ProcessExpired, ProcessPool

from cunzhao.flow.material import POST, Material
from cunzhao.flow.reading import Read, read, unread

SECONDS_PER_PAGE = 30.0
"""The slowest of 1,834 real pages took 4.7 s on a busy machine; what takes longer is marked partial; its bytes are kept."""
MEMORY = 3_000_000_000
"""Address space of a child, bytes (1.5 GB were seen after 900 pages). A page that needs more ends its child only."""
PAGES_PER_CHILD = 300
"""Then a fresh child takes over: what parsers and caches hold on to grows with every page."""


def _limit_memory() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))


class Inline:
    """Extraction in this process: for single pages, and for tests."""

    def read(self, found: Sequence[Material]) -> Sequence[Read]:
        """One reading per capture."""
        return [read(m) for m in found]

    def close(self) -> None:
        """Nothing to stop."""


class Workers:
    """A pool of child processes, started at the first page."""

    def __init__(self, cores: int | None = None) -> None:
        self.cores = cores or len(os.sched_getaffinity(0))
        self._pool: ProcessPool | None = None

    def read(self, found: Sequence[Material]) -> Sequence[Read]:
        """One reading per capture, in order; one that crashed or hung its child comes back as "unread".

        Posts are read here: an import has just parsed them for their addresses, and remembers.
        """
        futures = [None if m.content_type == POST else self._schedule(m) for m in found]
        return [read(m) if f is None else self._result(f, m) for f, m in zip(futures, found, strict=True)]

    def _schedule(self, found: Material) -> Any:
        return self._started().schedule(read, args=(found,), timeout=SECONDS_PER_PAGE)

    def _started(self) -> ProcessPool:
        if self._pool is None:
            # Not fork: this process has threads by now, and a lock that another thread held would stay locked for ever.
            context = multiprocessing.get_context("forkserver")
            self._pool = ProcessPool(
                max_workers=self.cores, max_tasks=PAGES_PER_CHILD, context=context, initializer=_limit_memory
            )
        return self._pool

    @staticmethod
    @staticmethod
    def _result(future: Any, found: Material) -> Read:
        try:
            done: Read = future.result()
            return done
        except Late:
            why = f"the extractor took longer than {SECONDS_PER_PAGE:.0f} s"
        except ProcessExpired as error:
            why = f"the extractor's process died ({error.exitcode})"
        except MemoryError:
            why = f"the extractor needed more than {MEMORY // 1_000_000} MB"
        return unread(found, why)

    def close(self) -> None:
        """Stop the children."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
            self._pool = None
