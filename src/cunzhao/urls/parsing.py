"""Reading URLs as a browser does (WHATWG URL standard, by the ada library), http and https only."""

from __future__ import annotations

from dataclasses import dataclass

import ada_url

from cunzhao.errors import UsageError

LENGTH_MAX = 8192
"""Characters. Browsers and servers take about this much; longer ones are data, not addresses."""

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class URL:
    """The parts of an http(s) URL, serialised by the standard: the host in lower-case ASCII, ``path`` begins with "/".

    ``port`` is None where it is the scheme's default. ``query`` and ``fragment`` come without their "?" and "#". User name
    and password are never kept: they are secrets and name no page.
    """

    scheme: str
    host: str
    port: int | None
    path: str
    query: str
    fragment: str

    @property
    def effective_port(self) -> int:
        """The port that is dialled."""
        return self.port or _PORTS[self.scheme]

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{self.scheme}://{self.host}{'' if self.port is None else f':{self.port}'}"

    def __str__(self) -> str:
        query = f"?{self.query}" if self.query else ""
        fragment = f"#{self.fragment}" if self.fragment else ""
        return f"{self.origin}{self.path}{query}{fragment}"


def parse(s: str) -> URL:
    """The parts of an absolute http(s) URL; UsageError, in one line, for everything else."""
    found = _parsed(s, None)
    if found is None:
        raise UsageError(f"not an http or https URL: {_shown(s)}")
    return found


def join(base: str, ref: str) -> str | None:
    """The URL that ``ref``, found in the page ``base``, points to; None where that is no http(s) URL.

    Tabs and line ends inside ``ref`` and white space around it do not matter, as in a browser.
    """
    found = _parsed(ref, base)
    return None if found is None else str(found)


def host_of(url: str) -> str:
    """The host of an http(s) URL in lower-case ASCII; UsageError where it is none."""
    return parse(url).host


def _parsed(s: str, base: str | None) -> URL | None:
    if len(s) > LENGTH_MAX or (base is not None and len(base) > LENGTH_MAX):
        return None
    try:
        url = ada_url.URL(s, base=base) if base is not None else ada_url.URL(s)
    except (ValueError, UnicodeError):
        return None
    scheme = url.protocol.rstrip(":")
    if scheme not in _PORTS or not url.hostname:
        return None
    return URL(
        scheme=scheme,
        host=url.hostname,
        port=int(url.port) if url.port else None,
        path=url.pathname,
        query=url.search.removeprefix("?"),
        fragment=url.hash.removeprefix("#"),
    )


def _shown(s: str) -> str:
    """The beginning of ``s`` on one line."""
    shown = "".join(ch if ch.isprintable() else " " for ch in s[:80])
    return f"{shown!r}{'…' if len(s) > 80 else ''}"
