"""What people corrected, in the form in which statements are measured: one article a line, as in the shared evaluation data.

What a person added, or gave its right speaker, is demanded; what was only read is ``optional``: neither demanded nor punished,
as nobody looked at it. What a person struck out does not stand there, so that whoever finds it again is punished.
"""

from __future__ import annotations

from collections.abc import Iterator

from cunzhao.said.corrected import place_of
from cunzhao.store import Store
from cunzhao.types import ArticleView, Correction, SaidLine


def gold(store: Store) -> Iterator[dict[str, object]]:
    """One line for each revision that was corrected, by article and revision."""
    by_revision: dict[str, list[Correction]] = {}
    for one in store.corrections():
        by_revision.setdefault(one.revision, []).append(one)
    for revision in sorted(by_revision):
        view = store.article(revision.partition(".")[0])
        if view is not None:
            yield from _line(store, view, revision, by_revision[revision])


def _line(store: Store, view: ArticleView, name: str, said: list[Correction]) -> Iterator[dict[str, object]]:
    revision = next((r for r in view.revisions if r.id == name), None)
    if revision is None:
        return
    reading = store.reading_of(name)
    struck = [place_of(revision.text, one) for one in said if one.what == "none"]
    yield {
        "id": name,
        "lang": view.line.language,
        "published": reading["day"] if reading is not None else None,
        "source": view.line.source or view.line.source_name,
        "title": revision.title,
        "text": revision.text,
        "statements": [_statement(line) for line in store.statements_of(name)],
        "struck": [list(place) for place in struck if place is not None],
    }


def _statement(line: SaidLine) -> dict[str, object]:
    one = line.noted.statement
    names = ("start", "end", "kind", "speaker", "speaker_start", "speaker_end", "cue", "said_on")
    return {name: getattr(one, name) for name in names} | ({} if line.noted.by else {"optional": True})
