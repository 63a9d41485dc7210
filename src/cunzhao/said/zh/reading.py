"""A Chinese text to its statements: layout, people, attributions, spans, lists, days, confidence, in that order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cunzhao.said.context import Context
from cunzhao.said.zh import carried, lists
from cunzhao.said.zh.attribution import Reader
from cunzhao.said.zh.confidence import confidence
from cunzhao.said.zh.events import Setting, settings_of
from cunzhao.said.zh.layout import Layout, layout
from cunzhao.said.zh.names import People, people_in
from cunzhao.said.zh.script import folded
from cunzhao.said.zh.spans import span_of
from cunzhao.said.zh.speakers import Attribution, Speaker
from cunzhao.types.statements import Statement, StatementKind

LONGEST = 100_000
"""Characters that are read; what stands behind them in one text is left out. No article comes near it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One statement before its day is known. ``said`` is None where no cue of its own stands."""

    start: int
    end: int
    kind: StatementKind
    speaker: Speaker
    said: Attribution | None = None


def read(text: str, context: Context) -> tuple[Statement, ...]:
    """The statements of a text in either script, in order. ``text`` as it was published; offsets are characters of it."""
    text = text[:LONGEST]
    page = layout(folded(text))
    people = people_in(page)
    said = Reader(page, people).read()
    found = _told(page, said)
    found += _whole(page, people, found)
    found.sort(key=lambda f: (f.start, f.end))
    settings = settings_of(page, context, found, people)
    return tuple(_statement(text, page, f, s) for f, s in zip(found, settings, strict=True))


def _told(page: Layout, said: list[Attribution]) -> list[Found]:
    """Everything that a cue introduces, lists taken apart."""
    made: list[Found] = []
    for i, attribution in enumerate(said):
        span = span_of(page, said, i)
        if span is None:
            continue
        kind: StatementKind = "direct" if span.direct else "indirect"
        whole = Found(span.start, span.end, kind, attribution.speaker, attribution)
        last = i + 1 == len(said) or said[i + 1].cue.start > span.end
        made += [whole] if span.direct else _listed(page, whole, last)
    return made


def _listed(page: Layout, whole: Found, last: bool) -> list[Found]:
    """A statement with the items of its list, in its own paragraph or in those behind it."""
    lead, items = lists.split(page, whole.start, whole.end)
    if items:
        made = [replace(whole, start=lead[0], end=lead[1])] if lead else []
        return made + [_item(page, whole, a, b) for a, b in items]
    paragraph = page.sentences[page.sentence_at(whole.start)].paragraph
    at_end = page.paragraphs[paragraph][1] - whole.end <= 2
    if at_end and lists.opens_item(page, paragraph) == 1:
        rows = [paragraph, *_after_first(page, paragraph)]
        return [_item(page, whole, *page.paragraphs[i]) for i in rows] if len(rows) > 1 else [whole]
    rows = lists.following(page, paragraph) if at_end else []
    stretches = [s for i in rows for s in lists.split(page, *page.paragraphs[i])[1] or [page.paragraphs[i]]]
    return [whole, *(_item(page, whole, a, b) for a, b in stretches)]


def _after_first(page: Layout, paragraph: int) -> list[int]:
    rows: list[int] = []
    while (
        paragraph + 1 + len(rows) < len(page.paragraphs)
        and lists.opens_item(page, paragraph + 1 + len(rows)) == len(rows) + 2
    ):
        rows.append(paragraph + 1 + len(rows))
    return rows


def _item(page: Layout, whole: Found, start: int, end: int) -> Found:
    while end > start and page.text[end - 1] in "，,；;。 \n":
        end -= 1
    return Found(start, end, "enumerated", replace(whole.speaker, why="enumerated"), whole.said)


def _whole(page: Layout, people: People, found: list[Found]) -> list[Found]:
    """Paragraphs that are statements as a whole."""
    taken = frozenset(_paragraph(page, at) for f in found for at in (f.start, f.end - 1))
    made = [w for w in carried.answers(page, people) if w.paragraph not in taken]
    told = {_paragraph(page, f.end - 1): (f.speaker, f.kind == "direct") for f in found}
    made += carried.quoted_paragraphs(page, told, taken | {w.paragraph for w in made})
    return [_from_whole(w) for w in made]


def _paragraph(page: Layout, at: int) -> int:
    return page.sentences[page.sentence_at(at)].paragraph


def _from_whole(whole: carried.Whole) -> Found:
    why = whole.speaker.why if not whole.direct else "carried"
    return Found(whole.start, whole.end, "direct" if whole.direct else "indirect", replace(whole.speaker, why=why))


def _statement(text: str, page: Layout, found: Found, setting: Setting) -> Statement:
    speaker, said = found.speaker, found.said
    quote = max(page.quotes_in(found.start, found.end), key=lambda q: q.end - q.start, default=None)
    return Statement(
        start=found.start,
        end=found.end,
        kind=found.kind,
        speaker=_as_written(text, page, speaker.name),
        speaker_start=speaker.start,
        speaker_end=speaker.end,
        why=speaker.why,
        cue=text[said.cue.start : said.cue.end] if said else None,
        quote_start=quote.start + 1 if quote else None,
        quote_end=quote.end - 1 if quote else None,
        title=_as_written(text, page, speaker.title),
        on_behalf=_as_written(text, page, speaker.on_behalf),
        relay=_as_written(text, page, said.relay if said else None),
        occasion=_as_written(text, page, setting.occasion),
        place=_as_written(text, page, setting.place),
        said_on=setting.day,
        said_on_why=setting.why,
        confidence=confidence(found.kind, speaker, said),
    )


def _as_written(text: str, page: Layout, words: str | None) -> str | None:
    """Folded words in the article's own script."""
    at = page.text.find(words) if words else -1
    return text[at : at + len(words)] if words and at >= 0 else words
