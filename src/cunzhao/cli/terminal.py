"""The terminal: what may reach it, in which encoding, and the interrupts that come from it.

Loads nothing, so that errors can be told before anything else works.
"""

from __future__ import annotations

import io
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HIDDEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
"""Control characters but tab and line feed, other line ends, embeddings and overrides of direction, lone surrogates."""
_MARKS = "\u061c\u200e\u200f"
"""Marks of direction: ordinary in Arabic and Hebrew text, and invisible, so that a terminal loses nothing without them.
Joiners (U+200C, U+200D) are no such thing: Persian, Indic scripts and emoji are spelled with them."""
_REPLACED = re.compile(f"[{_HIDDEN}]")
_DROPPED = re.compile(f"[{_MARKS}]")
_ESCAPED = re.compile(f"[{_HIDDEN}{_MARKS}]")


def clean(text: str) -> str:
    """Captured text as a terminal may have it: what would control the terminal or the order of letters becomes U+FFFD."""
    return _DROPPED.sub("", _REPLACED.sub("\ufffd", text))


def one_line(text: str) -> str:
    """Clean text on one line."""
    return clean(" ".join(text.split()))


def escaped(serialised: str) -> str:
    """JSON with the same characters written as escapes: harmless on a terminal, and the very same value to a script."""
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", serialised)


def settle_streams() -> None:
    """Standard streams that can take and give any text, whatever the environment says of their encoding.

    A terminal keeps its own encoding, and what that lacks is spelled out. Files and pipes are read by programs: UTF-8, as
    JSON is. A stream that was closed by whoever called us swallows what it is given.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open to the end
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")


@contextmanager
def interrupts_wait() -> Iterator[None]:
    """Ctrl-C takes effect at the end of this block: for steps that must not be left half done."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def keep_interrupts() -> None:
    """An interrupt that falls into a clean-up, where Python can only print and forget it, comes again a moment later."""
    before = sys.unraisablehook

    def hook(unraisable: sys.UnraisableHookArgs) -> None:
        if issubclass(unraisable.exc_type, KeyboardInterrupt):
            threading.Timer(0.01, signal.pthread_kill, [threading.main_thread().ident, signal.SIGINT]).start()
        else:
            before(unraisable)

    sys.unraisablehook = hook


def ignore_interrupts() -> None:
    """From here on nothing is left to interrupt but the end of the process, and that must not print a traceback."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
