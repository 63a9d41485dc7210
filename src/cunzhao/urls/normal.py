"""When two URLs name one page: the identity key, and SURT for sorting by host.

What is ignored, and why:

- scheme (sites move from http to https), fragment, user name, a final dot of the host, the scheme's default port;
- parameters that only say where the reader came from (``utm_*`` and the rest below) and session ids: the lists name
  parameters, never sites. Ambiguous ones (``from``, ``ref``, ``source``, ``id``) stay, because on some sites they
  choose the page, and an article lost is worse than an article met twice (copies are found by text);
- the order of different parameters; the order of values of one parameter stays;
- a final slash: with and without it servers give one page, or redirect from one to the other. Only "/" itself stays;
- the spelling of percent-encoding. The case of the path stays: paths are file names on many servers.
"""

from __future__ import annotations

import re
from urllib.parse import quote_from_bytes, unquote_to_bytes

from cunzhao.urls.parsing import URL, parse

_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_(?:campaign|kwd|keyword|source|medium|content|cid)|piwik_\w+|matomo_\w+|hsa_\w+|ns_(?:mchannel|source"
    r"|campaign|linkname|fee)|at_(?:medium|campaign|campaign_type|format|link_\w+|ptr_name|custom\d)|_hs(?:enc|mi)|hsctatracking"
    r"|fbclid|fb_(?:action_ids|action_types|source|ref)|gclid|gclsrc|dclid|gbraid|wbraid|gad_(?:source|campaignid)|_g[al]"
    r"|srsltid|msclkid|yclid|ysclid|_openstat|twclid|ttclid|li_fat_id|igshid|igsh|mc_[ce]id|mkt_tok|oly_(?:enc|anon)_id"
    r"|vero_(?:id|conv)|wickedid|rb_clickid|s_cid|sccid|epik|cmpid|ocid|ncid|xtor|wt[._]mc(?:_\w+)?|guccounter"
    r"|guce_referrer(?:_sig)?|__twitter_impression|hmsr|hmpl|hmcu|hmkw|hmci|spm|scm|share_token|phpsessid|jsessionid"
    r"|aspsessionid\w*",
    re.IGNORECASE,
)
_session = re.compile(r";jsessionid=[^/;?]*", re.IGNORECASE)

# Characters that mean the same encoded and bare (RFC 3986 unreserved, and those sub-delimiters that separate nothing here).
_PATH_SAFE = "-._~!$&'()*+,;=:@"
_QUERY_SAFE = "-._~!$'()*,;:@/?"
_pieces = re.compile(r"%[0-9A-Fa-f]{2}|[^%]|%")


def normalise(url: str) -> str:
    """The identity key of a URL, itself a URL with https; ``normalise(normalise(u)) == normalise(u)``.

    Raises UsageError for what is not an http(s) URL.
    """
    parts = parse(url)
    return f"https://{_host(parts)}{_path(parts.path)}{_query(parts.query)}"


def surt(url: str) -> str:
    """The normalised URL with its host turned round, so that a site's pages sort together: ``com,example,news)/a?b=1``.

    Addresses are not turned round; a port other than the default follows the host.
    """
    parts = parse(normalise(url))
    host = parts.host
    if not host.startswith("[") and not host.replace(".", "").isdigit():
        host = ",".join(reversed(host.split(".")))
    port = "" if parts.port is None else f":{parts.port}"
    return f"{host}{port}){parts.path}{f'?{parts.query}' if parts.query else ''}"


def _host(url: URL) -> str:
    host = url.host.rstrip(".") or url.host
    # The key says https, so the default port of either scheme must not be written.
    return host if url.port in (None, 80, 443) else f"{host}:{url.port}"


def _path(path: str) -> str:
    same = _session.sub("", "/".join(_same(part, _PATH_SAFE) for part in path.split("/")))
    return same.rstrip("/") or "/"


def _query(query: str) -> str:
    kept: list[tuple[str, str]] = []
    for part in query.split("&"):
        name, _, value = part.replace("+", "%20").partition("=")
        name, value = _same(name, _QUERY_SAFE), _same(value, _QUERY_SAFE)
        if part and not _TRACKING.fullmatch(name):
            kept.append((name, value))
    kept.sort(key=lambda pair: pair[0])
    joined = "&".join(f"{name}={value}" if value else name for name, value in kept)
    return f"?{joined}" if joined else ""


def _same(part: str, safe: str) -> str:
    """One spelling: needless escapes undone, needed ones made in upper case. Bytes that are no UTF-8 stay as they are."""
    return "".join(_spelt(piece, safe) for piece in _pieces.findall(part))


def _spelt(piece: str, safe: str) -> str:
    if piece == "%":
        return "%25"
    return quote_from_bytes(unquote_to_bytes(piece), safe=safe)
