"""From a URL to where a request goes: scheme, host, port and request target."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from cunzhao.errors import FetchError, UsageError
from cunzhao.fetch.policy import BAD_PORTS
from cunzhao.urls import join, parse

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST_MAX = 253  # RFC 1035
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))


@dataclass(frozen=True, slots=True)
class Place:
    """A parsed URL. ``host`` is lower-case ASCII (IPv6 without brackets), ``target`` the path and query to ask for."""

    url: str
    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """``host`` or ``host:port``, as in the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> tuple[str, str, int]:
        """What one connection can serve."""
        return (self.scheme, self.host, self.port)

    def sibling(self, target: str) -> Place:
        """Another target at the same origin."""
        return Place(f"{self.scheme}://{self.authority}{target}", self.scheme, self.host, self.port, target)


def place_of(url: str) -> Place:
    """Where a request for ``url`` goes. The fragment, a user name and a password are left out.

    Raises FetchError of kind ``url`` for what is no http(s) URL, of kind ``address`` for a port that browsers refuse too.
    """
    try:
        parts = parse(url)
    except UsageError as error:
        raise FetchError("url", str(error)) from None
    host = parts.host.strip("[]").rstrip(".")
    if not 0 < len(host) <= _HOST_MAX:
        raise FetchError("url", f"no host can have this name: {url[:80]!r}")
    if parts.effective_port in BAD_PORTS:
        raise FetchError("address", f"port {parts.port} belongs to another protocol: {url[:80]!r}")
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return Place(f"{parts.origin}{target}", parts.scheme, host, parts.effective_port, target)


def redirect_target(base: str, location: str) -> str:
    """The URL that a Location header means. ``location`` is the header as latin-1 text, so that no byte is lost.

    UTF-8 is read as such, which also covers host names; other bytes (a GBK path) are percent-encoded as they stand, as
    browsers do. Raises FetchError of kind ``url`` for what is no http(s) URL.
    """
    raw = location.strip(" \t").encode("latin-1", "replace")
    try:
        reference = raw.decode("utf-8")
    except UnicodeDecodeError:
        reference = quote(raw, safe=_PRINTABLE)
    joined = join(base, reference)
    if joined is None:
        raise FetchError("url", f"redirected to what is no http or https URL: {location[:80]!r}")
    return joined
