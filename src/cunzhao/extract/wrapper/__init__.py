"""Wrappers: templates of one source's pages, learned from the archive's own captures. See docs/explanation/wrappers.md."""

from cunzhao.extract.wrapper.apply import apply
from cunzhao.extract.wrapper.container import is_selector
from cunzhao.extract.wrapper.learn import Lesson, agreement, learn
from cunzhao.extract.wrapper.model import Miss, Wrapper, corrected, from_json

__all__ = ["Lesson", "Miss", "Wrapper", "agreement", "apply", "corrected", "from_json", "is_selector", "learn"]
