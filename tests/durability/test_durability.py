"""The short form of the harness: a little of every line of its table, and every seeded fault."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.durability.catch import CATCHES, caught
from tests.durability.crawl import crawl_kills, random_kills
from tests.durability.faults import FAULTS
from tests.durability.places import clock_jumps, full_disk, many_writers, short_writes, torn_tails
from tests.durability.points import kills_at_calls, refusals
from tests.durability.power import power_cuts
from tests.durability.strace import needed
from tests.durability.trial import Writers, writers


@pytest.fixture(scope="module")
def forks() -> Iterator[Writers]:
    with writers() as made:
        yield made


@pytest.fixture(scope="module")
def traced(forks: Writers) -> Writers:
    needed()
    return forks


def test_kills_of_a_crawl_lose_nothing(forks: Writers) -> None:
    tally = crawl_kills(forks, 19950615, 8)
    assert tally.failures == []
    assert tally.acknowledged > 8


def test_kills_at_random_moments_lose_nothing(forks: Writers) -> None:
    assert random_kills(forks, 1, 6).failures == []


def test_kills_at_storage_calls_lose_nothing(traced: Writers) -> None:
    tally = kills_at_calls(traced, 1, 25)
    assert (tally.points, tally.failures) == (25, [])
    assert tally.acknowledged > 25


@pytest.mark.parametrize("make", [False, True], ids=["writer", "init"])
def test_power_cuts_lose_nothing(traced: Writers, make: bool) -> None:
    states = 20 if make else 80
    tally = power_cuts(traced, 1, states, make=make)
    assert (tally.points, tally.failures) == (states, [])


@pytest.mark.parametrize("failed", ["fsync:5", "fdatasync:6"])
def test_a_power_cut_after_a_failed_sync_loses_nothing(traced: Writers, failed: str) -> None:
    tally = power_cuts(traced, 1, 25, failed=failed)
    assert (tally.points, tally.failures) == (25, [])


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
def test_a_disk_that_refuses_stops_writing_and_loses_nothing(traced: Writers, lasting: bool) -> None:
    tally = refusals(traced, 1, 8, lasting=lasting)
    assert (tally.points, tally.failures) == (8, [])


def test_a_full_disk_is_read_and_with_room_again_written(forks: Writers) -> None:
    tally = full_disk(forks, 1)
    assert tally.failures == []
    assert tally.acknowledged > 20


def test_writes_that_take_only_a_part_lose_nothing() -> None:
    assert short_writes(1).failures == []


def test_eight_writers_take_turns_and_a_reader_never_waits(forks: Writers) -> None:
    assert many_writers(forks, 1, 2).failures == []


def test_a_torn_tail_is_put_aside_and_the_rest_kept() -> None:
    tally = torn_tails(1, 60)
    assert tally.failures == []
    assert tally.points > 20


def test_a_clock_that_jumps_loses_nothing() -> None:
    assert clock_jumps(1, 7).failures == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_seeded_fault_is_caught(traced: Writers, fault: str) -> None:
    assert caught(traced, fault) != []


def test_there_are_ten_faults_and_a_trial_for_each() -> None:
    assert set(CATCHES) == set(FAULTS)
    assert len(FAULTS) == 10
