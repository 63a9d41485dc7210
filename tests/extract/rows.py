"""Lines of a page without a page, for whatever reads titles, names and dates."""

from __future__ import annotations

from dataclasses import dataclass

from cunzhao.extract.jsonld import SelfDescription
from cunzhao.extract.lines import key_of
from cunzhao.extract.marks import Mark

NOTHING = SelfDescription({}, {}, {})


@dataclass(frozen=True)
class Row:
    """One line that is shown."""

    text: str
    tag: str = "p"
    words: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()
    linked: int = 0

    @property
    def key(self) -> str:
        return key_of(self.text)


def rows(*texts: str) -> list[Row]:
    """A headline and the lines below it."""
    return [Row(texts[0], "h1"), *map(Row, texts[1:])]


def mark(text: str, *words: str, tag: str = "span", props: str = "", value: str = "", elsewhere: bool = False) -> Mark:
    return Mark(tag, frozenset(props.split()), frozenset(words), (text,) if text else (), value, "", elsewhere)


def said(*marks: Mark, article: dict[str, object] | None = None, title: str = "", **meta: str) -> SelfDescription:
    """A self-description; names of meta elements have colons for double underscores."""
    named = {name.replace("__", ":"): (value,) for name, value in meta.items()}
    return SelfDescription(article or {}, {}, named, title, marks=marks)
