"""The command reprocess: what it prints, and what it refuses."""

from __future__ import annotations

from typing import Any

from cunzhao.flow import reading
from tests.press_archive import Desk


def test_when_all_was_read_by_this_version_there_is_nothing_to_do(kept: Desk, call: Any) -> None:
    here = ("-d", kept.archive.place.directory)
    said = call("reprocess", *here, "--json")
    assert (said.code, said.json) == (
        0,
        {"articles": 0, "changed": 0, "unchanged": 0, "taken": 0, "heard": 0, "failed": [], "dry_run": False},
    )
    assert call("reprocess", *here).out == "0 articles read again, 0 of them were changed\n"


def test_a_rehearsal_says_what_would_change(kept: Desk, call: Any) -> None:
    with kept.archive.writing("test") as writing, writing.context.store.write() as transaction:
        transaction.connection.exec_driver_sql("UPDATE revisions SET extractor = 'older/1'")
    here = ("-d", kept.archive.place.directory)
    (source, *_) = kept.archive.reading().catalogue.followed()
    some = call("reprocess", "--dry-run", "--source", source.name, "--since", "2026-03-02", "--json", *here)
    every = call("reprocess", "--dry-run", *here)
    assert 0 < some.json["articles"] < kept.archive.reading().catalogue.totals()["articles"]
    assert some.json["dry_run"] is True
    assert every.out.endswith(" articles read again, 0 of them would be changed\n")
    assert reading.GENERIC.version not in every.out
    done = call("reprocess", *here, "--json").json
    assert done["unchanged"] == done["articles"] == kept.archive.reading().catalogue.totals()["articles"]


def test_what_makes_no_sense_is_said(kept: Desk, call: Any) -> None:
    here = ("-d", kept.archive.place.directory)
    odd = call("reprocess", "--since", "yesterday", *here)
    assert (odd.code, odd.err) == (
        2,
        "cunzhao: --since yesterday: give a date, as in 2026-03-02, or a time, as in 2026-03-02T06:00Z\n",
    )
    nobody = call("reprocess", "--source", "nobody", *here)
    assert nobody.code == 7
    assert "nobody is no source that is followed; name one of: " in nobody.err
