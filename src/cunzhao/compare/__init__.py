"""Comparing: an article with its earlier states, with other articles, and a response with what an article looks like."""

from cunzhao.compare.answer import HEAD_LIMIT, Answer, answer
from cunzhao.compare.classify import classify
from cunzhao.compare.copies import SIGNATURE_VERSION, CopyDecision, Signature, bands, decide_copy, overlap, signature
from cunzhao.compare.diff import diff
from cunzhao.compare.edit import GRADES, compare, normalised

__all__ = [
    "GRADES",
    "HEAD_LIMIT",
    "SIGNATURE_VERSION",
    "Answer",
    "CopyDecision",
    "Signature",
    "answer",
    "bands",
    "classify",
    "compare",
    "decide_copy",
    "diff",
    "normalised",
    "overlap",
    "signature",
]
