"""The evidence report as a page: what strangers wrote stays text, and nothing is said that was not found."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from string import Formatter
from typing import Any

import opencc
import pytest
from lxml import html

from cunzhao.publish.messages import LANGUAGES, MESSAGES, Language
from cunzhao.publish.report import LogPlace, Report, ReportStamp
from cunzhao.publish.report_page import LONGEST, policy, report_html
from cunzhao.publish.report_says import limits, shows
from cunzhao.publish.report_words import REPORT, report_words
from cunzhao.record.stamps import Said
from cunzhao.types import Claim, Origin
from tests.publish.fakes import START, article_of
from tests.publish.reports import captured, report_of

NOW = START + timedelta(days=3)
HOSTILE = "</style></title><script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}"
TURNED = "good\u202egnp.exe\u2066\u200b\x1b[2J\x00"


def hostile() -> Report:
    """Every text that comes from outside says something evil."""
    view = article_of("a1", HOSTILE + TURNED, [HOSTILE, TURNED], earlier=(("Before", "before " + TURNED),))
    line = replace(view.line, url="javascript:alert(1)//" + HOSTILE + "x" * 9_000, source_name=HOSTILE)
    view = replace(view, line=line, authors=(HOSTILE, TURNED), claims=(Claim("feed", HOSTILE, None, TURNED),))
    first = view.captures[0]
    evil = replace(
        first.capture,
        url="http://e.example/" + HOSTILE,
        peer=HOSTILE,
        location=TURNED,
        content_type=HOSTILE,
        facts={"robots": HOSTILE, "requested": HOSTILE, "file": HOSTILE, "captured": HOSTILE, "file_sha256": HOSTILE},
    )
    one = captured(replace(first, capture=evil))
    assert one.told is not None
    one = replace(one, told=replace(one.told, user_agent=HOSTILE, removed=(HOSTILE,)), trouble=HOSTILE, bytes="damaged")
    return report_of(view, NOW, captures=(one,), log=replace(report_of(view, NOW).log, trouble=HOSTILE))


def tree_of(page: str) -> Any:
    return html.document_fromstring(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_strangers_wrote_is_text_and_nothing_else(language: Language) -> None:
    made = report_html(hostile(), language)
    tree = tree_of(made)
    assert not tree.xpath("//script | //img | //a | //iframe | //link | //form | //object | //base")
    assert not [name for each in tree.iter() for name in each.attrib if str(name).startswith("on")]
    assert len(tree.xpath("//style")) == 1
    assert not tree.xpath("//@src | //@href | //@style")
    assert "alert(1)" in tree.text_content()
    assert "49" not in tree.xpath("string(//title)")


def test_what_turns_the_writing_or_hides_is_named() -> None:
    made = report_html(hostile(), "en")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x00-\x08\x1b]", made)
    assert "good[U+202E]gnp.exe[U+2066][U+200B][U+001B][2J[U+0000]" in made
    assert "[U+2066]" in tree_of(made).xpath("string(//*[@class='diff'])")


def test_a_very_long_address_is_cut_and_its_length_said() -> None:
    made = report_html(hostile(), "en")
    assert "x" * (LONGEST + 1) not in made
    assert re.search(r"… \(cut here; 9,?[0-9]{3} characters in all\)", made)


def test_the_policy_knows_the_style_sheet_and_nothing_else() -> None:
    from base64 import b64encode
    from hashlib import sha256

    made = report_html(report_of(article_of("a1"), NOW), "en")
    [style] = re.findall(r"<style>(.*?)</style>", made, re.DOTALL)
    assert f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in policy()
    [meta] = tree_of(made).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert meta == policy()
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_captures_are_cut_at_a_number_that_is_said(language: Language) -> None:
    made = report_html(report_of(article_of("a1"), NOW, captures_in_all=500, revisions_in_all=70), language)
    assert "500" in made
    assert made.count("cunzhao cite --evidence a1 --all") == 2


def test_nobody_is_told_more_than_was_found() -> None:
    w = report_words("en")
    view = article_of("a1")
    fine = report_of(view, NOW)
    assert shows(fine, w)[0].startswith("The archive holds the bytes")
    assert any("signed" in each for each in shows(fine, w))
    for state in ("unsigned", "missing", "fails"):
        other = replace(fine, captures=tuple(replace(c, place=LogPlace(1, state)) for c in fine.captures))
        assert not any("entered in a log" in each for each in shows(other, w)), state
    damaged = replace(fine, captures=tuple(replace(c, bytes="damaged") for c in fine.captures))
    assert [each for each in shows(damaged, w) if "holds the bytes" in each] == []
    [said] = shows(damaged, w)
    assert "could not be read as recorded" in said
    failed = replace(fine, captures=tuple(replace(c, bytes="none") for c in fine.captures))
    [said] = shows(failed, w)
    assert "brought no answer" in said


def test_handed_in_and_imported_have_words_of_their_own() -> None:
    view = article_of("a1")
    cases: tuple[tuple[Origin, str], ...] = (
        ("supplied", "handed in as a file"),
        ("imported", "imported from another archive"),
    )
    for origin, word in cases:
        line = view.captures[0]
        capture = replace(line.capture, origin=origin, peer=None, facts={"captured": "2015-06-04T06:16:13Z"})
        report = report_of(view, NOW, [replace(line, capture=capture)])
        said = shows(report, report_words("en"))
        assert any(word in each for each in said)
        assert not any("received these bytes" in each for each in said)
        made = report_html(report, "en")
        assert "this archive did not see the server" in made
        assert "Captured by others, as claimed" in made
        assert "not encrypted" not in made


def stamp(covers: int, *, holds: bool = True) -> ReportStamp:
    return ReportStamp(9, True, covers, Said(NOW, (("CN=A judge's clock", "ab" * 32),), holds))


def test_a_time_stamp_counts_only_where_it_holds_and_covers_everything() -> None:
    w, view = report_words("en"), article_of("a1")
    clock = w["limit-clock"]
    for one, counts in ((stamp(1), True), (stamp(0), False), (stamp(1, holds=False), False)):
        report = report_of(view, NOW, stamps=(one,))
        assert any("at the latest: CN=A judge's clock" in each for each in shows(report, w)) == counts
        assert (clock in limits(report, w)) != counts
    assert "FAILED" in report_html(report_of(view, NOW, stamps=(stamp(1, holds=False),)), "en")
    assert w["stamps-none"] in report_html(report_of(view, NOW), "en")
    assert w["stamps-unread"] in report_html(report_of(view, NOW, stamps=(ReportStamp(0, False, 0, None),)), "en")


def test_no_report_promises_what_no_archive_can() -> None:
    for form in (form for forms in REPORT.values() for form in forms):
        assert not re.search(
            r"tamper-?proof|guarantee|irrefutabl|certif(?:y|ies) that|防篡改|不可篡改|保证|保證", form
        ), form


@pytest.mark.parametrize("key", REPORT)
def test_every_word_has_all_languages_with_the_same_fields(key: str) -> None:
    forms = REPORT[key]
    plurals = [form.split("|")[-1] for form in forms]
    fields = {frozenset(name for _, name, _, _ in Formatter().parse(form) if name) for form in plurals}
    assert len(forms) == len(LANGUAGES)
    assert all(forms)
    assert len(fields) == 1
    assert opencc.OpenCC("t2s").convert(forms[1]) == forms[1]
    assert key not in MESSAGES
