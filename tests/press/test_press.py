"""The press's content: what ``expected`` says is true of the bytes, and discovery finds all of it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from cunzhao.discover import common_places, parse_feed, parse_listing, parse_sitemap, propose, robots_sitemaps
from cunzhao.press import BigPress, Expected, Press
from cunzhao.types import Candidate
from tests.press.test_server import NOW, ask


@pytest.fixture
def press() -> Iterator[Press]:
    with Press(clock=lambda: NOW) as running:
        yield running


def text_of(press: Press, url: str) -> str:
    """The page as a browser would decode it."""
    _, headers, body = ask(press, url)
    charset = headers["content-type"].partition("charset=")[2]
    if not charset:
        charset = body.partition(b'<meta charset="')[2].partition(b'"')[0].decode()
    return body.decode(charset)


def discovered(press: Press) -> dict[str, list[Candidate]]:
    """Every candidate of every channel, by address."""
    found: dict[str, list[Candidate]] = {}
    for seed in press.seeds:
        for kind, url in seed.channels:
            for candidate in candidates(press, kind, url):
                found.setdefault(candidate.url, []).append(candidate)
    return found


def candidates(press: Press, kind: str, url: str) -> list[Candidate]:
    _, headers, body = ask(press, url)
    if kind == "feed":
        feed = parse_feed(body, url, headers, NOW)
        assert feed.problems == ()
        return list(feed.candidates)
    if kind == "listing":
        return list(parse_listing(body, url, NOW))
    sitemap = parse_sitemap(body, url, NOW)
    assert sitemap.problems == ()
    return [*sitemap.candidates, *(c for child in sitemap.children for c in candidates(press, kind, child))]


def of(press: Press, what: str) -> list[Expected]:
    return [item for item in press.expected if item.what == what]


def test_discovery_finds_everything_that_is_expected(press: Press) -> None:
    pages = ("article", "consent", "paywall", "blocked", "soft-404", "media", "empty")
    assert set(discovered(press)) == {item.url for item in press.expected if item.what in pages}


def test_the_second_round_announces_what_is_new_and_where_things_moved(press: Press) -> None:
    before = set(discovered(press))
    press.advance()
    after = set(discovered(press))
    (moved,) = of(press, "moved")
    assert after - before == {of(press, "new")[0].url, moved.other}
    assert before - after == {moved.url, *(item.url for item in of(press, "gone"))}


def test_dates_are_those_of_the_pages_but_where_they_are_ahead(press: Press) -> None:
    ahead = {item.url for item in of(press, "date-ahead")}
    found = discovered(press)
    for url, truth in press.truths.items():
        claimed = [claim.at for candidate in found[url] for claim in candidate.claims if not claim.modified]
        shift = timedelta(hours=12 if url in ahead else 0)
        assert all(at == truth.published + shift for at in claimed)
        assert truth.published <= NOW
    assert len(ahead) == 4
    assert any(claim.at and claim.at > NOW for url in ahead for candidate in found[url] for claim in candidate.claims)


@pytest.mark.parametrize("number", [1, 2])
def test_every_article_says_what_is_true_of_it(press: Press, number: int) -> None:
    if number == 2:
        press.advance()
    assert len(press.truths) >= 30
    for url, truth in press.truths.items():
        page = text_of(press, url).replace("&#x27;", "'").replace("&quot;", '"')
        assert truth.title in page
        assert truth.byline in page
        assert all(paragraph in page for paragraph in truth.paragraphs)
        assert len("".join(truth.paragraphs)) >= 180
        assert 'id="dfp-ad-imu1"' in page
        if truth.image:
            assert ask(press, truth.image)[1]["content-type"] == "image/png"


def test_charsets_are_said_where_expected_says(press: Press) -> None:
    said = {item.detail for item in of(press, "charset")}
    assert said == {"gb18030, said in meta", "big5, said in header", "big5, said in meta"}
    for item in of(press, "charset"):
        _, headers, body = ask(press, item.url)
        place = item.detail.rpartition(" ")[2]
        assert ("charset=" in headers["content-type"]) == (place == "header")
        assert (b"<meta charset=" in body) == (place == "meta")
        with pytest.raises(UnicodeDecodeError):
            body.decode()


@pytest.mark.parametrize(
    ("what", "status", "words"),
    [
        ("consent", 200, "Accept all cookies"),
        ("paywall", 200, "Subscribe to continue reading"),
        ("blocked", 403, "Verify you are human"),
        ("soft-404", 200, "页面不存在"),
        ("media", 200, "%PDF-1.4"),
        ("empty", 200, ""),
    ],
)
def test_odd_answers(press: Press, what: str, status: int, words: str) -> None:
    (item,) = of(press, what)
    answered, _, body = ask(press, item.url)
    assert answered == status
    assert words in body.decode("utf-8", "replace")
    assert (body == b"") == (what == "empty")


def test_the_pairs(press: Press) -> None:
    (copy,), (same,), (prefix,) = of(press, "copy"), of(press, "same-title"), of(press, "prefix")
    truths = press.truths
    one, other = truths[copy.url], truths[str(copy.other)]
    assert one.title != other.title
    assert one.paragraphs[1:-1] == other.paragraphs[1:]
    one, other = truths[same.url], truths[str(same.other)]
    assert (one.title, one.published.date()) == (other.title, other.published.date())
    assert not set(one.paragraphs) & set(other.paragraphs)
    assert str(prefix.other).startswith(prefix.url)


def test_the_second_round_edits_silently_removes_and_moves(press: Press) -> None:
    changed = [item for what in ("edit", "typo", "added") for item in of(press, what)]
    before = {item.url: press.truths[item.url] for item in changed}
    tags = {url: ask(press, url)[1]["etag"] for url in press.truths}
    feed = ask(press, "http://haian.example/feed.xml")[2].decode()
    press.advance()
    (edit,) = of(press, "edit")
    assert press.truths[edit.url].title != before[edit.url].title
    assert before[edit.url].title in feed
    assert press.truths[edit.url].title not in ask(press, "http://haian.example/feed.xml")[2].decode()
    assert "dateModified" in text_of(press, edit.url)
    (added,) = of(press, "added")
    assert press.truths[added.url].paragraphs[:-1] == before[added.url].paragraphs
    for item in changed:
        assert ask(press, item.url, If_None_Match=tags[item.url])[0] == 200
    assert [ask(press, item.url)[0] for item in of(press, "gone")] == [404, 410]
    assert all(item.detail in ask(press, item.url)[2].decode() for item in of(press, "gone"))
    (moved,) = of(press, "moved")
    status, headers, _ = ask(press, moved.url)
    assert (status, "http://gangwan.example" + headers["location"]) == (301, moved.other)


def test_an_edit_does_not_show_in_the_pages_stated_dates(press: Press) -> None:
    (edit,) = of(press, "edit")
    stated = [line for line in text_of(press, edit.url).split('"') if line.startswith("2026-11-2")]
    press.advance()
    assert [line for line in text_of(press, edit.url).split('"') if line.startswith("2026-11-2")] == stated


@pytest.mark.parametrize(
    ("host", "first"),
    [
        ("haian.example", "http://haian.example/feed.xml"),
        ("gangwan.example", "http://gangwan.example/atom.xml"),
        ("beiting.example", "http://beiting.example/index.rdf"),
        ("tidewatch.example", "http://tidewatch.example/feed.json"),
    ],
)
def test_feeds_are_proposed_before_the_page_itself(press: Press, host: str, first: str) -> None:
    channels = propose(ask(press, f"http://{host}/")[2], f"http://{host}/")
    assert channels[0].url == first
    assert channels[-1].kind == "listing"


def test_an_outlet_without_a_feed_is_found_by_robots_and_by_common_places(press: Press) -> None:
    home = "http://harbour-post.example/"
    assert [channel.kind for channel in propose(ask(press, home)[2], home)] == ["listing"]
    index = home + "sitemap_index.xml"
    assert robots_sitemaps(ask(press, home + "robots.txt")[2]) == (index,)
    assert index in common_places(home)


def test_pictures_are_whole_and_differ(press: Press) -> None:
    pictures = {ask(press, truth.image)[2] for truth in press.truths.values() if truth.image}
    assert len(pictures) == sum(bool(truth.image) for truth in press.truths.values())
    picture = pictures.pop()
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", picture[16:24]) == (320, 180)
    start = picture.index(b"IDAT")
    (length,) = struct.unpack(">I", picture[start - 4 : start])
    assert len(zlib.decompress(picture[start + 4 : start + 4 + length])) == 180 * 321


def test_a_press_of_another_day_is_dated_by_its_clock() -> None:
    later = datetime(2027, 3, 1, 0, 30, tzinfo=UTC)
    press = Press(clock=lambda: later)
    assert press.url("haian/election") == "http://haian.example/2027/02/28/44710.html"
    assert "2月28日" in press.truth("haian/election").paragraphs[0]
    assert all(truth.published <= later for truth in press.truths.values())
    assert not any(
        "{" in part for truth in press.truths.values() for part in (truth.url, truth.title, *truth.paragraphs)
    )


def test_the_big_press_is_big_and_always_the_same() -> None:
    bodies = []
    for _ in range(2):
        with BigPress(hosts=3, articles_per_host=5, clock=lambda: NOW) as press:
            host = press.big.names[2]
            feed = parse_feed(ask(press, f"http://{host}/feed.xml")[2], f"http://{host}/feed.xml", None, NOW)
            sitemap = parse_sitemap(ask(press, f"http://{host}/sitemap.xml")[2], f"http://{host}/sitemap.xml", NOW)
            assert (
                tuple(c.url for c in feed.candidates)
                == tuple(c.url for c in sitemap.candidates)
                == press.big.urls(host)
            )
            bodies.append([ask(press, url)[2] for url in press.big.urls(host)])
            assert ask(press, f"http://{host}/news/100005.html")[0] == 404
            pictures = {ask(press, f"http://{host}/img/{name}.png")[2] for name in ("0-a", "0-b", "1-a", "1-b")}
            assert len(pictures) == 4
            assert all(picture.startswith(b"\x89PNG") for picture in pictures)
    assert bodies[0] == bodies[1]
    assert len(set(bodies[0])) == 5
    assert all(14_000 < len(body) < 26_000 for body in bodies[0])
