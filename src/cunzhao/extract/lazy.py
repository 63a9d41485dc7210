"""Where an image really lies: lazy loading hides it in ``data-*`` attributes, ``srcset``, ``<picture>`` or ``<noscript>``.

After :func:`resolve_images` every ``<img>`` that stays has an absolute ``src``; placeholders without a picture behind
them are taken out and counted.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from cunzhao.extract.addresses import absolute
from cunzhao.reasons import phrase

_SOURCES = (
    "data-src", "data-original", "data-lazy-src", "data-lazy", "data-original-src", "data-url", "data-image",
    "data-img", "data-actualsrc", "data-echo", "data-hi-res-src", "data-full-src", "data-large-file",
    "data-orig-file", "data-cfsrc", "data-ll-src", "data-td-src-property", "data-runner-src", "data-src-large",
    "data-src-medium", "original", "file", "zoomfile", "lazy-src", "lazysrc", "data-croporisrc", "data-backsrc",
)  # fmt: skip
_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set", "srcset")
_PLACEHOLDER = re.compile(
    r"(?:^|[/_.\-])(?:placeholder|blank|spacer|pixel|transparent|loading|lazyload|lazy|dummy|1x1|blur|empty|grey|gray|clear|"
    r"loader|default[-_]?img|nopic|no[-_]?image)(?:[-_.]?\d*)?(?:[-_.][\w-]{0,12})?\.(?:gif|png|svg|jpe?g|webp)(?:$|[?#])",
    re.IGNORECASE,
)
_BLURRED = re.compile(r"[?&/](?:blur(?:=|-|/)|w=(?:1?\d)(?:&|$)|q=1(?:&|$)|resize=(?:1?\d)[,x])", re.IGNORECASE)
_CANDIDATE = re.compile(r"\s*([^\s,]\S*[^\s,]|[^\s,])(?:\s+([\d.]+)([wxh]))?\s*(?:,|$)")
_MAX_SRCSET = 20_000
MAX_URL = 4_000


def resolve_images(tree: HtmlElement, base: str) -> tuple[str, ...]:
    """Give every image its real, absolute address in ``src``, in place; says in words which placeholders were dropped."""
    _take_noscript_images(tree)
    dropped: list[str] = []
    for img in list(tree.iter("img", "amp-img")):
        img.tag = "img"
        url = image_url(img, base)
        if url is None:
            label = (img.get("src") or "")[:80]
            dropped.append(phrase("placeholder", label) if label else phrase("placeholder-bare"))
            _drop(img)
        else:
            img.set("src", url)
    return tuple(dropped)


def image_url(img: HtmlElement, base: str) -> str | None:
    """The address of the picture that a reader with scripts on would see; None for a placeholder or a tracking pixel."""
    if _is_pixel(img):
        return None
    for raw in _candidates(img):
        raw = raw.strip()
        if not raw or len(raw) > MAX_URL or is_placeholder(raw):
            continue
        url = absolute(base, raw)
        if url is not None:
            return url
    return None


def is_placeholder(url: str) -> bool:
    """Whether an address is that of a stand-in: inline data, a spacer, a loading animation, a blurred preview."""
    lowered = url[:MAX_URL].lower()
    if lowered.startswith(("data:", "about:", "javascript:", "blob:", "file:")) or lowered in ("#", "/"):
        return True
    return bool(_PLACEHOLDER.search(lowered) or _BLURRED.search(lowered))


def widest(srcset: str) -> str | None:
    """The candidate of a ``srcset`` with the greatest width or density, or None."""
    best, best_size = None, -1.0
    for url, size, _unit in _CANDIDATE.findall(srcset[:_MAX_SRCSET]):
        try:
            number = float(size) if size else 1.0
        except ValueError:
            number = 1.0
        if number > best_size and not is_placeholder(url):
            best, best_size = url, number
    return best


def _candidates(img: HtmlElement) -> list[str]:
    """Addresses in the order in which they deserve trust: lazy attributes first, then ``src``, then a ``<picture>``."""
    sets = [widest(img.get(name) or "") for name in _SETS]
    found = [img.get(name) for name in _SOURCES]
    lazy = [url for url in (*found, *sets[:3]) if url and ("/" in url or "." in url)]
    ordinary = [url for url in (img.get("src"), sets[3]) if url]
    return [*lazy, *ordinary, *_picture_sources(img)]


def _picture_sources(img: HtmlElement) -> list[str]:
    picture = next(img.iterancestors("picture"), None)
    if picture is None:
        return []
    sets = (source.get("srcset") or source.get("data-srcset") or "" for source in picture.iter("source"))
    return [url for url in map(widest, sets) if url]


def _is_pixel(img: HtmlElement) -> bool:
    sizes = [(img.get(name) or "").strip().removesuffix("px") for name in ("width", "height")]
    return all(size in ("0", "1") for size in sizes)


def _take_noscript_images(tree: HtmlElement) -> None:
    """Put the picture of a ``<noscript>`` in the place of the stand-in before it; drop what else a noscript holds."""
    for noscript in list(tree.iter("noscript")):
        images = list(noscript.iter("img"))
        before = _image_before(noscript)
        if images and before is not None:
            address = images[0].get("src") or images[0].get("data-src")
            if address and not is_placeholder(address):
                before.set("data-src", address)
        elif images and noscript.getparent() is not None and len("".join(noscript.itertext()).split()) < 40:
            noscript.tag = "span"
            continue
        if next(noscript.iter("p", "article"), None) is None or images:
            _drop(noscript)
        else:
            noscript.tag = "div"


def _image_before(noscript: HtmlElement) -> HtmlElement | None:
    sibling = noscript.getprevious()
    if sibling is None:
        return None
    if sibling.tag in ("img", "amp-img"):
        return sibling
    images = list(sibling.iter("img", "amp-img")) if sibling.tag in ("picture", "span", "a", "div") else []
    return images[-1] if len(images) == 1 else None


def _drop(element: HtmlElement) -> None:
    """Take an element out; the text after it stays."""
    if element.getparent() is not None:
        element.drop_tree()
