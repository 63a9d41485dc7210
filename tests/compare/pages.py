"""Labelled answers, written for the tests: (label, kind, Answer). Later issues add theirs here."""

from __future__ import annotations

from dataclasses import dataclass

from cunzhao.compare import Answer, answer
from cunzhao.types import PageKind

URL = "https://news.example/2026/11/22/report-1151830.html"

LONG = {
    "en": "The council voted late on Tuesday to close the old bridge until spring. Engineers had found cracks in two piers. "
    * 9,
    "zh": "市议会周二深夜投票决定，在春天到来之前关闭旧桥。工程师此前在两座桥墩上发现了裂缝，居民表示担心。" * 10,
    "ja": "市議会は火曜日の夜、古い橋を春まで閉鎖することを決めた。技術者は二本の橋脚にひびを見つけていた。" * 10,
    "ko": "시의회는 화요일 밤 낡은 다리를 봄까지 폐쇄하기로 의결했다. 기술자들은 교각 두 곳에서 균열을 발견했다. " * 10,
    "de": "Der Stadtrat beschloss am Dienstag, die alte Brücke bis zum Frühjahr zu sperren. Prüfer hatten Risse gefunden. "
    * 9,
    "ru": "Городской совет решил закрыть старый мост до весны. Инженеры нашли трещины в двух опорах. " * 11,
    "ar": "قرر المجلس البلدي مساء الثلاثاء إغلاق الجسر القديم حتى الربيع بعد أن عثر المهندسون على شقوق في دعامتين. "
    * 10,
}
STUB = {
    "en": "The council voted late on Tuesday to close the old bridge until spring. Engineers had found cracks.",
    "zh": "市议会周二深夜投票决定，在春天到来之前关闭旧桥。",
    "ja": "市議会は火曜日の夜、古い橋を春まで閉鎖することを決めた。",
    "ko": "시의회는 화요일 밤 낡은 다리를 봄까지 폐쇄하기로 의결했다.",
    "de": "Der Stadtrat beschloss am Dienstag, die alte Brücke bis zum Frühjahr zu sperren.",
    "fr": "Le conseil municipal a décidé mardi soir de fermer le vieux pont jusqu'au printemps.",
}
MENU = "<nav>" + "".join(f'<a href="/s{i}">Section {i}</a> ' for i in range(6)) + "</nav>"
LD = '<script type="application/ld+json">{"@type":"NewsArticle"}</script>'
LD_PAID = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}</script>'
OG = '<meta property="og:type" content="article">'
SHELL = '<div id="root"></div><script src="/app.js"></script>'


@dataclass(frozen=True)
class Page:
    """One labelled answer."""

    name: str
    kind: PageKind
    answer: Answer


def page(
    name: str,
    kind: PageKind,
    title: str = "",
    body: str = "",
    text: str = "",
    *,
    status: int = 200,
    content_type: str = "text/html; charset=utf-8",
    final_url: str | None = None,
    url: str = URL,
    head: str = "",
    raw: str | None = None,
    truncated: bool = False,
) -> Page:
    """A page from its parts; what is in ``text`` also stands in the body."""
    shown = "".join(f"<p>{line}</p>" for line in text.split("\n") if line)
    markup = f"<html><head><title>{title}</title>{head}</head><body>{body}{shown}</body></html>" if raw is None else raw
    made = answer(
        url,
        status,
        final_url=final_url,
        content_type=content_type,
        html=markup,
        text=text,
        title=title,
        truncated=truncated,
    )
    return Page(name, kind, made)


def links(titles: list[str]) -> str:
    """A list of headlines, each a link."""
    return "<ul>" + "".join(f'<li><a href="/a/{i}">{t}</a></li>' for i, t in enumerate(titles)) + "</ul>"


HEADLINES = [f"Headline number {i} about the bridge and the council" for i in range(20)]
ZH_HEADLINES = [f"第{i}条新闻：市议会讨论旧桥的去留问题" for i in range(20)]

