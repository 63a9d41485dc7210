"""Lays the runs of a comparison out as rows: older text left, newer text right, and both in one for a narrow screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from cunzhao.publish.formats import clean
from cunzhao.types import DiffRun

CONTEXT = 1
"""Unchanged paragraphs that stay visible beside a change; more are folded away, and can be opened."""


@dataclass(frozen=True, slots=True)
class Row:
    """One paragraph of the comparison. A change that spans a paragraph break stays in one row, so that it is shown as it is."""

    runs: tuple[DiffRun, ...]

    @property
    def changed(self) -> bool:
        """Whether the two sides differ."""
        return any(run.op != "same" for run in self.runs)

    @property
    def old(self) -> Markup:
        """The older side, with what went marked."""
        return _markup(run for run in self.runs if run.op != "new")

    @property
    def new(self) -> Markup:
        """The newer side, with what came marked."""
        return _markup(run for run in self.runs if run.op != "gone")

    @property
    def inline(self) -> Markup:
        """Both in one text."""
        return _markup(self.runs)


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring rows: shown (``rows``), or unchanged and folded away (``kept``)."""

    rows: tuple[Row, ...] = ()
    kept: tuple[Row, ...] | None = None


def rows_of(runs: Iterable[DiffRun]) -> tuple[Row, ...]:
    """The paragraphs of a comparison: a row ends at each line break that both sides have."""
    rows: list[Row] = []
    current: list[DiffRun] = []
    for run in runs:
        if run.op != "same":
            current.append(run)
            continue
        first, *others = run.text.split("\n")
        current += [DiffRun("same", first)] if first else []
        for line in others:
            rows.append(Row(tuple(current)))
            current = [DiffRun("same", line)] if line else []
    return tuple(row for row in (*rows, Row(tuple(current))) if row.runs)


def folded(rows: Sequence[Row]) -> tuple[Group, ...]:
    """The rows with long unchanged stretches folded: only what lies within :data:`CONTEXT` rows of a change is shown."""
    near = {place + step for place, row in enumerate(rows) if row.changed for step in range(-CONTEXT, CONTEXT + 1)}
    groups = []
    for shown, places in groupby(range(len(rows)), key=near.__contains__):
        part = tuple(rows[place] for place in places)
        # One folded paragraph would take as much room as the line that stands for it.
        groups.append(Group(rows=part) if shown or len(part) == 1 else Group(kept=part))
    return tuple(groups)


def _markup(runs: Iterable[DiffRun]) -> Markup:
    return Markup("").join(_marked(run) for run in runs)


def _marked(run: DiffRun) -> Markup:
    text = Markup("<br>").join(escape(line) for line in clean(run.text).split("\n"))
    return text if run.op == "same" else Markup("<{0}>{1}</{0}>").format("del" if run.op == "gone" else "ins", text)
