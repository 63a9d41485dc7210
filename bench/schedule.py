"""When to look again: share of entries and of edits seen, for how many requests, against hourly polling of everything.

    python bench/schedule.py [--posts FOLDER] [--weeks 8] [--seed 1] [--sweep]

Rhythms are generated (newsrooms with nights and weekends, a wire with bursts and a short feed, daily, weekly, monthly, a blog,
dead sources, feeds of 10, 20 and 50 entries); ``--posts`` adds recorded ones: the dates of the posts of a Jekyll archive, by
author. An entry is seen if it stands in the feed at a poll; the peer polls each feed every hour. The same functions decide here
as in the program.

When articles are edited is an assumption, since we know of no law that we could cite with its numbers: an article is edited
once or more with a probability of its source, at ages with density 1/(age + 1 h) up to 30 days, so that half of all edits come
in the first day. An edit is seen if the page is looked at before the next edit covers it. The peer looks hourly.

Silence: what the rule calls out of the ordinary while the source is alive (false alarms, per source and year), and how long
after the last entry it says so once the source is dead.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from cunzhao.flow.schedule import habit, looks
from cunzhao.flow.schedule.habit import times
from cunzhao.flow.schedule.polls import Bounds, ChannelState, due_at
from cunzhao.flow.schedule.rhythm import HOUR, Poll, Rhythm, learn

START = datetime(2026, 3, 2, tzinfo=UTC)
BOUNDS = Bounds()


@dataclass(frozen=True)
class Source:
    """Times at which entries appear, oldest first, over ``start`` to ``end``; the feed shows the newest ``length``."""

    name: str
    times: Sequence[datetime]
    length: int
    start: datetime
    end: datetime
    dated: bool = True


@dataclass
class Result:
    """What polling a source brought."""

    requests: int = 0
    seen: int = 0
    entries: int = 0
    delays: list[float] | None = None
    gaps: int = 0
    alarms: int = 0
    found_dead: float | None = None


# -- rhythms ----------------------------------------------------------------------------------------------------------


def poisson(rng: random.Random, rate: Callable[[datetime], float], most: float, weeks: int) -> Iterator[datetime]:
    """Random arrivals with a rate an hour that changes with time, by thinning."""
    at, end = START, START + timedelta(weeks=weeks)
    while (at := at + rng.expovariate(most) * HOUR) < end:
        if rng.random() * most < rate(at):
            yield at


def newsroom(rng: random.Random, weeks: int, day: float, zone: int) -> list[datetime]:
    """``day`` entries an hour from 8 to 22 local time, a tenth of it at night, two fifths of both at weekends."""

    def rate(at: datetime) -> float:
        local = at + timedelta(hours=zone)
        return day * (1 if 8 <= local.hour < 22 else 0.1) * (0.4 if local.weekday() >= 5 else 1)

    return list(poisson(rng, rate, day, weeks))


def wire(rng: random.Random, weeks: int, base: float) -> list[datetime]:
    """An even flow, and once a day at random a burst of 15 to 30 entries within half an hour."""
    found = list(poisson(rng, lambda _: base, base, weeks))
    for burst in poisson(rng, lambda _: 1 / 24, 1 / 24, weeks):
        found += [burst + rng.random() * HOUR / 2 for _ in range(rng.randint(15, 30))]
    return sorted(found)


def fixed(rng: random.Random, weeks: int, days: Sequence[int], hour: int, many: int, every: int = 7) -> list[datetime]:
    """``many`` entries within minutes, on some days of each ``every`` days, half an hour around an hour."""
    found = []
    for n in range(weeks * 7):
        if n % every in days:
            at = START + timedelta(days=n, hours=hour) + rng.uniform(-0.5, 0.5) * HOUR
            found += [at + k * timedelta(minutes=2) for k in range(many)]
    return sorted(t for t in found if START <= t < START + timedelta(weeks=weeks))


def generated(seed: int, weeks: int) -> Iterator[Source]:
    """Five of each kind."""
    end = START + timedelta(weeks=weeks)

    for n in range(5):
        rng = random.Random(f"{seed} {n}")
        zone = rng.choice((-5, 0, 8, 9))
        yield Source("newsroom, 4/h, feed of 20", newsroom(rng, weeks, 4, zone), 20, START, end)
        yield Source("newsroom, 12/h, feed of 50", newsroom(rng, weeks, 12, zone), 50, START, end)
        yield Source("newsroom, 1/h, feed of 20, undated", newsroom(rng, weeks, 1, zone), 20, START, end, False)
        yield Source("wire with bursts, 4/h, feed of 10", wire(rng, weeks, 4), 10, START, end)
        yield Source("wire with bursts, 4/h, feed of 50", wire(rng, weeks, 4), 50, START, end)
        yield Source("column, weekdays, feed of 10", fixed(rng, weeks, range(5), 1, 1), 10, START, end)
        yield Source("weekly, 12 at once, feed of 20", fixed(rng, weeks, (3,), 10, 12), 20, START, end)
        yield Source("monthly, 20 at once, feed of 50", fixed(rng, weeks, (2,), 7, 20, 30), 50, START, end)
        yield Source("blog, 2 a week, feed of 10", newsroom(rng, weeks, 0.02, zone), 10, START, end)
        yield Source("dead", [], 20, START, end)


def recorded(folder: Path, least: int = 25) -> Iterator[Source]:
    """The posts of a Jekyll archive by author; feeds of video channels have 15 entries."""
    by_author: dict[str, list[datetime]] = defaultdict(list)
    for path in folder.glob("*.md"):
        head = path.read_text(encoding="utf-8", errors="replace")[:3000]
        author, date = (re.search(rf"^{name}:\s*(.+?)\s*$", head, re.MULTILINE) for name in ("author", "date"))
        if author and date:
            by_author[author[1]].append(datetime.fromisoformat(date[1].replace("Z", "+00:00")))
    for at in by_author.values():
        if len(at) >= least:
            at.sort()
            yield Source("recorded: dates of posts, feed of 15", at, 15, at[0] - HOUR, at[-1] + HOUR)


# -- polling ----------------------------------------------------------------------------------------------------------


def follow(source: Source, adaptive: bool) -> Result:
    """Poll from start to end."""
    result = Result(entries=len(source.times), delays=[])
    rhythm, now, known = Rhythm(), source.start, 0
    silent: datetime | None = None
    while now < source.end:
        count = bisect_right(source.times, now)
        new = source.times[known:count]
        held = new[-source.length :]
        gap = known > 0 and len(new) >= source.length
        dated = tuple(held) if source.dated else ()
        if silent is not None and now >= silent and held:
            result.alarms += 1  # it speaks again: the alarm was false
        result.requests, result.seen, result.gaps = result.requests + 1, result.seen + len(held), result.gaps + gap
        assert result.delays is not None
        if known:
            result.delays += [(now - t) / timedelta(minutes=1) for t in held]
        elif count:  # what stood in the feed when it was first read was no news, and no loss
            result.entries -= len(new) - len(held)
        known = count
        if not adaptive:
            now += HOUR
            continue
        rhythm = learn(rhythm, Poll(now, min(source.length, count), len(held), dated, gap))
        wait = times(rhythm)
        assert wait is not None
        if held or silent is None:
            silent = wait.silent  # a silence is judged by the habit before it, as in the program
        state = ChannelState("s", "u", now, wait.fresh, wait.safe, wait.silent, 0, rhythm.polls)
        now = due_at(state, BOUNDS) or now
    if source.times and adaptive:
        # Had nothing come after the last entry, the first poll after this time would have said so.
        result.found_dead = (silent - rhythm.last) / timedelta(days=1) if silent and rhythm.last else None
    return result


# -- edits ------------------------------------------------------------------------------------------------------------


def edits(rng: random.Random, share: float) -> list[float]:
    """Ages in hours of an article's edits, by the assumed law."""
    ages: list[float] = []
    while rng.random() < share and len(ages) < 20:
        ages.append(math.expm1(rng.random() * math.log1p(720)))
    return sorted(ages)


