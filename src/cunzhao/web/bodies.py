"""The body of a revision: its blocks as sanitised HTML, with images from our own record only."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from cunzhao.publish.messages import Language, words
from cunzhao.publish.render import blocks_html
from cunzhao.types import HeldImage, Revision
from cunzhao.web.reader import path_to


def body_of(revision: Revision, images: Iterable[HeldImage], language: Language) -> Markup:
    """The body; an image that is named but not held is said to be so in the reader's language."""
    held = {item.image.url: path_to("image", item.capture) for item in images if item.capture is not None}
    return blocks_html(revision.blocks, held.get, words(language))
