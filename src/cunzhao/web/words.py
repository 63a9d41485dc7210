"""The words that only the reading room says; everything it shares with the published site is in ``publish.messages``.

The same form as there: one line a key, in the order ``en``, ``zh-Hans``, ``zh-Hant``; ``{name}`` fields; ``|`` between
singular and plural.
"""

# ruff: noqa: E501 - one line a key keeps the three languages side by side

from __future__ import annotations

from typing import Final

from cunzhao.publish.messages import LANGUAGES, Language, words

# fmt: off
ROOM: Final[dict[str, tuple[str, str, str]]] = {
    # the frame
    "sections": ("Sections", "栏目", "欄目"),
    "search-hint": ("Words, “a phrase”, -not", "词语、“短语”、-排除", "詞語、「片語」、-排除"),
    "settings": ("Settings", "设置", "設定"),
    "footnote": ("Served on this machine only. Reading changes nothing here.", "仅在本机提供；阅读不会改动任何内容。", "僅在本機提供；閱讀不會改動任何內容。"),
    "back-to-newest": ("Back to the newest", "回到最新", "回到最新"),
    "older-articles": ("Older articles →", "更早的文章 →", "更早的文章 →"),
    "older-days": ("Earlier days →", "更早的日期 →", "更早的日期 →"),
    # settings
    "settings-note": ("Your choices are kept in the address of each page. No cookie is set.", "您的选择保存在每个页面的网址中，不使用 Cookie。", "您的選擇保存在每個頁面的網址中，不使用 Cookie。"),
    "theme": ("Appearance", "外观", "外觀"),
    "theme-system": ("As the system", "跟随系统", "跟隨系統"),
    "theme-light": ("Light", "浅色", "淺色"),
    "theme-dark": ("Dark", "深色", "深色"),
    "keys": ("Keyboard", "键盘", "鍵盤"),
    "key-search": ("go to the search field", "转到搜索框", "移到搜尋框"),
    "key-next": ("next article of the list", "列表中的下一篇", "列表中的下一篇"),
    "key-previous": ("previous article of the list", "列表中的上一篇", "列表中的上一篇"),
    "key-open": ("open it", "打开", "開啟"),
    # lists
    "only": ("Show", "显示", "顯示"),
    "only-all": ("All", "全部", "全部"),
    "only-edited": ("Edited", "有改动", "有改動"),
    "only-gone": ("Taken down", "已下线", "已下架"),
    "only-copies": ("Copies", "转载", "轉載"),
    "edited-times": ("edited|edited ×{n}", "有改动|改动 ×{n}", "有改動|改動 ×{n}"),
    "untitled": ("Without a title", "无标题", "無標題"),
    "totals": ("{articles} articles of {sources} sources on record", "共存 {articles} 篇文章，来自 {sources} 个来源", "共存 {articles} 篇文章，來自 {sources} 個來源"),
    "nothing-kept": ("Nothing is on record yet.", "尚无存档。", "尚無存檔。"),
    "nothing-kept-hint": ("Follow an outlet, then do one round. New articles show here.", "先关注一家媒体，再运行一轮；新文章会显示在这里。", "先關注一家媒體，再執行一輪；新文章會顯示在這裡。"),
    "nothing-here": ("There is no article here.", "此处没有文章。", "此處沒有文章。"),
    "nothing-day": ("No article of this day is on record. That does not mean that nothing was published.", "没有这一天的存档文章；这不等于当天没有发表。", "沒有這一天的存檔文章；這不等於當天沒有發表。"),
    "days-note": ("Days are days in UTC, by the derived time of publication.", "日期按推定的发表时间，以 UTC 计。", "日期按推定的發表時間，以 UTC 計。"),
    "no-tags": ("No article carries a tag.", "还没有带标签的文章。", "還沒有帶標籤的文章。"),
    "no-tags-hint": ("Tags come from the articles themselves and from imports.", "标签来自文章本身与导入的内容。", "標籤來自文章本身與匯入的內容。"),
    "tags-left-out": ("{n} rarer tag is not shown.|{n} rarer tags are not shown.", "另有 {n} 个较少用的标签未列出。", "另有 {n} 個較少用的標籤未列出。"),
    # search
    "page-of": ("page {page} of {pages}", "第 {page} 页，共 {pages} 页", "第 {page} 頁，共 {pages} 頁"),
    "order": ("Order", "排序", "排序"),
    "order-relevance": ("Best first", "最相关", "最相關"),
    "order-newest": ("Newest first", "最新在前", "最新在前"),
    "order-oldest": ("Oldest first", "最早在前", "最早在前"),
    "previous": ("← Previous", "← 上一页", "← 上一頁"),
    "next": ("Next →", "下一页 →", "下一頁 →"),
    "no-hits": ("Nothing on record matches.", "没有找到相符的存档。", "沒有找到相符的存檔。"),
    "no-hits-hint": ("Try fewer words, or leave out a filter. Simplified and traditional characters find each other.", "试试减少词语或去掉筛选条件。简体与繁体可以互相检索。", "試試減少詞語或去掉篩選條件。簡體與繁體可以互相檢索。"),
    "not-indexed": ("{n} change is not indexed yet, so a search may miss it: run cunzhao run|{n} changes are not indexed yet, so a search may miss them: run cunzhao run", "有 {n} 处更改尚未编入索引，搜索可能遗漏：请运行 cunzhao run", "有 {n} 處更改尚未編入索引，搜尋可能遺漏：請執行 cunzhao run"),
    "query-unread": ("This query could not be read.", "无法理解这个查询。", "無法理解這個查詢。"),
    "how-to-search": ("How to search", "搜索方法", "搜尋方法"),
    "how-words": ("all of these words, in any order", "同时包含这些词，次序不限", "同時包含這些詞，次序不限"),
    "how-phrase": ("exactly this phrase", "完全相同的短语", "完全相同的片語"),
    "how-not": ("without this word", "不含此词", "不含此詞"),
    "how-from": ("only of this source", "只看某一来源", "只看某一來源"),
    "how-dates": ("published in this span", "在此期间发表", "在此期間發表"),
    # an article
    "why-this-time": ("why this time?", "为何是这个时间？", "為何是這個時間？"),
    "all-claims": ("All claims about the date ({n})", "关于日期的全部说法（{n}）", "關於日期的全部說法（{n}）"),
    "read-original": ("The page at its outlet", "原网站上的页面", "原網站上的頁面"),
    "now-reading": ("You are reading revision {n} of {of}, as it stood on {when}.", "您正在阅读第 {n} 版（共 {of} 版），{when} 时的样子。", "您正在閱讀第 {n} 版（共 {of} 版），{when} 時的樣子。"),
    "to-newest-revision": ("Read the newest", "阅读最新版本", "閱讀最新版本"),
    "held-since": ("We hold these bytes, unaltered, since {when}.", "自 {when} 起，我们持有这些字节，未经改动。", "自 {when} 起，我們持有這些位元組，未經改動。"),
    "held-means": ("This says what this archive received and when. It does not say what other readers were served. Check it with cunzhao verify.", "这说明本档案在何时收到了什么，并不说明其他读者看到的内容。可用 cunzhao verify 核验。", "這說明本檔案在何時收到了什麼，並不說明其他讀者看到的內容。可用 cunzhao verify 核驗。"),
    "held-none": ("No capture of this article is listed.", "没有列出此文的存档记录。", "沒有列出此文的存檔紀錄。"),
    "current": ("shown here", "正在显示", "正在顯示"),
    "read-revision": ("read", "阅读", "閱讀"),
    "compare": ("compare", "对照", "對照"),
    "images": ("Images", "图片", "圖片"),
    "image-named-only": ("named, not held", "有提及，未保存", "有提及，未保存"),
    "zone-stated": ("zone stated", "已注明时区", "已註明時區"),
    "unread": ("not readable as a time", "无法读作时间", "無法讀作時間"),
    "tags-of": ("Tags", "标签", "標籤"),
    "no-log-position": ("not in the log yet", "尚未写入日志", "尚未寫入日誌"),
    "report": ("Evidence report", "证据报告", "證據報告"),
    "keep-note": ("Imported and supplied pages are marked as such; the bytes are then what was handed in.", "导入与提交的页面均有标明，其字节即提交时的内容。", "匯入與提交的頁面均有標明，其位元組即提交時的內容。"),
    "more-captures": ("{n} earlier capture|{n} earlier captures", "更早的 {n} 次存档", "更早的 {n} 次存檔"),
    "more-facts": ("More", "更多", "更多"),
    # comparing
    "comparing": ("Revisions side by side", "版本对照", "版本對照"),
    "compare-between": ("Between two captures, {span} apart, the outlet’s text changed as marked.", "两次存档相隔{span}，其间原文改动如标示。", "兩次存檔相隔{span}，其間原文改動如標示。"),
    "unchanged": ("{n} unchanged paragraph|{n} unchanged paragraphs", "{n} 段未改动", "{n} 段未改動"),
    "legend": ("Marked as removed, marked as added", "删去与新增的标示", "刪去與新增的標示"),
    "only-layout": ("The text is the same in both; what changed is outside it.", "两版正文相同，改动在正文之外。", "兩版正文相同，改動在正文之外。"),
    "back-to-article": ("Back to the article", "回到文章", "回到文章"),
    # a capture
    "capture-of": ("Capture {id}", "存档 {id}", "存檔 {id}"),
    "save-payload": ("Save the bytes", "保存字节", "保存位元組"),
    "save-note": ("They are what a stranger’s server sent. Open them with care.", "它们来自陌生服务器，打开时请小心。", "它們來自陌生伺服器，開啟時請小心。"),
    "address": ("Address", "网址", "網址"),
    "at": ("When", "时间", "時間"),
    "status": ("Status", "状态码", "狀態碼"),
    "content-type": ("Claimed type", "声明的类型", "聲明的類型"),
    "origin": ("Brought by", "来历", "來歷"),
    "origin-fetched": ("our own client", "本程序抓取", "本程式擷取"),
    "origin-supplied": ("a person’s file", "由人提交的文件", "由人提交的檔案"),
    "origin-imported": ("another archive", "自其他档案导入", "自其他檔案匯入"),
    "purpose": ("Fetched as", "用途", "用途"),
    "purpose-feed": ("a feed", "订阅源", "訂閱源"),
    "purpose-sitemap": ("a sitemap", "网站地图", "網站地圖"),
    "purpose-listing": ("a listing page", "列表页", "列表頁"),
    "purpose-home": ("a home page", "首页", "首頁"),
    "purpose-page": ("a page", "页面", "頁面"),
    "purpose-image": ("an image", "图片", "圖片"),
    "purpose-robots": ("robots.txt", "robots.txt", "robots.txt"),
    "block-digest": ("SHA-256 of the record block", "记录块的 SHA-256", "紀錄區塊的 SHA-256"),
    "record": ("WARC record", "WARC 记录", "WARC 紀錄"),
    "file": ("In file", "所在文件", "所在檔案"),
    "file-place": ("{path}, byte {offset}, {length} long", "{path}，第 {offset} 字节起，长 {length}", "{path}，第 {offset} 位元組起，長 {length}"),
    "same-as": ("Same bytes as", "字节同于", "位元組同於"),
    "peer": ("Server address", "服务器地址", "伺服器位址"),
    "tls": ("Certificate, SHA-256", "证书 SHA-256", "憑證 SHA-256"),
    "redirects-to": ("Redirects to", "重定向至", "重新導向至"),
    "error": ("Error", "错误", "錯誤"),
    "server-says": ("Server’s own mark", "服务器自注", "伺服器自註"),
    "reasons": ("Why this kind", "判定理由", "判定理由"),
    "no-payload": ("There are no bytes: the request failed.", "没有字节：请求失败。", "沒有位元組：請求失敗。"),
    # sources
    "sources-note": ("What is missing shows here: answers that were no articles, images not held, silence.", "缺失之处在此可见：非文章的响应、未保存的图片、沉寂的时间。", "缺失之處在此可見：非文章的回應、未保存的圖片、沉寂的時間。"),
    "no-sources": ("No source is followed yet.", "尚未关注任何来源。", "尚未關注任何來源。"),
    "no-sources-hint": ("Give the address of an outlet’s home page or feed; the rest is found.", "给出媒体首页或订阅源的网址即可，其余会自动找到。", "給出媒體首頁或訂閱源的網址即可，其餘會自動找到。"),
    "edited-gone": ("{edited} edited, {gone} taken down", "改动 {edited}，下线 {gone}", "改動 {edited}，下架 {gone}"),
    "held-of": ("{held} of {named}", "{held}/{named}", "{held}/{named}"),
    "silence": ("Silent for", "沉寂", "沉寂"),
    "pending": ("Waiting", "待处理", "待處理"),
    "never": ("never", "从未", "從未"),
    "channels": ("Channels", "渠道", "管道"),
    "channel-feed": ("feed", "订阅源", "訂閱源"),
    "channel-sitemap": ("sitemap", "网站地图", "網站地圖"),
    "channel-listing": ("listing", "列表页", "列表頁"),
    "followed-since": ("followed since {when}", "自 {when} 起关注", "自 {when} 起關注"),
    "under-a-minute": ("less than a minute", "不到 1 分钟", "不到 1 分鐘"),
    "minutes": ("{n} minute|{n} minutes", "{n} 分钟", "{n} 分鐘"),
    "hours": ("{n} hour|{n} hours", "{n} 小时", "{n} 小時"),
    "days": ("{n} day|{n} days", "{n} 天", "{n} 天"),
    # refusals
    "not-found": ("Not on record", "没有此项存档", "沒有此項存檔"),
    "not-found-words": ("There is nothing under this address. The address may be mistyped, or the archive was rebuilt from other evidence.", "此网址下没有内容：可能输入有误，或档案已据其他证据重建。", "此網址下沒有內容：可能輸入有誤，或檔案已據其他證據重建。"),
    "redacted": ("Removed by the keeper", "已由管理者移除", "已由管理者移除"),
    "redacted-words": ("{who} removed this from the archive on {when}. Reason: {why}", "{who}已于 {when} 将此内容从档案中移除。理由：{why}", "{who}已於 {when} 將此內容從檔案中移除。理由：{why}"),
    "bad-request": ("This cannot be read", "无法理解", "無法理解"),
    "bad-request-words": ("Something in the address is not what it should be.", "网址中有不合规之处。", "網址中有不合規之處。"),
    "failed": ("This page could not be made", "无法生成此页", "無法產生此頁"),
    "failed-words": ("Something went wrong while reading. Nothing on record has changed. The terminal that runs cunzhao serve says more; cunzhao doctor may help.", "读取时出错；存档内容没有变化。运行 cunzhao serve 的终端有更多说明，也可运行 cunzhao doctor。", "讀取時出錯；存檔內容沒有變化。執行 cunzhao serve 的終端有更多說明，也可執行 cunzhao doctor。"),
}
# fmt: on


def say(language: Language, key: str, **fields: object) -> str:
    """The words for a key, the room's own or the shared ones; an unknown key is given back, so that new data still prints."""
    forms = ROOM.get(key)
    if forms is None:
        return words(language)(key, **fields)
    one, bar, many = forms[LANGUAGES.index(language)].partition("|")
    return (many if bar and fields.get("n") != 1 else one).format_map(fields)
