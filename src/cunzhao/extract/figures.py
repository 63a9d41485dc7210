"""Images of an article with their captions, put back where the reader saw them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from cunzhao.extract.clean import promoted, words_of
from cunzhao.extract.lines import Line
from cunzhao.extract.vocabulary import words

_CAPTION_WORDS = words("caption captions figcaption imagecaption photocaption legend desc zhushi tuzhu picinfo")
_CREDIT_WORDS = words("credit credits copyright photographer source agency attribution byline")
_CREDIT = re.compile(
    r"(?:^|[\s(（\[【|])((?:©|\(c\)|photos?\s*(?:by|:)|image\s*(?:credit)?\s*:|credit\s*:|source\s*:|foto(?:graf)?\s*:|bild\s*:|quelle\s*:|"
    r"fot\.|фото\s*:|[图圖](?:片|源)?(?:[来來]源)?\s*[:：/／]|[摄攝]影?\s*[:：/／]|写真\s*[:：=＝]|提供\s*[:：])\s*[^\n]{2,80})$",
    re.IGNORECASE,
)
_MOST_CAPTION = 600  # characters: a longer text beside an image is text
_SMALL = 60  # pixels: icons and portraits of authors


@dataclass(frozen=True, slots=True)
class Figure:
    """An image at the line ``at``; ``lines`` are the numbers of the lines that are its caption."""

    at: int
    url: str
    alt: str
    caption: str
    credit: str | None
    lines: tuple[int, ...]


def figures_of(lines: Sequence[Line], keep: Sequence[bool], core: HtmlElement | None) -> list[Figure]:
    """The figures between the first and the last chosen line, and those of the core beside them, each image once."""
    chosen = [i for i, kept in enumerate(keep) if kept]
    if not chosen:
        return []
    inside = set(core.iter()) if core is not None else set()
    seen: set[str] = set()
    figures: list[Figure] = []
    for i, line in enumerate(lines):
        image = line.image
        if image is None or not (chosen[0] - 1 <= i <= chosen[-1] + 1 or line.element in inside):
            continue
        url = image.get("src") or ""
        if not url or url in seen or is_ornament(image) or _leads_away(image, chosen[0] <= i <= chosen[-1]):
            continue
        seen.add(url)
        figures.append(_figure(i, lines, image, url))
    return figures


def sells(figure: Figure, lines: Sequence[Line], base: str) -> bool:
    """Whether a figure is the picture of a link to another site's campaign or subscription."""
    image = lines[figure.at].image
    return image is not None and any(promoted(link, base) for link in image.iterancestors("a"))


def is_ornament(image: HtmlElement) -> bool:
    """Whether an image is an icon, an avatar or a button, by its size or its name."""
    sizes = [re.match(r"\d+", image.get(name) or "") for name in ("width", "height")]
    if any(size and int(size[0][:6]) < _SMALL for size in sizes):
        return True
    words = words_of(image) | frozenset(re.split(r"[/._\-?=&]", (image.get("src") or "").lower()[-300:]))
    return bool(words & _ORNAMENT_WORDS)


_ORNAMENT_WORDS = words(
    "icon icons avatar avatars gravatar emoji emoticon logo logos button btn spinner qrcode erweima badge smiley"
)


def _figure(at: int, lines: Sequence[Line], image: HtmlElement, url: str) -> Figure:
    frame = _frame(image)
    captions: list[int] = []
    credited: list[str] = []
    if frame is not None:
        inside = set(frame.iter())
        for j in _around(at, len(lines)):
            line = lines[j]
            if line.image is not None or line.element not in inside:
                continue
            if _marked(line.element, frame, _CREDIT_WORDS) and not _marked(line.element, frame, _CAPTION_WORDS):
                credited.append(line.text)
            captions.append(j)
    captions.sort()
    texts = [lines[j].text for j in captions if lines[j].text not in credited]
    caption = " ".join(dict.fromkeys(texts))
    credit = " ".join(credited) or None
    match = None if credit else _CREDIT.search(caption)
    if match:
        credit, caption = match[1].strip(), caption[: match.start()].strip(" (（[【|") or caption
    return Figure(at, url, lines[at].text, caption, credit, tuple(captions))


def _around(at: int, count: int) -> Iterable[int]:
    return (j for j in range(max(0, at - 6), min(count, at + 12)) if j != at)


def _frame(image: HtmlElement) -> HtmlElement | None:
    """The element that holds an image and its caption, and nothing else."""
    element = image.getparent()
    for _ in range(6):
        if element is None or element.tag in ("body", "article", "main", "td"):
            return None
        if element.tag == "figure":
            return element if _length(element) <= _MOST_CAPTION * 2 else None
        # In this order a frame that grew too large costs nothing: looking for captions first took a tenth of a page's time.
        alone = _length(element) <= _MOST_CAPTION and sum(1 for _ in element.iter("img")) == 1
        if alone and any(_is_caption(e) for e in element.iterdescendants()):
            return element
        element = element.getparent()
    return None


def _is_caption(element: HtmlElement) -> bool:
    return isinstance(element.tag, str) and (element.tag == "figcaption" or bool(words_of(element) & _CAPTION_WORDS))


def _marked(element: HtmlElement, frame: HtmlElement, words: frozenset[str]) -> bool:
    while element is not None and element is not frame:
        if words_of(element) & words or (element.tag == "figcaption" and words is _CAPTION_WORDS):
            return True
        element = element.getparent()
    return False


def _length(element: HtmlElement) -> int:
    total = 0
    for piece in element.itertext():
        total += len(piece.strip())
        if total > _MOST_CAPTION * 2:
            break
    return total


def _leads_away(image: HtmlElement, between: bool) -> bool:
    """Whether an image is the picture of a link to another page; between paragraphs it is given the benefit of the doubt."""
    if between:
        return False
    for ancestor in image.iterancestors("a", "figure"):
        if ancestor.tag == "figure":
            return False
        return not re.search(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|\?)", (ancestor.get("href") or "").lower())
    return False
