"""How much a server may cost us. Every bound of this package stands here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one exchange, on one chain of redirects, and on decoding. Sizes in bytes, times in seconds."""

    body_bytes: int = 20_000_000
    """Body before content decoding; what is beyond it is not read."""

    head_bytes: int = 64 * 1024
    """Status line and headers, interim (1xx) responses included. Browsers stop at 256 KiB, Apache and nginx at 8 to 32."""

    framing_bytes: int = 250_000
    """Chunk framing beyond an eighth of the body: a server that sends one-byte chunks is stopped here."""

    connect_seconds: float = 10.0
    """Resolving the name and connecting, all addresses together; and once more for the TLS handshake."""

    total_seconds: float = 60.0
    """The whole exchange, connecting included. Waiting for our own turn at a host does not count."""

    addresses: int = 4
    """How many addresses of a name are tried."""

    connections: int = 16
    """Exchanges under way at the same time; also how many idle connections are kept."""

    redirects: int = 10
    """Redirects followed for one request."""

    decoded_bytes: int = 64_000_000
    """A body after undoing its content codings."""

    decoded_ratio: int = 500
    """Decoded bytes per received byte, looked at from 1 MB of output on.

    News pages compress 3 to 12 times, and a page of one repeated paragraph some 250 times; bombs by gzip reach 1,030 and by
    brotli a million.
    """

    codings: int = 3
    """Content codings on top of each other."""
