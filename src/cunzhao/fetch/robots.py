"""What robots.txt says (RFC 9309), read with protego.

| the answer | means | asked again |
|---|---|---|
| 2xx | its rules | after 24 hours |
| other 4xx; more than five redirects, or a loop | everything is allowed | after 24 hours |
| 429, 503 | the host is left alone | when it says (:mod:`cunzhao.fetch.gate`) |
| other 5xx, or no end in time | nothing is allowed | after 30 minutes |
| no answer at all (no such name, refused, time out, bad TLS, ...) | nothing is allowed | after 10 minutes |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from protego import Protego

from cunzhao.types import Exchange, Failure

MAX_BYTES = 500 * 1024
"""RFC 9309, 2.5: at least this much must be read; what follows is left out."""

# A rule longer than any URL that is fetched cannot match one; protego spends two seconds on 480,000 dollar signs.
_LINE_MAX = 8_192

MAX_REDIRECTS = 5
KEPT = timedelta(hours=24)
AFTER_ERROR = timedelta(minutes=30)
AFTER_SILENCE = timedelta(minutes=10)
LONGEST_DELAY = 60.0

_USER_AGENT = re.compile(r"user[- ]?agent(?:\s*:|\s)([^#]*)", re.IGNORECASE)
_PRODUCT = re.compile(r"[a-z_-]+")


class _Parsed(Protocol):
    def can_fetch(self, url: str, user_agent: str) -> bool: ...
    def crawl_delay(self, user_agent: str) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Rules:
    """What one authority allows us, until when it is taken for true, and why, in words.

    ``parsed`` is None where the answer alone decides (``allow_all``). ``failure`` is set when there was no answer.
    """

    until: datetime
    why: str
    allow_all: bool = True
    parsed: _Parsed | None = None
    agent: str = ""
    failure: Failure | None = None

    def allows(self, url: str) -> bool:
        """May this URL be fetched?"""
        return self.allow_all if self.parsed is None else self.parsed.can_fetch(url, self.agent)

    @property
    def delay(self) -> float:
        """Seconds between requests that the host asks for (Crawl-delay), at most a minute."""
        asked = None if self.parsed is None else self.parsed.crawl_delay(self.agent)
        return 0.0 if asked is None else min(asked, LONGEST_DELAY)

    def verdict(self, url: str) -> str:
        """One line for the record: allowed or not, and on what ground."""
        return f"{'allowed' if self.allows(url) else 'disallowed'}: {self.why}"


def read_rules(
    exchanges: tuple[Exchange, ...], failure: Failure | None, body: bytes, agent: str, at: datetime
) -> Rules:
    """Rules from the chain of exchanges that asked for robots.txt; ``body`` is the last one's decoded content."""
    if failure is not None and failure.kind == "redirects":
        return Rules(at + KEPT, "robots.txt only redirects, which counts as none")
    if failure is not None:
        why = f"robots.txt could not be asked ({failure.message})"
        return Rules(at + AFTER_SILENCE, why, allow_all=False, failure=failure)
    status, truncated = exchanges[-1].status, exchanges[-1].truncated
    if status >= 500 or truncated == "time":
        why = f"robots.txt answered {status}" + (" and did not end in time" if truncated == "time" else "")
        return Rules(at + AFTER_ERROR, why, allow_all=False)
    if not 200 <= status < 300:
        return Rules(at + KEPT, f"robots.txt answered {status}")
    return Rules(at + KEPT, "robots.txt", parsed=_parse(body, agent), agent=agent)


def _parse(body: bytes, agent: str) -> _Parsed:
    """``utf-8-sig`` because a byte order mark in front would hide the first group from protego."""
    text = body[:MAX_BYTES].decode("utf-8-sig", "replace")
    lines = (line.strip() for line in text.splitlines())
    parsed: _Parsed = Protego.parse("\n".join(_only_ours(line, agent) for line in lines if len(line) <= _LINE_MAX))
    return parsed


def _only_ours(line: str, agent: str) -> str:
    """Groups for other robots are given one common name.

    protego keeps every rule once per agent of its group: 500 KiB of agents and rules would be 500 million rules.
    """
    match = _USER_AGENT.match(line)
    if match is None:
        return line
    name = match[1].strip().lower()
    if name == "*":
        return "User-agent: *"
    return f"User-agent: {agent if product_of(name) == agent else 'another-robot'}"


def product_of(user_agent: str) -> str:
    """The product token (RFC 9309, 2.2.1) that robots.txt calls a robot by: ``Name/1.0 (+url)`` is ``name``."""
    match = _PRODUCT.match(user_agent.lower())
    return match[0] if match else ""
