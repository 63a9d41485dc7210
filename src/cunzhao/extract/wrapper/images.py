"""The real address of an image of a lexbor tree, by the rules of :mod:`cunzhao.extract.lazy`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from lxml.html import HtmlElement
from selectolax.lexbor import LexborNode

from cunzhao.extract.figures import is_ornament
from cunzhao.extract.lazy import image_url, is_placeholder
from cunzhao.extract.wrapper.runs import Run

_ABOVE = 3  # elements between a <picture> and its <img>, at most


class _Element:
    """As much of an lxml element as the rules for images ask for."""

    def __init__(self, node: LexborNode) -> None:
        self._node = node
        self._attributes = node.attributes
        self.tag = node.tag

    def get(self, name: str) -> str | None:
        value: str | None = self._attributes.get(name)
        return value

    def iterancestors(self, name: str) -> Iterator[_Element]:
        node = self._node.parent
        for _ in range(_ABOVE):
            if node is None:
                return
            if node.tag == name:
                yield _Element(node)
            node = node.parent

    def iter(self, name: str) -> Iterator[_Element]:
        return (_Element(node) for node in self._node.css(name))


def address(run: Run, base: str) -> str | None:
    """Where the picture of an image run lies, absolute; None for an ornament, a placeholder or a pixel."""
    element: Any = _Element(run.image)
    found = image_url(cast(HtmlElement, element), base)
    if found is None and run.raw and not is_placeholder(run.raw):
        element._attributes = {"src": run.raw}
        found = image_url(cast(HtmlElement, element), base)
    return None if found is None or is_ornament(cast(HtmlElement, element)) else found