def watch(name: str, share: float, articles: int, seed: int) -> str:
    """Looks by the three tempers, and hourly, at the same articles."""
    rng = random.Random(f"{seed} {share}")
    made = [edits(rng, share) for _ in range(articles)]
    how = looks.temper(articles, sum(bool(e) for e in made))
    plans: dict[str, Sequence[float]] = {kind: [at / HOUR for at in ages] for kind, ages in looks.LOOKS_OF.items()}
    plans["hourly"] = range(1, 721)
    cells = [f"{name}, {share:.0%} edited", how]
    for plan in plans.values():
        seen = sum(sum(1 for a, b in pairwise([*e, 1e9]) if any(a <= t < b for t in plan)) for e in made)
        cells.append(f"{100 * seen / max(1, sum(map(len, made))):.0f} % for {len(plan)}")
    return "| " + " | ".join(cells) + " |"


# -- the tables -------------------------------------------------------------------------------------------------------


def row(name: str, ours: Sequence[Result], peers: Sequence[Result], years: float) -> str:
    def seen(results: Sequence[Result]) -> str:
        return f"{100 * sum(r.seen for r in results) / max(1, sum(r.entries for r in results)):.1f}"

    def delay(results: Sequence[Result]) -> str:
        every = sorted(d for r in results for d in r.delays or ())
        return f"{every[len(every) // 2]:.0f} / {every[len(every) * 9 // 10]:.0f}" if every else "–"

    asked, hourly = sum(r.requests for r in ours), sum(r.requests for r in peers)
    dead = sorted(r.found_dead for r in ours if r.found_dead is not None)
    cells = [name, f"{sum(r.entries for r in ours):,}", f"{asked:,}", f"{100 * asked / hourly:.0f}"]
    cells += [seen(ours), seen(peers), delay(ours), delay(peers), str(sum(r.gaps for r in ours))]
    cells += [f"{sum(r.alarms for r in ours) / years:.1f}", f"{dead[len(dead) // 2]:.1f}" if dead else "–"]
    return "| " + " | ".join(cells) + " |"


