"""What stands before every request and on every response, whatever the route: method, host, origin, headers.

Deny by default: a response gets the strict policy here unless its route has already set one of its own, and the only
routes that do are those for captured bytes (see :mod:`cunzhao.web.evidence`) and for evidence reports, whose policies are
stricter still.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CSP: Final = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""The policy of our own pages: our own files only; nothing inline, nothing framed, nothing fetched from elsewhere."""

HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()",
    "cache-control": "private, no-cache",
}

LOOPBACK_NAMES: Final = ("localhost", "127.0.0.1", "[::1]")
MAX_TARGET: Final = 8_192
"""Bytes of path and query; a real address here is under 3,000 even with a 500-character Chinese query, percent-encoded."""


class Guard:
    """An ASGI app around the reading room. ``port`` is the one the room listens on; None accepts any (in-process tests)."""

    def __init__(self, app: ASGIApp, port: int | None) -> None:
        self.app = app
        self.hosts = allowed_hosts(port)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or answers it with a refusal; either way with the headers above."""
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close"})  # before it is accepted: the server answers 403
        refusal = refuse(scope, self.hosts)
        return await (refusal or self.app)(scope, receive, _with_headers(send))


def allowed_hosts(port: int | None) -> frozenset[str] | None:
    """The values that a Host header may have on this port; None means: any port, but a loopback name."""
    if port is None:
        return None
    names = {f"{name}:{port}" for name in LOOPBACK_NAMES}
    return frozenset(names | set(LOOPBACK_NAMES)) if port == 80 else frozenset(names)


def refuse(scope: Scope, hosts: frozenset[str] | None) -> PlainTextResponse | None:
    """The refusal that a request has earned, or None. Order: host, method, origin, length."""
    headers = Headers(scope=scope)
    if not _host_is_ours(headers.getlist("host"), hosts):
        return PlainTextResponse("This reading room answers to localhost only.\n", 421)
    if scope["method"] not in {"GET", "HEAD"}:
        return PlainTextResponse("Reading only: GET and HEAD.\n", 405, {"allow": "GET, HEAD"})
    if _is_foreign(headers):
        return PlainTextResponse("Other sites may link to this page, but not load it into theirs.\n", 403)
    if len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"") > MAX_TARGET:
        return PlainTextResponse("This address is too long.\n", 414)
    return None


def _host_is_ours(values: list[str], hosts: frozenset[str] | None) -> bool:
    """One Host header with our name. A page elsewhere can point its own name at 127.0.0.1, but not change this header."""
    if len(values) != 1:
        return False
    host = values[0].lower()
    if hosts is not None:
        return host in hosts
    name = host.rsplit(":", 1)[0] if host.rsplit(":", 1)[-1].isdigit() else host
    return name in LOOPBACK_NAMES


def _is_foreign(headers: Headers) -> bool:
    """Whether another site's page asks for this as part of itself (an image, a script, a fetch): it could time a search.

    Browsers of the last five years send these headers; what does not (curl, a feed reader) is let through. Another port
    of localhost counts as ``same-site``, and is foreign too.
    """
    site = headers.get("sec-fetch-site", "none")
    if site in {"same-origin", "none"}:
        return False
    is_visit = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return not is_visit


def _with_headers(send: Send) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sender
