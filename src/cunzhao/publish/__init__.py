"""Giving out: a static site, exports, citations, and the words of the user interface."""

from cunzhao.publish.cite import bibtex, csl_json, ris
from cunzhao.publish.exports import jsonl, views
from cunzhao.publish.files import Images
from cunzhao.publish.jekyll import JekyllReport, jekyll
from cunzhao.publish.messages import LANGUAGES, Language, Words, words
from cunzhao.publish.place import check_apart
from cunzhao.publish.render import blocks_html, diff_html, picture_html
from cunzhao.publish.site import PublishReport, SiteOptions, publish
from cunzhao.publish.wacz import WaczReport, wacz

__all__ = [
    "LANGUAGES",
    "Images",
    "JekyllReport",
    "Language",
    "PublishReport",
    "SiteOptions",
    "WaczReport",
    "Words",
    "bibtex",
    "blocks_html",
    "check_apart",
    "csl_json",
    "diff_html",
    "jekyll",
    "jsonl",
    "picture_html",
    "publish",
    "ris",
    "views",
    "wacz",
    "words",
]
