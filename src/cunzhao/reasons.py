"""Why a time was derived, why a capture is of its kind, where a claim stands: codes, and their words in three languages.

A reason is a code and its arguments as text. What derives a time gives reasons, the catalogue keeps them, and whoever shows
them says them in the reader's language. A phrase is one code in English, as the JSON that scripts lean on has it; it is known
again by its form, so that older catalogues are said in the reader's language as well.
"""

# ruff: noqa: E501 - one line a code keeps the three languages side by side

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache

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
PHRASES: dict[str, tuple[str, str, str]] = {
    # why a capture is of its kind
    "no-kind": ("none of the known kinds fits", "不属于任何已知类型", "不屬於任何已知類型"),
    "a-post": ("a post of another archive", "来自其他档案的帖文", "來自其他檔案的貼文"),
    "status": ("status {0}", "状态码 {0}", "狀態碼 {0}"),
    "status-moved": ("status {0} sends elsewhere", "状态码 {0}，转往别处", "狀態碼 {0}，轉往別處"),
    "status-401": ("status 401 (sign-in needed)", "状态码 401（需要登录）", "狀態碼 401（需要登入）"),
    "status-402": ("status 402 (payment required)", "状态码 402（需要付费）", "狀態碼 402（需要付費）"),
    "status-403": ("status 403 (forbidden)", "状态码 403（禁止访问）", "狀態碼 403（禁止存取）"),
    "status-404": ("status 404 (not found)", "状态码 404（未找到）", "狀態碼 404（未找到）"),
    "status-407": ("status 407 (proxy sign-in)", "状态码 407（代理需要登录）", "狀態碼 407（代理需要登入）"),
    "status-410": ("status 410 (gone)", "状态码 410（已删除）", "狀態碼 410（已刪除）"),
    "status-429": ("status 429 (too many requests)", "状态码 429（请求过多）", "狀態碼 429（請求過多）"),
    "status-451": ("status 451 (unavailable for legal reasons)", "状态码 451（因法律原因不可用）", "狀態碼 451（因法律原因無法提供）"),
    "status-503": ("status 503 (unavailable)", "状态码 503（服务不可用）", "狀態碼 503（服務無法使用）"),
    "sends-on": ("the page sends browsers on to {0}", "页面让浏览器转往 {0}", "頁面讓瀏覽器轉往 {0}"),
    "says-no-text": ("the page says {0} and has no article text", "页面写着{0}，且没有正文", "頁面寫著{0}，且沒有正文"),
    "check-for-humans": ("the page holds a check for humans and no article text", "页面只有人机验证，没有正文", "頁面只有真人驗證，沒有正文"),
    "content-type": ("the content type is {0}", "内容类型为 {0}", "內容類型為 {0}"),
    "begins-as-file": ("the content begins as a file of another kind does", "内容开头是其他类型文件的样子", "內容開頭是其他類型檔案的樣子"),
    "sent-to-consent": ("the request was sent to a page that asks for consent", "请求被转往征求同意的页面", "請求被轉往徵求同意的頁面"),
    "title-says": ("the title says {0}", "标题写着{0}", "標題寫著{0}"),
    "asks-for-consent": ("what can be read asks for consent: {0}", "可读内容是在征求同意：{0}", "可讀內容是在徵求同意：{0}"),
    "but-title": ("status {0}, but the title says {1}", "状态码 {0}，但标题写着{1}", "狀態碼 {0}，但標題寫著{1}"),
    "but-text": ("status {0}, but the text says {1}", "状态码 {0}，但正文写着{1}", "狀態碼 {0}，但正文寫著{1}"),
    "but-page": ("status {0}, but the page says {1}", "状态码 {0}，但页面写着{1}", "狀態碼 {0}，但頁面寫著{1}"),
    "sent-to-error": ("the request was sent to an error page", "请求被转往错误页面", "請求被轉往錯誤頁面"),
    "sent-home": ("the request was sent to the home page", "请求被转往首页", "請求被轉往首頁"),
    "not-free": ("the page says that it is not free to read, and only a stub can be read", "页面声明并非免费，只能读到开头", "頁面聲明並非免費，只能讀到開頭"),
    "sent-to-sign-in": ("the request was sent to a page that asks to sign in", "请求被转往登录页面", "請求被轉往登入頁面"),
    "says-stub": ("the page says {0}, and only a stub can be read", "页面写着{0}，只能读到开头", "頁面寫著{0}，只能讀到開頭"),
    "shell": ("a shell that scripts would fill", "要靠脚本填充的空壳页面", "要靠指令碼填充的空殼頁面"),
    "shell-says": ("a shell that scripts would fill: {0}", "要靠脚本填充的空壳页面：{0}", "要靠指令碼填充的空殼頁面：{0}"),
    "cut-off": ("the answer was cut off before any text", "响应在出现文字之前就被截断", "回應在出現文字之前就被截斷"),
    "no-text": ("there is no text", "没有文字", "沒有文字"),
    "text-linked": ("{0} of what can be read are links", "可读内容的 {0} 是链接", "可讀內容的 {0} 是連結"),
    "visible-linked": ("{0} of the visible text are links", "可见文字的 {0} 是链接", "可見文字的 {0} 是連結"),
    "page-linked": ("{0} of the page are links", "页面的 {0} 是链接", "頁面的 {0} 是連結"),
    "list-address": ("the address is that of a list", "网址是列表的网址", "網址是列表的網址"),
    "calls-itself": ("the page calls itself an article", "页面自称是文章", "頁面自稱是文章"),
    "characters": ("{0} characters of text", "正文 {0} 字符", "正文 {0} 字元"),
    # where a claim stands
    "in-header": ("header {0}", "响应头 {0}", "回應標頭 {0}"),
    "in-script": ("script: {0}", "脚本：{0}", "指令碼：{0}"),
    "in-meta": ("meta {0}", "元数据 {0}", "中繼資料 {0}"),
    "in-line": ("line {0}: {1}", "第 {0} 行：{1}", "第 {0} 行：{1}"),
    "in-address": ("address", "网址", "網址"),
    "in-comment": ("comment before the body, epoch milliseconds", "正文前的注释（毫秒时间戳）", "正文前的註解（毫秒時間戳記）"),
    "in-front-matter": ("front matter date", "文首 date 字段", "文首 date 欄位"),
    "in-file-name": ("file name", "文件名", "檔案名稱"),
    "by-others": ("captured by others: {0}", "他人存档：{0}", "他人存檔：{0}"),
    # what was left out of a text on purpose
    "ad slot": ("ad slot: {0}", "广告位：{0}", "廣告位：{0}"),
    "promotion": ("promotion: {0}", "推广：{0}", "推廣：{0}"),
    "share bar": ("share bar: {0}", "分享栏：{0}", "分享欄：{0}"),
    "related links": ("related links: {0}", "相关链接：{0}", "相關連結：{0}"),
    "promotion-link": ("promotion link: {0}", "推广链接：{0}", "推廣連結：{0}"),
    "left-out": ("left out: {0}", "略去：{0}", "略去：{0}"),
    "placeholder": ("placeholder image: {0}", "占位图片：{0}", "佔位圖片：{0}"),
    "placeholder-bare": ("placeholder image: no address", "占位图片：无网址", "佔位圖片：無網址"),
    "times": ("{0} ({1} times)", "{0}（{1} 次）", "{0}（{1} 次）"),
    "more": ("and {0} more", "另有 {0} 项", "另有 {0} 項"),
    # what could not be read
    "of-json-ld": ("the text is that of the page's JSON-LD", "正文取自页面的 JSON-LD", "正文取自頁面的 JSON-LD"),
    "binary": ("no text, a binary file", "没有文字，是二进制文件", "沒有文字，是二進位檔案"),
    "only-first": ("only the first {0} of {1} characters were read", "只读了全部 {1} 字符中的前 {0} 字符", "只讀了全部 {1} 字元中的前 {0} 字元"),
    "lost": ("the parser lost {0} characters of text{1}; the page was flattened and read again", "解析时丢失 {0} 字符{1}，已将页面展平后重读", "剖析時遺失 {0} 字元{1}，已將頁面展平後重讀"),
    "flattened": ("{0}: the page was flattened before it was read", "页面先展平后读取：{0}", "頁面先展平後讀取：{0}"),
    "still-missing": ("{0} of {1} characters of text are still missing{2}", "{1} 字符中仍缺 {0} 字符{2}", "{1} 字元中仍缺 {0} 字元{2}"),
    "failed": ("the extractor failed ({0})", "读取程序出错（{0}）", "讀取程式出錯（{0}）"),
}
_AROUND = frozenset({"times"})
"""Codes whose first argument is a phrase itself; they are looked for first."""

