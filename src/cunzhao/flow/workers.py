"""Extraction in child processes: all cores, a time limit per page, and a crash costs one page only."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import TimeoutError as Late
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import forkserver, resource_tracker
from typing import Any

from pebble import ProcessExpired, ProcessPool

from cunzhao.extract import Extractor
from cunzhao.flow.material import POST, Material
from cunzhao.flow.reading import GENERIC, Read, Told, is_article, read, read_text, unread, versions
from cunzhao.flow.saying import Text, hear, text_of, unheard
from cunzhao.types import Heard

SECONDS_PER_PAGE = 30.0
"""The slowest of 1,834 real pages took 4.7 s on a busy machine; what takes longer is "unread"; its bytes are kept."""
MEMORY = 3_000_000_000
"""Address space of a child, bytes (1.5 GB were seen after 900 pages). A page that needs more ends its child only."""
PAGES_PER_CHILD = 300
"""Then a fresh child takes over: what parsers and caches hold on to grows with every page."""


def _limit_memory() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """SIGINT waits, here and in whatever is started meanwhile: Ctrl-C reaches the children too, and this process stops them.

    A child inherits what is blocked, so that there is no moment, however early, in which it could die of it noisily.
    """
    resource_tracker.ensure_running()  # unblocks SIGINT when it has started, and so it comes first
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _heard(future: Any, text: Text) -> Heard:
    try:
        done: Heard = future.result()
        return done
    except (Late, ProcessExpired, MemoryError):
        return unheard(text)


class Inline:
    """Extraction in this process: for single pages, and for tests."""

    def __init__(self, extractor: Extractor = GENERIC, *, wraps: bool = True) -> None:
        self._extractor = extractor
        self.wraps = wraps
        self.versions = versions(extractor)

    def read(self, found: Sequence[Material]) -> Sequence[Read]:
        """One reading per capture."""
        return [read(m, self._extractor) for m in found]

    def hear(self, found: Sequence[Text]) -> Sequence[Heard]:
        """The statements of each text."""
        return [hear(text) for text in found]

    def close(self) -> None:
        """Nothing to stop."""


class Workers:
    """A pool of child processes, started at the first page; the extractor is sent to them with each page."""

    def __init__(self, cores: int | None = None, extractor: Extractor = GENERIC, *, wraps: bool = True) -> None:
        self._extractor = extractor
        self.wraps = wraps
        self.versions = versions(extractor)
        self.cores = cores or len(os.sched_getaffinity(0))
        self._pool: ProcessPool | None = None

    def read(self, found: Sequence[Material]) -> Sequence[Read]:
        """One reading per capture, in order; one that crashed or hung its child comes back as "unread".

        Posts are read here: an import has just parsed them for their addresses, and remembers. Their statements are not.
        """
        futures = [None if m.content_type == POST else self._schedule(m) for m in found]
        posts = iter(self._posts([m for m in found if m.content_type == POST]))
        return [next(posts) if f is None else self._sure(f, m) for f, m in zip(futures, found, strict=True)]

    def _posts(self, found: Sequence[Material]) -> list[Read]:
        done = [read_text(m) for m in found]
        heard = iter(
            self.hear([text_of(m.capture, r.extraction) for m, r in zip(found, done, strict=True) if is_article(r)])
        )
        return [replace(r, heard=next(heard)) if is_article(r) else r for r in done]

    def hear(self, found: Sequence[Text]) -> Sequence[Heard]:
        """The statements of each text; of one that hung or killed its child none."""
        futures = [self._started().schedule(hear, args=(text,), timeout=SECONDS_PER_PAGE) for text in found]
        return [_heard(future, text) for future, text in zip(futures, found, strict=True)]

    def _sure(self, future: Any, found: Material) -> Read:
        """The reading; a page that a wrapper's parser died or hung of is read once more without: the generic extractor looks at
        a page before it parses it."""
        done = self._result(future, found)
        if done.verdict.kind != "unread" or found.wrapper is None:
            return done
        told = Told(found.wrapper.digest, miss="wrapper-died")
        again = self._result(self._schedule(replace(found, wrapper=None)), found)
        return replace(again, told=told)

    def _schedule(self, found: Material) -> Any:
        return self._started().schedule(read, args=(found, self._extractor), timeout=SECONDS_PER_PAGE)

    def _started(self) -> ProcessPool:
        if self._pool is None:
            # Not fork: this process has threads by now, and a lock that another thread held would stay locked for ever.
            context = multiprocessing.get_context("forkserver")
            with _no_interrupt():
                pool = ProcessPool(
                    max_workers=self.cores, max_tasks=PAGES_PER_CHILD, context=context, initializer=_limit_memory
                )
                assert pool.active  # asking starts the children
            self._pool = pool
        return self._pool

    def _result(self, future: Any, found: Material) -> Read:
        """A page's reading. One that took too long may have hung over its statements: it is read once more without."""
        done = self._awaited(future, found)
        if done.verdict.kind != "unread" or not isinstance(future.exception(), (Late, ProcessExpired)):
            return done
        again = self._started().schedule(read_text, args=(found, self._extractor), timeout=SECONDS_PER_PAGE)
        done = self._awaited(again, found)
        return replace(done, heard=unheard(text_of(found.capture, done.extraction))) if is_article(done) else done

    def _awaited(self, future: Any, found: Material) -> Read:
        try:
            done: Read = future.result()
            return done
        except Late:
            why = f"the extractor took longer than {SECONDS_PER_PAGE:.0f} s"
        except ProcessExpired as error:
            why = f"the extractor's process died ({error.exitcode})"
        except MemoryError:
            why = f"the extractor needed more than {MEMORY // 1_000_000} MB"
        return unread(found, why, self._extractor)

    def close(self) -> None:
        """Stop the children."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
            self._pool = None