ARTICLES = [
    *(page(f"article {lang}", "article", "Old bridge", MENU, text) for lang, text in LONG.items()),
    page("article with markup, short", "article", "Bridge closed", MENU, STUB["en"] + " " + STUB["en"], head=LD),
    page("article og, zh", "article", "旧桥关闭", MENU, STUB["zh"] * 3, head=OG),
    page("article about 404", "article", "404 Not Found: a history of an error page", MENU, LONG["en"], head=LD),
    page(
        "article with captcha for comments", "article", "Bridge", '<div class="g-captcha"></div>', LONG["en"], head=LD
    ),
    page(
        "article with cookie banner",
        "article",
        "Bridge",
        "<div>We use cookies. Accept all cookies</div>",
        LONG["en"],
        head=LD,
    ),
    page(
        "article with banner zh",
        "article",
        "旧桥",
        "<div>本站使用 cookie，点击同意 cookie 并继续</div>",
        LONG["zh"],
        head=OG,
    ),
    page(
        "article with subscription offer",
        "article",
        "Bridge",
        "<aside>Subscribe to continue</aside>",
        LONG["en"],
        head=LD,
    ),
    page("article with noscript", "article", "Bridge", "<noscript>Please enable JavaScript</noscript>", LONG["de"]),
    page("article marked not free but whole", "article", "Bridge", MENU, LONG["en"], head=LD_PAID),
    page("article about robots", "article", "Are you a robot?", MENU, LONG["en"]),
    page("article with many links", "article", "Bridge", links(HEADLINES) * 3, LONG["en"], head=LD),
    page("article many links zh, no markup", "article", "旧桥", links(ZH_HEADLINES) * 2, LONG["zh"]),
    page("article in plain text", "article", "", "", LONG["en"], content_type="text/plain", raw=LONG["en"]),
    page("article cut off", "article", "Bridge", MENU, LONG["en"], truncated=True),
    page(
        "article about consent", "article", "Cookie consent ruling", MENU, LONG["en"] + " Accept all cookies.", head=LD
    ),
    page("brief zh", "article", "短讯", MENU, STUB["zh"] * 4),
]
LISTINGS = [
    page(
        "listing en", "listing", "News", links(HEADLINES), "\n".join(HEADLINES), url="https://news.example/news/today"
    ),
    page(
        "listing zh", "listing", "要闻", links(ZH_HEADLINES), "\n".join(ZH_HEADLINES), url="https://news.example/yw/9"
    ),
    page("listing without text", "listing", "News", links(HEADLINES), ""),
    page("home page", "listing", "The Example", links(HEADLINES), LONG["en"], url="https://news.example/"),
    page("home page index.html", "listing", "日报", links(ZH_HEADLINES), "", url="https://news.example/index.html"),
    page("tag page", "listing", "Bridge", links(HEADLINES[:9]), STUB["en"], url="https://news.example/tags/bridge"),
    page("search page", "listing", "Search", links(HEADLINES[:9]), STUB["en"], url="https://news.example/search?q=a"),
    page(
        "category page zh",
        "listing",
        "分类",
        links(ZH_HEADLINES[:10]),
        STUB["zh"],
        url="https://news.example/category/1",
    ),
]
BLOCKED = [
    page("403", "blocked", "Forbidden", "<h1>Forbidden</h1>", status=403),
    page("429", "blocked", "Slow down", "", status=429),
    page("503", "blocked", "Service", "<p>Back soon</p>", status=503),
    page("401", "blocked", "Sign in", "", status=401),
    page("challenge 200 en", "blocked", "Just a moment...", "<p>Checking your browser before accessing.</p>"),
    page("challenge 503 en", "blocked", "Attention Required!", "<p>Enable cookies.</p>", status=503),
    page("human en", "blocked", "Example", "<p>Please verify you are human to go on.</p>"),
    page("human negated en", "blocked", "Example", "<p>Verify you are not a robot</p>"),
    page("zh verification", "blocked", "访问验证", "<p>请完成验证后继续访问</p>"),
    page("zh Hant verification", "blocked", "安全驗證", "<p>請完成驗證</p>"),
    page("zh too often", "blocked", "提示", "<p>您的访问过于频繁，请稍后再试</p>"),
    page("zh refused", "blocked", "拒绝访问", "<p>您的请求已被拦截</p>"),
    page("ja", "blocked", "確認", "<p>私はロボットではありません</p>"),
    page("ko", "blocked", "확인", "<p>로봇이 아닙니다</p>"),
    page("de", "blocked", "Sicherheitsüberprüfung", "<p>Bitte warten</p>"),
    page("fr", "blocked", "Accès refusé", "<p>Votre adresse est filtrée.</p>"),
    page("es", "blocked", "Acceso denegado", ""),
    page("ru", "blocked", "Проверка браузера", "<p>Подождите</p>"),
    page(
        "captcha markup only", "blocked", "Example", '<div class="h-captcha" data-sitekey="x"></div><script></script>'
    ),
    page("challenge form", "blocked", "Example", '<form id="challenge-form" action="/x"></form>'),
    page(
        "country",
        "blocked",
        "Sorry",
        "<p>This content is not available in your country.</p>",
        "Not available in your country.",
    ),
    page("blocked with 404", "gone", "Not here", "", status=404),
    page("challenge in noscript", "blocked", "Example", "<noscript>Verify you are human: enable JavaScript</noscript>"),
]
CONSENT = [
    page("consent en", "consent", "Before you continue", "<p>We use cookies. Accept all. Reject all cookies.</p>"),
    page("consent de", "consent", "Einwilligung", "<p>Mit Werbung weiterlesen. Datenschutzeinstellungen</p>"),
    page("consent fr", "consent", "Votre vie privée", "<p>Accepter. Continuer sans accepter.</p>"),
    page("consent body es", "consent", "Diario", "<p>Tu privacidad es importante. Aceptar y continuar.</p>"),
    page("consent by address", "consent", "Example", "<p>OK?</p>", final_url="https://consent.example/collect-consent?back=1"),
    page("consent it", "consent", "La tua privacy", "<p>Accetta e continua</p>"),
    page("consent nl", "consent", "Jouw privacy", "<p>Alles accepteren of aanpassen</p>"),
    page(
        "consent text extracted", "consent", "Example", "",
        "We value your privacy. We and our partners store and use cookies for personalised ads. Manage cookie settings. " * 3,
    ),
]  # fmt: skip
PAYWALL = [
    page("paywall flag en", "paywall", "Bridge", MENU, STUB["en"], head=LD_PAID),
    page(
        "paywall words en",
        "paywall",
        "Bridge",
        "<p>Subscribe to continue reading. Already a subscriber? Log in</p>",
        STUB["en"],
    ),
    page("paywall zh", "paywall", "旧桥", "<p>订阅后阅读全文，更多精彩内容尽在本报</p>", STUB["zh"]),
    page("paywall zh Hant", "paywall", "舊橋", "<p>本文為會員專享文章，請登入閱讀全文</p>", STUB["zh"]),
    page("paywall ja", "paywall", "橋", "<p>この記事は有料会員限定です。続きを読むには登録が必要です</p>", STUB["ja"]),
    page(
        "paywall ko",
        "paywall",
        "다리",
        "<p>유료 회원 전용 기사입니다. 로그인 후 전문을 보실 수 있습니다</p>",
        STUB["ko"],
    ),
    page("paywall de", "paywall", "Brücke", "<p>Nur für Abonnenten. Jetzt testen.</p>", STUB["de"]),
    page(
        "paywall fr",
        "paywall",
        "Pont",
        "<p>Article réservé aux abonnés. Il vous reste 80 % de cet article à lire.</p>",
        STUB["fr"],
    ),
    page("paywall 402", "paywall", "Pay", "", status=402),
    page("paywall by address", "paywall", "Log in", "<p>Email</p>", final_url="https://news.example/login?next=1"),
    page(
        "paywall limit",
        "paywall",
        "Bridge",
        "<p>You have reached your limit of free articles this month.</p>",
        STUB["en"],
    ),
]
SOFT_404 = [
    page("soft en", "soft-404", "Page not found", MENU + "<h1>Sorry</h1>"),
    page("soft 404 title", "soft-404", "404 | Example", MENU),
    page("soft zh", "soft-404", "页面不存在", "<p>五秒后返回首页</p>"),
    page("soft zh deleted", "soft-404", "提示信息", "<p>抱歉，该文章已被作者删除</p>", "抱歉，该文章已被作者删除"),
    page("soft zh Hant", "soft-404", "找不到網頁", ""),
    page("soft ja", "soft-404", "お探しのページは見つかりませんでした", ""),
    page(
        "soft ja expired",
        "soft-404",
        "ニュース",
        "<p>この記事は掲載期間が終了しました</p>",
        "この記事は掲載期間が終了しました",
    ),
    page("soft ko", "soft-404", "페이지를 찾을 수 없습니다", ""),
    page("soft de", "soft-404", "Seite nicht gefunden", MENU),
    page("soft fr", "soft-404", "Page introuvable", MENU),
    page("soft es", "soft-404", "Página no encontrada", MENU),
    page("soft ru", "soft-404", "Страница не найдена", MENU),
    page("soft by text", "soft-404", "Example", MENU, "This article has been removed."),
    page("soft to home", "soft-404", "The Example", links(HEADLINES), "", final_url="https://news.example/"),
    page(
        "soft to error page",
        "soft-404",
        "Oops",
        "<p>" + "Something went wrong. " * 20,
        final_url="https://news.example/404.html",
    ),
]
OTHERS = [
    page("404", "gone", "Not Found", "", status=404),
    page("410", "gone", "Gone", "", status=410),
    page("451", "gone", "Unavailable", "", status=451),
    page("301", "moved", status=301),
    page("302 with body", "moved", "Found", "<p>Moved</p>", status=302),
    page("308", "moved", status=308),
    page("refresh", "moved", "", "", head='<meta http-equiv="refresh" content="0; url=https://news.example/new">'),
    page("empty body", "empty", raw=""),
    page("shell", "empty", "Example", SHELL),
    page(
        "shell says so",
        "empty",
        "Example",
        SHELL + "<noscript>You need to enable JavaScript to run this app.</noscript>",
    ),
    page("shell zh", "empty", "新闻", SHELL + "<noscript>请启用 JavaScript 后继续</noscript>"),
    page("white space only", "empty", "", "<div>  &nbsp; </div>"),
    page("cut off", "empty", raw="<html><head><tit", truncated=True),
    page("pdf", "media", content_type="application/pdf", raw="%PDF-1.7"),
    page("pdf named html", "media", raw="%PDF-1.7 ..."),
    page("image", "media", content_type="image/jpeg", raw=""),
    page("audio", "media", content_type="audio/mpeg", raw=""),
    page("video", "media", content_type="video/mp4; codecs=x", raw=""),
    page("zip", "media", content_type="application/zip", raw="PK"),
    page(
        "word", "media", content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document", raw=""
    ),
    page("json", "other", content_type="application/json", raw='{"a": 1}'),
    page("500", "other", "Error", "<p>Internal server error</p>", status=500),
    page("418", "other", "Teapot", "", status=418),
    page(
        "frame with little text", "other", "Contact", MENU + "<p>" + "Street 1, Town. " * 10 + "</p>", "Street 1, Town."
    ),
]

PAGES = [*ARTICLES, *LISTINGS, *BLOCKED, *CONSENT, *PAYWALL, *SOFT_404, *OTHERS]
