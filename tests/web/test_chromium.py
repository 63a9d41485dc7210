"""A reader with a real browser: reads, searches, compares; and nothing of what was captured ever runs.

Skipped where no Chromium is installed, except where CI is set: there it must be.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.web.conftest import open_room

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
PATHS = [
    "/", "/days", "/day/2026-11-22", "/sources", "/source/harbour", "/tags", "/settings", "/nope", "/capture/flood-c1",
    "/search?q=%E9%80%89%E4%B8%BE", "/search?q=%22", "/article/flood", "/article/flood/compare/1/2", "/article/hostile",
    "/article/hostile/compare/1/2", "/article/flood/report", "/article/hostile/report", "/capture/flood-c1/report",
]  # fmt: skip
pytestmark = pytest.mark.xdist_group("chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        message = f"no browser on PATH: one of {', '.join(NAMES)} is needed to test the reading room as it is read"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with open_room() as found:
        yield found


class Watch:
    """What a page complained about, and where it tried to go."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.troubles: list[str] = []
        self.strangers: list[str] = []
        context.on("console", lambda message: self._console(message.type, message.text))
        context.on("weberror", lambda error: self.troubles.append(str(error.error)))
        context.on("request", lambda request: self._request(request.url))
        context.on("dialog", lambda dialog: self.troubles.append(dialog.message))

    def _console(self, kind: str, text: str) -> None:
        # Chromium itself writes a line for every answer that is no success; the pages asked for here mean to be that.
        if kind in {"error", "warning"} and "the server responded with a status of 40" not in text:
            self.troubles.append(text)

    def _request(self, url: str) -> None:
        if not url.startswith(self.address):
            self.strangers.append(url)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


@pytest.fixture
def watch(context: BrowserContext, address: str) -> Watch:
    return Watch(context, address)


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    return context.new_page()


def test_a_reader_reads_searches_and_compares(page: Page, address: str, watch: Watch) -> None:
    page.goto(address)
    assert page.locator(".entry-title").first.inner_text() == "山洪过后：救援仍在继续"
    page.keyboard.press("/")
    page.keyboard.type("选举")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.locator("mark").first.inner_text() == "選舉"
    page.locator(".entry-title a").first.click()
    assert page.locator("h1").inner_text() == "市議會選舉結果揭曉 投票率創二十年新高"
    page.go_back()
    page.locator(".wordmark").click()
    page.locator(".entry-title a").first.click()
    page.locator(".dateline summary").click()
    assert page.get_by_text("the feed and the page agree").first.is_visible()
    assert page.locator(".body img").first.evaluate("image => image.naturalWidth") == 640
    page.locator(".compare-link").first.click()
    assert page.locator(".side-new ins").first.is_visible()
    assert not page.locator(".inline ins").first.is_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.locator(".inline ins").first.is_visible()
    assert not page.locator(".side-new ins").first.is_visible()
    assert watch.troubles == []
    assert watch.strangers == []


def test_no_page_complains_or_asks_elsewhere(page: Page, address: str, watch: Watch) -> None:
    for path in PATHS:
        page.goto(urljoin(address, path))
        for summary in page.locator("summary").all():
            if summary.is_visible():
                summary.click()
        assert page.title() != "ran"
    assert watch.troubles == []
    assert watch.strangers == []


def test_captured_bytes_do_not_run(page: Page, address: str, watch: Watch) -> None:
    page.goto(urljoin(address, "/article/hostile"))
    assert page.evaluate("window.ran") is None
    for path in ("/capture/hostile-c1/payload", "/image/svg"):
        with page.expect_download() as download:
            page.evaluate("path => { const link = document.createElement('a'); link.href = path; link.click(); }", path)
        assert download.value.failure() is None
    page.goto(urljoin(address, "/image/img1"))
    assert page.evaluate("document.contentType") == "image/png"
    assert page.evaluate("window.origin") == "null", "an image opened alone lies in a sandbox without our origin"
    assert watch.strangers == []


def test_an_inline_script_would_be_refused(page: Page, address: str, watch: Watch) -> None:
    """The policy itself, seen to hold: without this, silence in the other tests would prove little."""
    page.goto(address)
    page.evaluate("""() => {
        const script = document.createElement('script'); script.textContent = 'window.ran = 1'; document.body.append(script);
        const image = document.createElement('img'); image.src = 'https://stranger.example/a.png'; document.body.append(image);
    }""")
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert any("script-src" in trouble for trouble in watch.troubles)
    assert any("img-src" in trouble for trouble in watch.troubles)


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_page_is_wider_than_the_screen(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in PATHS:
        page.goto(urljoin(address, path))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_keys_move_through_a_list(page: Page, address: str) -> None:
    page.goto(address)
    focused = "() => [...document.querySelectorAll('.entry-title a')].indexOf(document.activeElement)"
    places = []
    for key in "jjkkj":
        page.keyboard.press(key)
        places.append(page.evaluate(focused))
    assert places == [0, 1, 0, 0, 1]
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/*")


def test_everything_can_be_read_without_script(browser: Browser, address: str) -> None:
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(address)
    page.locator("#q").fill("选举")
    page.locator(".find button").click()
    page.locator(".entry-title a").first.click()
    page.locator("summary").first.click()
    assert page.locator(".dateline-why").is_visible()
    plain.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast(browser: Browser, address: str, scheme: str) -> None:
    """WCAG 2.2, 1.4.3 (AA): 4.5 to 1 for every text on every page, against the ground that it stands on."""
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    for path in PATHS:
        page.goto(urljoin(address, path))
        assert page.evaluate(CONTRAST) == [], path
    context.close()


CONTRAST = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const linear = (part) => part <= 10.31475 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4;
  const light = (rgb) => 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const poor = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    const pair = [light(parse(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < 4.5) poor.add(`${element.className} ${ratio.toFixed(2)} ${walker.currentNode.data.slice(0, 20)}`);
  }
  return [...poor];
}"""
