"""Folding, tokens and shingles: how text is compared, the same everywhere."""

from cunzhao.text.folding import Folded, fold, fold_version
from cunzhao.text.scripts import cjk_share, is_cjk, script_of
from cunzhao.text.tokens import Phrase, Token, index_tokens, query_tokens, shingles, token_text

__all__ = [
    "Folded",
    "Phrase",
    "Token",
    "cjk_share",
    "fold",
    "fold_version",
    "index_tokens",
    "is_cjk",
    "query_tokens",
    "script_of",
    "shingles",
    "token_text",
]
