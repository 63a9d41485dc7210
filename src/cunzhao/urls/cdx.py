"""The key under which web archive indexes (CDX, CDXJ) file a URL, so that other people's replay tools find our captures.

It is the SURT of the Internet Archive's canonicalizer, which is coarser than :func:`cunzhao.urls.surt` and loses the case of
paths; it decides nothing here. Rules: https://github.com/internetarchive/surt (the defaults of ``surt.surt``).
"""

from __future__ import annotations

import re
from contextlib import suppress
from ipaddress import IPv4Address
from urllib.parse import quote_from_bytes, unquote_to_bytes

_PARTS = re.compile(rb"([a-z][a-z0-9+.-]*):(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.IGNORECASE | re.DOTALL)
_SAFE = bytes(code for code in range(0x21, 0x7F) if code not in b"#%").decode()
_WWW = re.compile(rb"www\d*\.")
_PATH_SESSION = re.compile(
    rb"^(.*/)(?:\((?:[a-z]\([0-9a-z]{24}\))+\)|\([0-9a-z]{24}\))/([^?]+\.aspx.*)$", re.IGNORECASE
)
_QUERY_SESSION = re.compile(
    rb"^(.*)(?:(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}|aspsessionid[a-z]{8}=[a-z]{24}|cfid=[^&]+&cftoken=[^&]+)(?:&(.*))?$",
    re.IGNORECASE,
)
_PORTS = {b"http": b"80", b"https": b"443"}
_ROUNDS = 16
"""How often an escape of an escape is undone; real addresses have two, a made one could have thousands."""


def cdx_key(url: str) -> str:
    """``https://www.news.example:443/A/?b=2&a=1#x`` as ``example,news)/a?a=1&b=2``; what has no host keeps its scheme."""
    raw = re.sub(rb"[\r\n\t]", b"", url.encode("utf-8", "replace").strip())
    found = _PARTS.fullmatch(raw)
    if found is None:
        return _escaped(raw).decode()
    scheme, authority, path, query = (part or b"" for part in found.groups())
    host, port = _split(authority.rpartition(b"@")[2])
    key = _path(path, bool(host)) + _query(query)
    if not host:
        return (scheme.lower() + b":" + key).decode()
    shown = b"" if not port or port == _PORTS.get(scheme.lower()) else b":" + port
    return (_host(host) + shown + b")" + (key if key.startswith(b"/") else b"/" + key)).decode()


def _split(authority: bytes) -> tuple[bytes, bytes]:
    found = re.fullmatch(rb"(\[[^\]]*\]|[^:]*):*(\d*)", authority)
    return (found[1], found[2].lstrip(b"0")) if found else (authority, b"")


def _host(host: bytes) -> bytes:
    plain = _unescaped(host).strip(b"[]")
    if not plain.isascii():
        with suppress(UnicodeError):  # kept as it is: a key need not be a name that resolves
            plain = plain.decode("utf-8", "ignore").encode("idna")
    plain = plain.replace(b"..", b".").strip(b".")
    if plain.isdigit():
        plain = str(IPv4Address(int(plain) & 0xFFFFFFFF)).encode()
    plain = _escaped(plain.lower()).lower()
    www = _WWW.match(plain)
    return b",".join(reversed(plain[www.end() if www else 0 :].split(b".")))


def _path(path: bytes, has_host: bool) -> bytes:
    plain = _escaped(_resolved(_unescaped(path)) if has_host else _unescaped(path)).lower()
    session = _PATH_SESSION.match(plain)
    plain = session[1] + session[2] if session else plain
    return plain[:-1] if len(plain) > 1 and plain.endswith(b"/") else plain


def _resolved(path: bytes) -> bytes:
    """Without dot segments and doubled slashes."""
    kept: list[bytes] = []
    for part in path.split(b"/")[1:]:
        if part == b".." and kept:
            kept.pop()
        elif part != b".":
            kept.append(part)
    if not kept:
        return b"/"
    return b"/" + b"".join(part + b"/" for part in kept[:-1] if part) + kept[-1]


def _query(query: bytes) -> bytes:
    plain = _escaped(_unescaped(query))
    session = _QUERY_SESSION.match(plain)
    plain = (session[1] + (session[2] or b"") if session else plain).lower()
    pairs = sorted(tuple(part.split(b"=", 1)) for part in plain.split(b"&")) if len(plain) > 1 else [(plain,)]
    joined = b"&".join(b"=".join(pair) for pair in pairs)
    return b"?" + joined if joined else b""


def _unescaped(text: bytes) -> bytes:
    for _ in range(_ROUNDS):
        plain = unquote_to_bytes(text)
        if plain == text:
            break
        text = plain
    return text


def _escaped(text: bytes) -> bytes:
    return quote_from_bytes(text, safe=_SAFE).encode()
