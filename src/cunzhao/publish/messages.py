# ruff: noqa: E501 - one line a key, in three languages
"""All words of the reading room and of the published site, in English, 简体 and 繁體.

One line a key in :data:`MESSAGES`, in the order ``en``, ``zh-Hans``, ``zh-Hant``. A value may hold ``{name}`` fields; a value
with ``|`` has a singular and a plural form, chosen by the field ``n``. A test says that every key exists in all three, with
the same fields. Words that a page prints stand here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

Language = Literal["en", "zh-Hans", "zh-Hant"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-Hans", "zh-Hant")
NAMES: Mapping[Language, str] = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文"}

# fmt: off
MESSAGES: dict[str, tuple[str, str, str]] = {
    # the frame of every page
    "site": ("Cunzhao", "存照", "存照"),
    "tagline": ("A record of what the press reported", "立此存照：媒体报道的记录", "立此存照：媒體報導的紀錄"),
    "skip": ("Skip to the text", "跳到正文", "跳到正文"),
    "nav": ("Main", "主导航", "主導覽"),
    "newest": ("Newest", "最新", "最新"),
    "by-day": ("By day", "按日期", "按日期"),
    "sources": ("Sources", "来源", "來源"),
    "tags": ("Tags", "标签", "標籤"),
    "coverage": ("Coverage", "覆盖情况", "覆蓋情況"),
    "about": ("About", "关于", "關於"),
    "search": ("Search", "搜索", "搜尋"),
    "feed": ("Feed", "订阅", "訂閱"),
    "language": ("Language", "语言", "語言"),
    "older": ("Older", "更早", "更早"),
    "newer": ("Newer", "更新", "更新"),
    "page": ("Page {n}", "第 {n} 页", "第 {n} 頁"),
    "nothing": ("Nothing is here yet.", "这里还没有内容。", "這裡還沒有內容。"),
    "unknown": ("unknown", "不详", "不詳"),
    "yes": ("yes", "是", "是"),
    "no": ("no", "否", "否"),
    "none": ("none", "无", "無"),
    "made-with": ("Published with Cunzhao", "由存照发布", "由存照發布"),
    # counts
    "n-articles": ("{n} article|{n} articles", "{n} 篇文章", "{n} 篇文章"),
    "n-sources": ("{n} source|{n} sources", "{n} 个来源", "{n} 個來源"),
    "n-revisions": ("{n} revision|{n} revisions", "{n} 个版本", "{n} 個版本"),
    "n-captures": ("{n} capture|{n} captures", "{n} 次存档", "{n} 次存檔"),
    "n-copies": ("{n} copy elsewhere|{n} copies elsewhere", "另有 {n} 处转载", "另有 {n} 處轉載"),
    "n-hits": ("{n} article found|{n} articles found", "找到 {n} 篇文章", "找到 {n} 篇文章"),
    "images-held": ("{held} of {named} images held", "已保存图片 {held}/{named}", "已保存圖片 {held}/{named}"),
    # an article
    "from": ("From", "来源", "來源"),
    "author": ("By {who}", "作者：{who}", "作者：{who}"),
    "published": ("Published", "发表时间", "發表時間"),
    "published-unknown": ("date not known", "发表时间不详", "發表時間不詳"),
    "first-captured": ("First captured", "首次存档", "首次存檔"),
    "captured-on": ("captured {when}", "存档于 {when}", "存檔於 {when}"),
    "archived-by": ("Archived copy", "存档副本", "存檔副本"),
    "original": ("Original page", "原始页面", "原始頁面"),
    "original-at": ("Original at {host}", "原文：{host}", "原文：{host}"),
    "edited": ("edited", "有改动", "有改動"),
    "gone": ("taken down", "已下线", "已下架"),
    "blocked": ("access refused", "访问受阻", "存取受阻"),
    "gone-note": ("The outlet no longer serves this page. It was found missing on {when}.", "原网站已不再提供此页面，于 {when} 发现缺失。", "原網站已不再提供此頁面，於 {when} 發現缺失。"),
    "gone-note-undated": ("The outlet no longer serves this page.", "原网站已不再提供此页面。", "原網站已不再提供此頁面。"),
    "blocked-note": ("The outlet refuses to serve this page to the archive; what is shown was captured before.", "原网站拒绝向本档案提供此页面，此处为先前存档的内容。", "原網站拒絕向本檔案提供此頁面，此處為先前存檔的內容。"),
    "edited-note": ("The outlet changed this text after it was first captured.", "原网站在首次存档后改动过此文。", "原網站在首次存檔後改動過此文。"),
    "partial-note": ("Not everything could be read: {what}", "有内容未能读出：{what}", "有內容未能讀出：{what}"),
    "image-missing": ("Image not held", "图片未保存", "圖片未保存"),
    "image-lead": ("Lead image", "题图", "題圖"),
    "credit": ("Credit: {who}", "图源：{who}", "圖源：{who}"),
    "no-text": ("No text could be read from this page.", "未能从此页面读出正文。", "未能從此頁面讀出正文。"),
    # the evidence of an article
    "evidence": ("Evidence", "证据", "證據"),
    "evidence-says": ("This archive held these bytes, unaltered, since the times below. It does not prove what other readers were served.", "本档案自下列时间起持有这些字节，未经改动；这并不证明其他读者当时看到的内容。", "本檔案自下列時間起持有這些位元組，未經改動；這並不證明其他讀者當時看到的內容。"),
    "dates": ("When it was published", "何时发表", "何時發表"),
    "dates-between": ("between {first} and {last}", "在 {first} 与 {last} 之间", "在 {first} 與 {last} 之間"),
    "dates-at": ("at {first}", "即 {first}", "即 {first}"),
    "dates-by": ("at or before {last}", "不晚于 {last}", "不晚於 {last}"),
    "dates-after": ("at or after {first}", "不早于 {first}", "不早於 {first}"),
    "why": ("Why", "理由", "理由"),
    "claims": ("What was claimed", "各方说法", "各方說法"),
    "claim-kind": ("Claim", "依据", "依據"),
    "claim-raw": ("As written", "原文写法", "原文寫法"),
    "claim-read": ("Read as", "解读为", "解讀為"),
    "claim-where": ("Where", "出处", "出處"),
    "zone-assumed": ("zone assumed", "时区为推定", "時區為推定"),
    "claim-modified": ("last change", "最后修改", "最後修改"),
    "captures": ("Captures", "存档记录", "存檔紀錄"),
    "capture": ("Capture", "存档", "存檔"),
    "time": ("Time", "时间", "時間"),
    "answer": ("Answer", "响应", "回應"),
    "kind": ("Kind", "类型", "類型"),
    "size": ("Size", "大小", "大小"),
    "digest": ("SHA-256 of the payload", "内容的 SHA-256", "內容的 SHA-256"),
    "log-position": ("Log position", "日志序号", "日誌序號"),
    "truncated": ("cut off ({why})", "被截断（{why}）", "被截斷（{why}）"),
    "revisions": ("Revisions", "版本", "版本"),
    "revision": ("Revision {n}", "第 {n} 版", "第 {n} 版"),
    "first-revision": ("As first captured", "首次存档时", "首次存檔時"),
    "compared": ("Compared with revision {n}", "与第 {n} 版相比", "與第 {n} 版相比"),
    "text-digest": ("SHA-256 of the text", "正文的 SHA-256", "正文的 SHA-256"),
    "extractor": ("Read by", "读取程序", "讀取程式"),
    "left-out": ("Left out on purpose: {what}", "有意略去：{what}", "有意略去：{what}"),
    "copies": ("Who else carried this text", "还有谁刊载了此文", "還有誰刊載了此文"),
    "share": ("{share}% shared", "{share}% 相同", "{share}% 相同"),
    "addresses": ("Addresses", "网址", "網址"),
    "cite": ("Cite", "引用", "引用"),
    # grades of an edit
    "grade-headline": ("headline", "标题", "標題"),
    "grade-number": ("figures", "数字", "數字"),
    "grade-name": ("names", "人名", "人名"),
    "grade-removed": ("text removed", "删去内容", "刪去內容"),
    "grade-added": ("text added", "增加内容", "增加內容"),
    "grade-wording": ("wording", "措辞", "措辭"),
    "grade-typo": ("spelling", "错字", "錯字"),
    "diff-gone": ("removed", "删去", "刪去"),
    "diff-new": ("added", "新增", "新增"),
    "diff-moved": ("unchanged text left out", "未改动部分从略", "未改動部分從略"),
    # kinds of answers
    "kind-article": ("article", "文章", "文章"),
    "kind-listing": ("listing", "列表", "列表"),
    "kind-blocked": ("access refused", "访问受阻", "存取受阻"),
    "kind-consent": ("consent page", "同意页", "同意頁"),
    "kind-paywall": ("paywall", "付费墙", "付費牆"),
    "kind-unread": ("could not be read", "无法读取", "無法讀取"),
    "kind-soft-404": ("not found (said with 200)", "不存在（状态码 200）", "不存在（狀態碼 200）"),
    "kind-gone": ("gone", "已下线", "已下架"),
    "kind-moved": ("moved", "已转移", "已轉移"),
    "kind-empty": ("empty", "空白", "空白"),
    "kind-media": ("file", "文件", "檔案"),
    "kind-other": ("other", "其他", "其他"),
    # kinds of claims
    "claim-feed": ("feed", "订阅源", "訂閱源"),
    "claim-sitemap": ("sitemap", "网站地图", "網站地圖"),
    "claim-json-ld": ("structured data", "结构化数据", "結構化資料"),
    "claim-meta": ("page metadata", "页面元数据", "頁面中繼資料"),
    "claim-time": ("time mark in the page", "页面时间标记", "頁面時間標記"),
    "claim-text": ("visible text", "可见文字", "可見文字"),
    "claim-url": ("address", "网址", "網址"),
    "claim-last-modified": ("server: last change", "服务器：最后修改", "伺服器：最後修改"),
    "claim-first-seen": ("first seen", "首次看到", "首次看到"),
    "claim-fetched": ("fetched", "抓取", "擷取"),
    "claim-post": ("imported post", "导入的帖文", "匯入的貼文"),
    # kinds of captures
    "capture-response": ("response", "响应", "回應"),
    "capture-revisit": ("unchanged", "未变", "未變"),
    "capture-resource": ("handed in", "提交", "提交"),
    "capture-failure": ("failed", "失败", "失敗"),
    # lists
    "all-articles": ("All articles", "全部文章", "全部文章"),
    "archive-of": ("Articles of {what}", "{what} 的文章", "{what} 的文章"),
    "tagged": ("Tagged “{what}”", "标签“{what}”", "標籤「{what}」"),
    "day": ("Day", "日期", "日期"),
    "month": ("Month", "月份", "月份"),
    "months": ("Months", "月份", "月份"),
    "no-source": ("Single pages", "单独存档", "單獨存檔"),
    "source": ("Source", "来源", "來源"),
    "articles": ("Articles", "文章", "文章"),
    "home-page": ("Home page", "首页", "首頁"),
    # the coverage page
    "about-text": ("This site is made from a news archive. Every article is kept with the bytes that the outlet sent, the time of each capture, and what was claimed about its date. Edits and removals are shown where they were noticed.", "本站由新闻档案生成。每篇文章都保留媒体发送的原始字节、每次存档的时间，以及关于其日期的各种说法；凡察觉的改动与下线均予标明。", "本站由新聞檔案生成。每篇文章都保留媒體傳送的原始位元組、每次存檔的時間，以及關於其日期的各種說法；凡察覺的改動與下架均予標明。"),
    "about-limits": ("What is missing here was not captured, which does not mean that it was not published.", "此处没有的内容，只是未被存档，不等于未曾发表。", "此處沒有的內容，只是未被存檔，不等於未曾發表。"),
    "coverage-edited": ("Edited", "有改动", "有改動"),
    "coverage-gone": ("Taken down", "已下线", "已下架"),
    "coverage-images": ("Images held", "已存图片", "已存圖片"),
    "coverage-answers": ("Answers", "响应", "回應"),
    "coverage-polled": ("Last polled", "上次轮询", "上次輪詢"),
    "coverage-new": ("Last new article", "最近新文", "最近新文"),
    "coverage-error": ("Last error", "最近错误", "最近錯誤"),
    "failure": ("the last poll failed", "上次轮询失败", "上次輪詢失敗"),
    "failure-status": ("the server answered {status}", "服务器答以 {status}", "伺服器答以 {status}"),
    "failure-content": ("what was sent could not be read", "收到的内容无法读取", "收到的內容無法讀取"),
    "failure-dns": ("the server’s name was not found", "找不到服务器的名称", "找不到伺服器的名稱"),
    "failure-refused": ("the server refused the connection", "服务器拒绝连接", "伺服器拒絕連線"),
    "failure-timeout": ("the server did not answer in time", "服务器未及时应答", "伺服器未及時應答"),
    "failure-address": ("the address is not a public one", "地址不在公网", "位址不在公網"),
    "failure-redirects": ("too many redirects", "重定向过多", "重新導向過多"),
    "failure-tls": ("the certificate or the encryption is not valid", "证书或加密无效", "憑證或加密無效"),
    "failure-protocol": ("the answer was not HTTP", "应答不合 HTTP", "應答不合 HTTP"),
    "failure-robots": ("robots.txt does not allow it", "robots.txt 不允许", "robots.txt 不允許"),
    "failure-wait": ("the server asked to wait", "服务器要求等待", "伺服器要求等待"),
    "failure-url": ("the address is not valid", "网址无效", "網址無效"),
    "failure-network": ("the server cannot be reached", "无法连接服务器", "無法連線伺服器"),
    "coverage-captures": ("Captures", "存档次数", "存檔次數"),
    "coverage-log": ("Log entries", "日志条目", "日誌條目"),
    "per-month": ("Articles per month", "每月文章数", "每月文章數"),
}
# fmt: on


class Words(Mapping[str, str]):
    """The words of one language: a mapping from key to text, and a call that fills fields and chooses the plural."""

    def __init__(self, language: Language, table: Mapping[str, tuple[str, str, str]] = MESSAGES) -> None:
        self.language = language
        self._column = LANGUAGES.index(language)
        self._table = table

    def __getitem__(self, key: str) -> str:
        return self._table[key][self._column]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def __call__(self, key: str, **fields: object) -> str:
        """The text of ``key`` with its fields filled; ``n`` chooses between the forms on both sides of ``|``.

        A key that does not exist is given back as it is, so that a new word in the data (a grade, a kind) still prints.
        """
        text = self.get(key)
        if text is None:
            return key
        one, bar, many = text.partition("|")
        return (many if bar and fields.get("n") != 1 else one).format_map(fields)


def words(language: str) -> Words:
    """The words for a language tag such as ``zh-TW`` or ``en-GB``; English where none fits."""
    return Words(nearest(language))


def nearest(tag: str) -> Language:
    """The language of this module that is nearest to a BCP 47 tag: Hong Kong, Macau and Taiwan read 繁體."""
    parts = tag.replace("_", "-").lower().split("-")
    if parts[0] not in ("zh", "yue", "cmn"):
        return "en"
    if "hans" in parts:
        return "zh-Hans"
    return "zh-Hant" if {"hant", "tw", "hk", "mo"} & set(parts) or parts[0] == "yue" else "zh-Hans"
