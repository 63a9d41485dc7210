"""One time out of many claims."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cunzhao.extract import derive_published
from cunzhao.types import Claim, ClaimKind, Precision

SEEN = datetime(2021, 6, 4, 6, 16, 13, 671000, tzinfo=UTC)
FEED = Claim("feed", "1622830560000", datetime(2021, 6, 4, 18, 16, tzinfo=UTC), "comment")
FIRST_SEEN = Claim("first-seen", "2021-06-04T06:16:13.671Z", SEEN, "front matter")


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2021, 6, day, hour, minute, tzinfo=UTC)


def claim(kind: ClaimKind, when: datetime, precision: Precision = "minute", modified: bool = False) -> Claim:
    zone = "assumed" if precision == "day" else "stated"
    return Claim(kind, when.isoformat(), when, "page", precision, zone, modified)  # type: ignore[arg-type]


def test_the_design_s_example_a_feed_that_claims_the_future() -> None:
    published = derive_published([FEED, FIRST_SEEN], datetime(2026, 1, 1, tzinfo=UTC))
    assert published.at == SEEN
    assert published.not_after == SEEN
    assert published.not_before is None
    assert published.why.startswith(
        "claimed 2021-06-04T18:16:00Z by the feed; impossible, because it was seen at 2021-06-04T06:16:13Z; "
        "so published at or before 2021-06-04T06:16:13Z"
    )
    assert "the clock of the feed looks 12 hours ahead" in published.why


def test_a_day_in_the_address_bounds_the_example_from_below() -> None:
    published = derive_published([FEED, FIRST_SEEN, claim("url", at(4), "day")], SEEN)
    assert published.at == SEEN
    assert published.not_before == datetime(2021, 6, 3, 10, tzinfo=UTC)
    assert published.why.endswith("the address says 2021-06-04, so not before 2021-06-03T10:00:00Z")


def test_another_claim_confirms_a_clock_eight_hours_ahead() -> None:
    published = derive_published([claim("feed", at(4, 14, 16)), claim("text", at(4, 6, 16))], at(4, 9))
    assert published.at == at(4, 6, 16)
    assert "the clock of the feed looks 8 hours ahead" in published.why


def test_the_most_trusted_kind_decides() -> None:
    published = derive_published([claim("url", at(1), "day"), claim("text", at(2)), claim("json-ld", at(3, 5))], at(9))
    assert (published.at, published.by) == (at(3, 5), "json-ld")


def test_a_day_is_refined_by_a_time_inside_it_but_not_by_one_outside() -> None:
    day = claim("json-ld", at(4), "day")
    inside = derive_published([day, claim("text", at(4, 8, 30))], at(9))
    assert (inside.at, inside.precision, inside.by) == (at(4, 8, 30), "minute", "text")
    outside = derive_published([day, claim("text", at(7, 8))], at(9))
    assert (outside.at, outside.precision) == (at(4), "day")
    assert outside.not_before == at(3, 10)
    assert outside.not_after == at(5, 12)


def test_a_clock_a_few_minutes_ahead_is_tolerated_and_bounded() -> None:
    published = derive_published([claim("feed", at(4, 6, 4))], at(4, 6))
    assert published.at == at(4, 6)
    assert published.not_after == at(4, 6)


def test_a_claim_about_the_last_change_is_only_a_bound() -> None:
    changed = claim("json-ld", at(5), modified=True)
    both = derive_published([changed, claim("meta", at(4))], at(9))
    assert both.at == at(4)
    alone = derive_published([changed], at(9))
    assert alone.at == at(5)
    assert alone.not_before is None
    assert "published at or before that" in alone.why


def test_no_claim_at_all() -> None:
    published = derive_published([], SEEN)
    assert (published.at, published.not_before, published.not_after, published.by) == (SEEN, None, SEEN, "first-seen")


def test_the_zero_of_a_clock_is_no_date() -> None:
    zero = claim("json-ld", datetime(1970, 1, 1, tzinfo=UTC))
    assert derive_published([zero, claim("url", at(4), "day")], at(9)).by == "url"


def test_a_claim_that_could_not_be_read_is_passed_over() -> None:
    unread = Claim("json-ld", "yesterday", None, "datePublished")
    assert derive_published([unread, claim("meta", at(4))], at(9)).by == "meta"


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
KINDS = st.sampled_from(["feed", "json-ld", "meta", "time", "text", "url", "last-modified", "first-seen", "post"])
CLAIMS = st.lists(
    st.builds(
        Claim, KINDS, st.just("raw"), MOMENTS, st.just("page"), st.sampled_from(["second", "minute", "day", "month", "year"]),
        st.sampled_from(["stated", "assumed"]), st.booleans(),
    ),
    max_size=6,
)  # fmt: skip


@given(CLAIMS, MOMENTS)
def test_the_time_lies_in_its_interval_and_never_after_the_sighting(claims: list[Claim], seen: datetime) -> None:
    published = derive_published(claims, seen)
    assert published.at is not None
    assert published.not_after is not None
    assert published.at <= seen
    assert published.not_after <= seen
    assert published.not_before is None or published.not_before <= published.not_after
    assert published.at <= published.not_after + timedelta(days=1)
    assert published.why