_PHRASE_MOST = 1_000
"""Characters of a text that is looked at as a phrase; none that is made here is longer."""

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


def phrase(code: str, *values: object) -> str:
    """A phrase in English, as it is kept."""
    return PHRASES[code][ENGLISH].format(*values)


def said(text: str, column: int) -> str:
    """A phrase in the language of this column; a text that is none is given back as it is."""
    if column == ENGLISH or len(text) > _PHRASE_MOST:
        return text
    for form, code in _forms():
        found = form.fullmatch(text)
        if found is not None:
            values = found.groups()
            values = (said(values[0], column), *values[1:]) if code in _AROUND else values
            return PHRASES[code][column].format(*values)
    return text


@cache
def _forms() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What each phrase looks like in English, the most words of our own first; an argument may be empty."""

    def own(code: str) -> tuple[bool, int]:
        return code in _AROUND, len(re.sub(r"\{[0-9]\}", "", PHRASES[code][ENGLISH]))

    return tuple((_form(PHRASES[code][ENGLISH]), code) for code in sorted(PHRASES, key=own, reverse=True))


def _form(template: str) -> re.Pattern[str]:
    return re.compile("(.*?)".join(map(re.escape, re.split(r"\{[0-9]\}", template))), re.DOTALL)


def kept(reasons: Sequence[Reason], why: str) -> str:
    """What the catalogue keeps: the reasons as JSON, or the words of one who gave none."""
    return json.dumps(reasons, ensure_ascii=False, separators=(",", ":")) if reasons else why


def read(text: str) -> tuple[tuple[Reason, ...], str]:
    """Reasons and English words, from what :func:`kept` made or from the plain words of an older catalogue."""
    if not text.startswith('[["'):
        return (), text
    reasons = tuple(tuple(map(str, reason)) for reason in json.loads(text))
    return reasons, sentence(reasons)
