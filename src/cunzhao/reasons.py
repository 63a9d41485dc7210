"""Why an article is held to be published when it is: codes with arguments, and their words in three languages.

A reason is a code and its arguments as text. What derives a time gives reasons, the catalogue keeps them, and whoever shows
them says them in the reader's language.
"""

# ruff: noqa: E501 - one line a code keeps the three languages side by side

from __future__ import annotations

import json
from collections.abc import Sequence

Reason = tuple[str, ...]

# fmt: off
REASONS: dict[str, tuple[str, str, str]] = {
    "claimed": ("claimed {0} by {by1}", "{by1}称 {0}", "{by1}稱 {0}"),
    "within": ("which lies within {0}, claimed by {by1}", "在{by1}所称的 {0} 之内", "在{by1}所稱的 {0} 之內"),
    "zone-assumed": ("its zone is assumed", "时区为推定", "時區為推定"),
    "changed": ("changed {0}, says {by1}", "{by1}称最后修改于 {0}", "{by1}稱最後修改於 {0}"),
    "before-that": ("so published at or before that", "故发表不晚于此", "故發表不晚於此"),
    "no-claim": ("no usable claim", "没有可用的说法", "沒有可用的說法"),
    "before": ("so published at or before {0}", "故发表不晚于 {0}", "故發表不晚於 {0}"),
    "impossible": ("impossible, because it was seen at {0}", "这不可能，因为 {0} 已见到此文", "這不可能，因為 {0} 已見到此文"),
    "also-impossible": ("{0}, claimed by {by1}, is impossible, because it was seen at {2}", "{by1}所称的 {0} 不可能，因为 {2} 已见到此文", "{by1}所稱的 {0} 不可能，因為 {2} 已見到此文"),
    "ahead": ("the clock of {by0} looks {1} hours ahead", "{by0}的时钟似乎快 {1} 小时", "{by0}的時鐘似乎快 {1} 小時"),
    "address-says": ("the address says {0}, so not before {1}", "网址写着 {0}，故不早于 {1}", "網址寫著 {0}，故不早於 {1}"),
}
SAID_BY: dict[str, tuple[str, str, str]] = {
    "json-ld": ("JSON-LD", "JSON-LD ", "JSON-LD "),
    "meta": ("a meta element", "页面元数据", "頁面中繼資料"),
    "time": ("a time element", "页面时间标记", "頁面時間標記"),
    "text": ("the visible text", "可见文字", "可見文字"),
    "url": ("the address", "网址", "網址"),
    "feed": ("the feed", "订阅源", "訂閱源"),
    "sitemap": ("the sitemap", "网站地图", "網站地圖"),
    "post": ("the post", "导入的帖文", "匯入的貼文"),
    "last-modified": ("Last-Modified", "Last-Modified ", "Last-Modified "),
    "first-seen": ("first seen", "首次看到", "首次看到"),
    "fetched": ("fetched", "抓取", "擷取"),
}
# fmt: on
_BETWEEN = ("; ", "；", "；")
_CLOSE = (", ", "，", "，")
ENGLISH, SIMPLIFIED, TRADITIONAL = range(3)
"""Columns of the tables above, in the order of the languages of the user interface."""


def sentence(reasons: Sequence[Reason], column: int = ENGLISH) -> str:
    """The reasons as one sentence in the language of this column; a code that is not known is said as it is."""
    said = ""
    for code, *values in reasons:
        forms = REASONS.get(code)
        fields = {f"by{i}": SAID_BY.get(value, (value,) * 3)[column] for i, value in enumerate(values)}
        part = forms[column].format(*values, **fields) if forms else " ".join((code, *values))
        said += ("" if not said else _CLOSE[column] if code == "within" else _BETWEEN[column]) + part
    return said


def kept(reasons: Sequence[Reason], why: str) -> str:
    """What the catalogue keeps: the reasons as JSON, or the words of one who gave none."""
    return json.dumps(reasons, ensure_ascii=False, separators=(",", ":")) if reasons else why


def read(text: str) -> tuple[tuple[Reason, ...], str]:
    """Reasons and English words, from what :func:`kept` made or from the plain words of an older catalogue."""
    if not text.startswith('[["'):
        return (), text
    reasons = tuple(tuple(map(str, reason)) for reason in json.loads(text))
    return reasons, sentence(reasons)
