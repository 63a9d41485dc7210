"""A press for measuring load: many hosts, many articles, all made from a seed while they are asked for."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache

from cunzhao.press import images
from cunzhao.press.channels import robots
from cunzhao.press.server import Reply, Server
from cunzhao.types import Clock, utc_now

_SUBJECTS = [
    "市议会",
    "水务局",
    "轮渡公司",
    "渔业协会",
    "港务处",
    "教育局",
    "交通局",
    "研究所",
    "消防队",
    "图书馆",
    "气象台",
    "工会",
    "医院",
    "法院",
    "邮局",
    "电力公司",
]
_VERBS = ["宣布", "否认", "讨论", "批准", "推迟", "公布", "要求", "调查", "建议", "取消", "证实", "重申"]
_OBJECTS = [
    "新的票价方案",
    "水库检测结果",
    "夜班航次",
    "休渔期安排",
    "台风应急预案",
    "选举计票办法",
    "午餐补贴",
    "大桥工程进度",
    "裁员协商",
    "旧报纸数字化",
    "停电原因",
    "房租指数",
]
_REASONS = [
    "因为去年的数据与今年相差很大",
    "以便居民在月底前提出意见",
    "并承诺一周内公开全部记录",
    "但没有说明费用由谁承担",
    "这是三年来的第二次",
]
_MENU = "".join(f'<li class="menu-item"><a href="/channel/{name}/">{name}</a></li>' for name in _SUBJECTS)
_SCRIPT = "<script>(function(w){w.q=w.q||[];w.q.push(['view',location.href]);})(window);/*" + "x" * 2500 + "*/</script>"


class BigPages:
    """Outlets named ``outlet-000.example`` onwards, with ``articles_per_host`` articles each, one an hour back in time."""

    def __init__(self, hosts: int, articles_per_host: int, seed: int, now: datetime) -> None:
        self.names = tuple(f"outlet-{number:03}.example" for number in range(hosts))
        self.hosts = frozenset(self.names)
        self._count, self._seed, self._now = articles_per_host, seed, now.replace(microsecond=0)

    def urls(self, host: str) -> tuple[str, ...]:
        """The addresses of a host's articles, newest first."""
        return tuple(f"http://{host}/news/{100_000 + number}.html" for number in range(self._count))

    def reply(self, host: str, path: str) -> Reply:
        """Feed, sitemap, robots.txt, front page, articles and pictures of a host; else 404."""
        if path == "/robots.txt":
            return Reply(body=robots([f"http://{host}/sitemap.xml"], 0), content_type="text/plain")
        if path in ("/feed.xml", "/sitemap.xml"):
            return Reply(
                body=self._feed(host) if path == "/feed.xml" else self._sitemap(host), content_type="application/xml"
            )
        if path.startswith("/img/"):
            return Reply(
                body=images.named_png(images.png(path[-5:], 160, 90), f"{host}{path}"), content_type="image/png"
            )
        number = path.removeprefix("/news/").removesuffix(".html")
        if number.isdigit() and 0 <= int(number) - 100_000 < self._count:
            return Reply(body=self._article(host, int(number) - 100_000), modified=self._at(int(number) - 100_000))
        if path == "/":
            feed = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
            return Reply(body=f"<!DOCTYPE html><title>{host}</title>{feed}<h1>{host}</h1>".encode())
        return Reply(status=404, body=b"<title>404</title><p>Not found</p>")

    def _at(self, number: int) -> datetime:
        return self._now - timedelta(hours=number + 1)

    def _random(self, host: str, number: int) -> random.Random:
        return random.Random(f"{self._seed} {host} {number}")

    def _title(self, host: str, number: int) -> str:
        return f"{_sentence(self._random(host, number), short=True)}（{number}）"

    def _feed(self, host: str) -> bytes:
        items = "".join(
            f"<item><title>{self._title(host, number)}</title><link>{url}</link>"
            f"<pubDate>{format_datetime(self._at(number))}</pubDate></item>\n"
            for number, url in enumerate(self.urls(host))
        )
        head = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{host}</title>'
        return f"{head}\n{items}</channel></rss>".encode()

    def _sitemap(self, host: str) -> bytes:
        entries = "".join(
            f"<url><loc>{url}</loc><lastmod>{self._at(number).isoformat()}</lastmod></url>\n"
            for number, url in enumerate(self.urls(host))
        )
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>'.encode()

    def _article(self, host: str, number: int) -> bytes:
        """A page of 15 to 25 KB: some 1,500 characters of text, two pictures, and furniture."""
        rng = self._random(host, number)
        title = f"{_sentence(rng, short=True)}（{number}）"
        paragraphs = ["".join(_sentence(rng) for _ in range(rng.randint(4, 6))) for _ in range(rng.randint(9, 13))]
        pictures = [f'<figure><img src="/img/{number}-{name}.png" alt=""></figure>' for name in "ab"]
        text = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        return f"""<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>{title} - {host}</title>
<meta property="article:published_time" content="{self._at(number).isoformat()}">{_SCRIPT}{_SCRIPT}</head>
<body><nav><ul>{_MENU}</ul></nav><main><article><h1>{title}</h1><p class="byline">记者 {rng.choice(_SUBJECTS)}通讯员</p>
{pictures[0]}
{text}
{pictures[1]}</article></main><aside><ul>{self._links(host)}</ul></aside>
<footer><ul>{_MENU}</ul><p>版权所有</p></footer>{_SCRIPT}</body></html>""".encode()

    @lru_cache(maxsize=64)  # noqa: B019 - lives as long as the press
    def _links(self, host: str) -> str:
        return "".join(
            f'<li><a href="/news/{100_000 + number}.html">{self._title(host, number)}</a></li>'
            for number in range(min(20, self._count))
        )


class BigPress(Server):
    """The generated press: RSS at ``/feed.xml`` and a sitemap on every host; equal arguments give equal bytes."""

    def __init__(self, hosts: int = 50, articles_per_host: int = 100, seed: int = 1, clock: Clock = utc_now) -> None:
        self.big = BigPages(hosts, articles_per_host, seed, clock())
        super().__init__(self.big, clock)


def _sentence(rng: random.Random, *, short: bool = False) -> str:
    subject, verb, what = rng.choice(_SUBJECTS), rng.choice(_VERBS), rng.choice(_OBJECTS)
    if short:
        return f"{subject}{verb}{what}"
    figure = rng.randint(3, 980)
    return f"{subject}{verb}{what}，涉及{figure}户居民，{rng.choice(_REASONS)}。"
