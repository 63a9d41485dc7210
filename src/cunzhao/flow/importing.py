"""Other archives' posts, taken in whole: the file as evidence, its content as an article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from cunzhao.discover import parse_opml
from cunzhao.errors import InputError
from cunzhao.extract import Post, is_binary
from cunzhao.flow.add import add_opml
from cunzhao.flow.context import Context
from cunzhao.flow.deposit import publish_log
from cunzhao.flow.files import take_files
from cunzhao.flow.keep import read_file, spelled
from cunzhao.flow.material import POST
from cunzhao.flow.outcome import Outcome
from cunzhao.flow.reading import read_post
from cunzhao.reasons import phrase
from cunzhao.types import Deposit, ImportReport, Progress, Resource, Source, silent

BATCH = 128
"""Posts per fsync and commit."""
SUFFIXES = (".md", ".markdown", ".html", ".htm")


def import_jekyll(context: Context, path: Path, progress: Progress = silent) -> ImportReport:
    """Every post below ``path`` (a post, a ``_posts`` folder, or a whole site). Nothing is dropped without a reason."""
    files = find_posts(path)
    kept = merged = 0
    skipped: list[tuple[str, str]] = []
    odd: list[tuple[str, str]] = []
    for start in range(0, len(files), BATCH):
        names, deposits = [], []
        for file in files[start : start + BATCH]:
            name = spelled(file.relative_to(path) if file != path else Path(file.name))
            deposit, said = _read(context, file, name)
            odd += [(name, what) for what in said] if deposit else []
            skipped += [] if deposit else [(name, what) for what in said]
            if deposit is not None:
                names.append(name)
                deposits.append(deposit)
        for name, outcome in zip(names, take_files(context, deposits), strict=True):
            kept += outcome.kind == "kept"
            merged += outcome.kind in ("merged", "unchanged", "edited")
            skipped += _not_taken(name, outcome)
            odd += _merged(name, outcome)
        progress(f"{min(start + BATCH, len(files))} of {len(files)} posts")
    publish_log(context)
    return ImportReport(len(files), kept, merged, tuple(skipped), tuple(odd))


def import_opml(context: Context, path: Path) -> tuple[ImportReport, list[Source]]:
    """Follow the feeds of a subscription list, and say what became of each entry; nothing is fetched now.

    ``kept`` are new sources; ``merged`` are feeds that stand in the list twice, are followed already, or join an outlet that
    is. Raises InputError for a file that is no such list, or has no entry.
    """
    try:
        found = parse_opml(read_file(path))
    except InputError as error:
        said = str(error)
        raise InputError(said if said.startswith(str(path)) else f"{path}: {said}") from None
    read = len(found.entries) + len(found.repeated) + len(found.refused)
    if not read:
        raise InputError(f"{path}: no feeds found in this file; it should be OPML as feed readers export it")
    name = spelled(Path(path.name))
    before = context.store.followed()
    held = {channel.url: source.id for source in before for channel in source.channels}
    known = {source.id for source in before}
    odd = [(f"{name}:{line}", what) for line, what in sorted((*found.repeated, *found.odd))]
    odd += [(name, f"{e.feed} is followed already, as {held[e.feed]}") for e in found.entries if e.feed in held]
    fresh = [e for e in found.entries if e.feed not in held]
    sources = add_opml(context, fresh)
    kept = 0
    for entry, source in zip(fresh, sources, strict=True):
        kept += source.id not in known
        odd += [(name, f"{entry.feed} joins {source.id}, an outlet that is followed")] if source.id in known else []
        known.add(source.id)
    skipped = tuple((f"{name}:{line}", why) for line, why in found.refused)
    return ImportReport(read, kept, read - kept - len(skipped), skipped, tuple(odd)), sources


def find_posts(path: Path) -> list[Path]:
    """Post files by name. Raises InputError when there are none."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise InputError(
            f"{path}: there is no such file or folder; name a post, a _posts folder, or a site that has one"
        )
    files = sorted(p for p in _walk(path) if p.suffix.lower() in SUFFIXES)
    if not files:
        raise InputError(f"{path}: no posts here (looked for {', '.join(SUFFIXES)}); name the folder that holds _posts")
    return files


def _walk(path: Path) -> Iterator[Path]:
    return (
        p
        for p in path.rglob("*")
        if p.is_file() and not any(part.startswith(".") for part in p.relative_to(path).parts)
    )


def _read(context: Context, file: Path, name: str) -> tuple[Deposit | None, Sequence[str]]:
    """The post as a deposit and what is odd about it; or None and why it cannot be taken."""
    try:
        content = read_file(file)
        if is_binary(content):
            return None, [phrase("binary")]
        post = read_post(content, spelled(Path(file.name)))
    except InputError as error:
        return None, [str(error)]
    resource = Resource(_address(post, name), content, POST, "imported", context.clock())
    return Deposit("page", resource=resource, facts={"file": spelled(Path(file.name))}), post.odd


def _address(post: Post, name: str) -> str:
    """The article's own URL; a post that names none is known by its path in the archive that it comes from."""
    return post.url or f"urn:x-cunzhao:post:{quote(name)}"


def _not_taken(name: str, outcome: Outcome) -> list[tuple[str, str]]:
    taken = outcome.kind in ("kept", "merged", "unchanged", "edited")
    return [] if taken else [(name, outcome.detail or outcome.kind)]


def _merged(name: str, outcome: Outcome) -> list[tuple[str, str]]:
    """Every merge is named, with the article that it went into."""
    if outcome.kind in ("merged", "unchanged"):
        more = f"; {outcome.detail}" if outcome.detail else ""
        return [(name, f"same article as {outcome.article}: {outcome.url}{more}")]
    if outcome.kind == "edited":
        return [(name, f"another text of article {outcome.article}, kept as its next revision: {outcome.url}")]
    return []
