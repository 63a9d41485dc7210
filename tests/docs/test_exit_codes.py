"""Every exit code is documented under the name of its error, here and in the words of ``--help``."""

from __future__ import annotations

import re

from cunzhao import errors
from cunzhao.cli import INTERRUPTED
from cunzhao.cli.app import EPILOG
from cunzhao.cli.verify import VERDICTS
from tests.docs.pages import page, rows, sections

PAGE = page("reference/exit-codes.md")
CODES = {
    error.__name__: error.exit_code
    for error in vars(errors).values()
    if isinstance(error, type) and issubclass(error, errors.CunzhaoError)
}


def test_each_error_stands_in_the_table_with_its_code() -> None:
    documented = {cells[1].strip("`"): int(cells[0]) for cells in rows(PAGE) if cells[1].startswith("`")}
    assert documented == CODES


def test_no_two_errors_share_a_code() -> None:
    assert len(set(CODES.values())) == len(CODES)


def test_help_lists_the_same_codes() -> None:
    in_help = {int(code) for code in re.findall(r"(\d+) [a-z]", EPILOG)}
    assert in_help == {0, INTERRUPTED, *CODES.values()}
    assert re.search(rf"^\| {INTERRUPTED} \|", PAGE, re.MULTILINE)


def test_the_codes_of_verify_are_documented_by_their_words() -> None:
    documented = {int(cells[0]): cells[1] for cells in rows(sections(PAGE)["verify"])}
    assert set(documented) == {0, *VERDICTS.values()}
    assert documented[VERDICTS["damage"]].startswith("damage")
    assert documented[VERDICTS["tampering"]].startswith("tampering")
