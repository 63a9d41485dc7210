"""extract: bytes of a page to a clean article, with every date that it claims. Pure."""

from cunzhao.extract.charset import Decoded, decode, is_binary
from cunzhao.extract.generic import GenericExtractor
from cunzhao.extract.page import Extractor, Page
from cunzhao.extract.post import Post, extract_post
from cunzhao.extract.published import derive_published
from cunzhao.extract.stream import extract_file, extract_jsonl, published_day, read_page

__all__ = [
    "Decoded",
    "Extractor",
    "GenericExtractor",
    "Page",
    "Post",
    "decode",
    "derive_published",
    "extract_file",
    "extract_jsonl",
    "extract_post",
    "is_binary",
    "published_day",
    "read_page",
]
