"""Pictures of a running reading room: phone and desktop, light and dark, three languages.

    python tools/screenshots.py http://127.0.0.1:8000/ pictures/ [--paths / /sources …] [--languages en …]

Without ``--paths`` it finds an article, a comparison and the rest by following the links of the newest page.
"""

from __future__ import annotations

import argparse
import itertools
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--hide-scrollbars",
)  # fmt: skip
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
THEMES = ("light", "dark")
LANGUAGES = ("zh-Hans", "zh-Hant", "en")


def main(arguments: Sequence[str]) -> int:
    """Takes the pictures; prints the name of each."""
    wanted = options().parse_args(arguments)
    program = next((found for name in CHROMIUMS if (found := shutil.which(name))), None)
    if program is None:
        print(f"no browser: install one of {', '.join(CHROMIUMS)}", file=sys.stderr)
        return 1
    wanted.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        paths = wanted.paths or found_paths(browser, wanted.base)
        for name in pictures(browser, wanted.base, wanted.folder, paths, wanted.languages, wanted.sizes, wanted.themes):
            print(name)
        browser.close()
    return 0


def options() -> argparse.ArgumentParser:
    """The words of the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("base", help="address of a running reading room")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--paths", nargs="+", metavar="PATH")
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--sizes", nargs="+", choices=tuple(SIZES), default=tuple(SIZES))
    parser.add_argument("--themes", nargs="+", choices=THEMES, default=THEMES)
    return parser


def found_paths(browser: Browser, base: str) -> list[str]:
    """The pages worth a picture: the lists, the first edited article with its comparison, a capture, a search."""
    page = browser.new_page()
    page.goto(urljoin(base, "/?only=edited"))
    paths = ["/", "/days", "/sources", "/tags", "/search", "/settings", "/not-here"]
    article = page.locator(".entry-title a").first.get_attribute("href", timeout=2_000)
    if article:
        page.goto(urljoin(base, article))
        links = (page.locator(chosen).first.get_attribute("href") for chosen in (".compare-link", ".captures a"))
        paths += [article, *(link for link in links if link)]
    page.close()
    return paths


def pictures(
    browser: Browser, base: str, folder: Path, paths: Sequence[str], languages: Sequence[str], sizes: Sequence[str],
    themes: Sequence[str],
) -> Iterator[str]:  # fmt: skip
    """Takes one picture of the whole page for each combination."""
    for size, theme, language in itertools.product(sizes, themes, languages):
        width, height = SIZES[size]
        scheme = "dark" if theme == "dark" else "light"
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        for path in paths:
            name = f"{slug(path)}-{size}-{theme}-{language}.png"
            take(page, urljoin(base, path), language, folder / name)
            yield name
        context.close()


def take(page: Page, address: str, language: str, target: Path) -> None:
    """One picture of a page in one language, with its details opened where they belong to the evidence."""
    page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}", wait_until="load")
    page.screenshot(path=target, full_page=True)


def slug(path: str) -> str:
    """A file name for a path."""
    return re.sub(r"[^A-Za-z0-9]+", "-", path).strip("-")[:60] or "newest"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
