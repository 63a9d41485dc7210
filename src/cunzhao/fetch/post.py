"""One POST to an address that the keeper of the archive has named, through the same guard as every other connection.

Nothing of it is kept on record: it may carry a key.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import AsyncIterable, Sequence
from typing import cast

import httpcore2

from cunzhao.errors import FetchError
from cunzhao.fetch.limits import Limits
from cunzhao.fetch.lines import Line, Lines
from cunzhao.fetch.places import Place, place_of
from cunzhao.fetch.policy import AddressPolicy
from cunzhao.fetch.wire import Resolver

_LOOPBACK = ("127.0.0.1", "::1")


async def post(
    url: str,
    body: bytes,
    headers: Sequence[tuple[str, str]],
    *,
    resolver: Resolver,
    policy: AddressPolicy,
    limits: Limits,
) -> bytes:
    """The body of the answer, which must have status 200. Raises FetchError, UsageError for a URL that is none."""
    place = place_of(url)
    lines = Lines(resolver, policy, limits)
    line = await lines.take(place)
    try:
        async with asyncio.timeout(limits.total_seconds):
            return await _converse(line, _request(place, body, headers), limits)
    except TimeoutError:
        raise FetchError("timeout", f"no answer within {limits.total_seconds:g} s") from None
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise FetchError("protocol", f"no usable response: {str(error)[:300]}") from None
    finally:
        await line.close()
        await lines.close()


def named_by_keeper(url: str) -> AddressPolicy:
    """The usual policy, and the one address and port that the URL itself states: a model often runs on this machine or near it.

    A name (but ``localhost``) opens nothing that is not open to all.
    """
    place = place_of(url)
    host = place.host.strip("[]")
    if host == "localhost":
        return AddressPolicy(frozenset((address, place.port) for address in _LOOPBACK))
    try:
        return AddressPolicy(frozenset({(str(ipaddress.ip_address(host)), place.port)}))
    except ValueError:
        return AddressPolicy()


def _request(place: Place, body: bytes, headers: Sequence[tuple[str, str]]) -> httpcore2.Request:
    url = httpcore2.URL(
        scheme=place.scheme.encode(), host=place.host.encode(), port=place.port, target=place.target.encode("ascii")
    )
    raw = [(b"Host", place.authority.encode()), (b"Content-Length", str(len(body)).encode())]
    raw += [(name.encode("latin-1", "replace"), value.encode("latin-1", "replace")) for name, value in headers]
    return httpcore2.Request("POST", url, headers=raw, content=body)


async def _converse(line: Line, request: httpcore2.Request, limits: Limits) -> bytes:
    response = await line.http.handle_async_request(request)
    received = bytearray()
    async for piece in cast("AsyncIterable[bytes]", response.stream):
        received += piece
        if len(received) > limits.body_bytes:
            raise FetchError("protocol", f"an answer of more than {limits.body_bytes:,} bytes")
    await response.aclose()
    if response.status != 200:
        raise FetchError("protocol", f"status {response.status}: {bytes(received[:200]).decode('utf-8', 'replace')}")
    return bytes(received)