def report(sources: Sequence[Source]) -> str:
    """The first table; its last line is all together."""
    began = time.process_time()
    by_name: dict[str, list[tuple[Source, Result, Result]]] = defaultdict(list)
    for source in sources:
        by_name[source.name].append((source, follow(source, True), follow(source, False)))
    lines = [
        "| rhythm | entries | requests | % of hourly | seen % | hourly: seen % | delay, minutes, median / 90 % "
        "| hourly: delay | gaps told | false alarms, source-year | dead: told after days |",
        "|---" * 11 + "|",
    ]
    every = [t for found in by_name.values() for t in found]
    for name, found in [*by_name.items(), ("all", every)]:
        years = sum((s.end - s.start) / timedelta(days=365) for s, _, _ in found)
        lines.append(row(name, [o for _, o, _ in found], [p for _, _, p in found], years))
    polls = sum(o.requests + p.requests for _, o, p in every)
    lines.append(f"\n{1e6 * (time.process_time() - began) / polls:.0f} µs of CPU per poll, all of the simulation")
    return "\n".join(lines)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=Path)
    parser.add_argument("--weeks", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sweep", action="store_true")
    options = parser.parse_args()
    sources = [*generated(options.seed, options.weeks), *(recorded(options.posts) if options.posts else ())]
    if options.sweep:
        for likely in (0.35, 0.5, 0.7, 1.0, 1.5):
            for fill in (0.2, 0.3, 0.4):
                habit.LIKELY, habit.FILL = likely, fill
                print(f"LIKELY {likely} FILL {fill}: " + report(sources).splitlines()[-3])
        return
    print(report(sources))
    print("\n| edits | looks chosen | busy | usual | calm | hourly for 30 days |\n" + "|---" * 6 + "|")
    for name, share in (("agency", 0.4), ("newspaper", 0.1), ("magazine", 0.01)):
        print(watch(name, share, 2000, options.seed))


if __name__ == "__main__":
    main()
