"""Rows of a comparison."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cunzhao.types import DiffRun
from cunzhao.web.sides import Row, folded, rows_of

runs = st.lists(st.builds(DiffRun, st.sampled_from(["same", "gone", "new"]), st.text("ab\n", max_size=8)), max_size=12)


def same(text: str) -> DiffRun:
    return DiffRun("same", text)


def test_a_change_inside_a_paragraph_is_one_row() -> None:
    rows = rows_of([same("失联"), DiffRun("gone", "12"), DiffRun("new", "7"), same("人。\n第二段。")])
    assert [row.changed for row in rows] == [True, False]
    assert rows[0].old == "失联<del>12</del>人。"
    assert rows[0].new == "失联<ins>7</ins>人。"
    assert rows[0].inline == "失联<del>12</del><ins>7</ins>人。"
    assert rows[1].old == rows[1].new == rows[1].inline == "第二段。"


def test_a_paragraph_that_went_stands_below_the_one_before_it() -> None:
    rows = rows_of([same("one"), DiffRun("gone", "\ntwo"), same("\nthree")])
    assert [row.old for row in rows] == ["one<del><br>two</del>", "three"]
    assert [row.new for row in rows] == ["one", "three"]


def test_markup_in_the_text_is_text() -> None:
    (row,) = rows_of([same("<b>"), DiffRun("new", "<script>\x00\ud800")])
    assert row.inline == "&lt;b&gt;<ins>&lt;script&gt;</ins>"


def test_long_unchanged_stretches_are_folded() -> None:
    plain, changed = Row((same("x"),)), Row((DiffRun("new", "y"),))
    groups = folded((plain,) * 5 + (changed,) + (plain,) * 2)
    assert [(len(group.rows), group.kept and len(group.kept)) for group in groups] == [(0, 4), (3, None), (1, None)]


def test_nothing_to_compare_is_no_row() -> None:
    assert rows_of([]) == ()
    assert folded(()) == ()


@given(runs)
def test_no_text_is_lost_on_either_side(parts: list[DiffRun]) -> None:
    rows = rows_of(parts)
    for side, op in (("old", "gone"), ("new", "new")):
        expected = "".join(run.text for run in parts if run.op in {"same", op}).replace("\n", "")
        shown = "".join(str(getattr(row, side)) for row in rows)
        for mark in ("<br>", "<del>", "</del>", "<ins>", "</ins>"):
            shown = shown.replace(mark, "")
        assert shown == expected


@given(runs)
def test_folding_keeps_every_row_in_order(parts: list[DiffRun]) -> None:
    rows = rows_of(parts)
    assert tuple(row for group in folded(rows) for row in (*group.rows, *(group.kept or ()))) == rows
    assert not any(row.changed for group in folded(rows) for row in group.kept or ())
