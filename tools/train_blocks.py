"""Train the block model on labelled pages, judge it by cross-validation over sites, and write its data file.

    python -m tools.train_blocks ../shared/eval/extraction --cache /tmp/pages.pickle [--write] [--out /tmp/judged.jsonl]

``--write`` replaces ``src/cunzhao/extract/blocks.npz`` (the model of all pages that train) and ``bench/models/`` (the folds').

Needs catboost, which is no dependency of the program; everything is seeded. The ``daniel`` part of the data never trains: it is
judged by the model of all the others. Pages listed in ``suspect_truth.tsv`` do not train either, but are judged. A page is
judged by a model that saw no page of its site: five folds, sites shared out by a hash.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import pickle
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from bench.folds import FOLDS, HERE, fold_of, measures_only, site_of
from catboost import CatBoostClassifier
from numpy.typing import NDArray
from tools import aligned

from cunzhao.extract import arrays, context, dom, features, jsonld, lazy, lines, model, odds
from cunzhao.extract.forest import LEAF_SCALE, Forest
from cunzhao.extract.stream import read_page

SHIPPED = Path(lines.__file__).with_name("blocks.npz")
INNER = 3
SEED = 2026
BORDERS = 62
AGED = 0.33
_CLOSE = 25  # lines around the text that all train; of the others one in three
_NO_TREE: Any = None


@dataclass(slots=True)
class Sample:
    """A page ready to train: its features, its layout, and which lines are the text."""

    id: str
    site: str
    trains: bool
    walked: lines.Walked
    layout: features.Layout
    static: arrays.Floats
    cued: NDArray[np.int64]
    label: NDArray[np.float32]

    @property
    def only_measures(self) -> bool:
        """Whether the page belongs to the part that trains nothing."""
        return measures_only({"id": self.id})


def prepare(folder: Path, row: dict[str, Any], suspects: frozenset[str]) -> Sample | None:
    """One labelled page; None where it has no labelled body or no line."""
    if not row.get("body"):
        return None
    tree = dom.parse(read_page(folder / "pages" / f"{row['id']}.html.gz").decode("utf-8", "replace")).tree
    base = row["url"] or ""
    hints = model.hints(jsonld.describe(tree))
    lazy.resolve_images(tree, base)
    walked = lines.walk(tree)
    if not walked.lines:
        return None
    static, _, layout = features.static(walked, hints)
    cued = np.array([odds.cue_buckets(line.text) for line in walked.lines])
    label = np.array(aligned.mapped(walked.lines, row["body"].split("\n")), np.float32)
    walked.elements = []
    for line in walked.lines:
        line.element, line.image = _NO_TREE, (True if line.image is not None else None)
    trains = not measures_only(row) and row["id"] not in suspects
    return Sample(row["id"], site_of(row), trains, walked, layout, static, cued, label)


def samples(folder: Path, cache: Path) -> list[Sample]:
    """All labelled pages, from the cache where it is there."""
    if cache.exists():
        found: list[Sample] = pickle.loads(cache.read_bytes())  # noqa: S301 (a file that this program wrote)
        return found
    with (folder / "suspect_truth.tsv").open() as table:
        suspects = frozenset(row["id"] for row in csv.DictReader(table, delimiter="\t"))
    with (folder / "truth.jsonl").open(encoding="utf-8") as rows:
        found = [s for row in rows if (s := prepare(folder, json.loads(row), suspects)) is not None]
    cache.write_bytes(pickle.dumps(found))
    return found


class Rates:
    """How often the text under a bucket was the article's, site by site, so that any set of sites gives a table."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.of_site: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))

    def add(self, name: str, buckets: NDArray[np.int64], text: NDArray[Any], mass: NDArray[Any]) -> None:
        """One page: of each bucket's occurrences, how much text and how much of it the article's."""
        all_mass = np.bincount(buckets, mass, self.size)
        content = np.bincount(buckets, text, self.size)
        for bucket in np.flatnonzero(all_mass):
            self.of_site[name][int(bucket)].append(float(content[bucket] / all_mass[bucket]))

    def sums(self, sites: Iterable[str]) -> tuple[NDArray[Any], NDArray[Any]]:
        """The sum of the sites' mean rates and their number, for each bucket."""
        rate, count = np.zeros(self.size), np.zeros(self.size)
        for name in sites:
            for bucket, rates in self.of_site.get(name, {}).items():
                rate[bucket] += np.mean(rates)
                count[bucket] += 1
        return rate, count


def table(rate: NDArray[Any], count: NDArray[Any], least: int) -> NDArray[np.int8]:
    """Log-odds against the mean of all buckets, drawn to 0 as by two sites; 0 for buckets of fewer than ``least`` sites."""
    known = count >= least
    base = float(np.clip(rate[known].sum() / max(count[known].sum(), 1), 0.01, 0.99)) if known.any() else 0.5
    smooth = np.clip((rate + 2 * base) / (count + 2), 1e-3, 1 - 1e-3)
    log_odds = np.log(smooth / (1 - smooth)) - np.log(base / (1 - base))
    return np.where(known, np.clip(np.round(log_odds * odds.SCALE), -127, 127), 0).astype(np.int8)


class Counted:
    """Rates of names and of cues over a set of pages."""

    def __init__(self, pages: Sequence[Sample]) -> None:
        self.names, self.cues = Rates(odds.NAME_BUCKETS), Rates(odds.CUE_BUCKETS)
        self.sites = sorted({page.site for page in pages})
        for page in pages:
            self._add(page)
        self.name_sums, self.cue_sums = self.names.sums(self.sites), self.cues.sums(self.sites)

    def _add(self, page: Sample) -> None:
        layout, walked = page.layout, page.walked
        mass = np.where(layout.image, 0, layout.size + 10)
        content, whole = arrays.running(mass * page.label), arrays.running(mass)
        buckets = [odds.name_buckets(names) for names in walked.names]
        owner = np.repeat(np.arange(len(buckets)), [len(b) for b in buckets])
        if len(owner):
            a, b = layout.first[owner], layout.last[owner]
            self.names.add(
                page.site, np.array([x for b in buckets for x in b]), content[b] - content[a], whole[b] - whole[a]
            )
        lines_of_text = np.flatnonzero(~layout.image)
        cued = page.cued[lines_of_text]
        self.cues.add(page.site, cued.ravel(), np.repeat(page.label[lines_of_text], cued.shape[1]), np.ones(cued.size))

    def tables(self, without: str = "") -> odds.Tables:
        """The tables of all sites, or of all but one: what a page of that one may be trained with."""
        made = []
        for rates, (rate, count) in ((self.names, self.name_sums), (self.cues, self.cue_sums)):
            if without in rates.of_site:
                less, fewer = rates.sums([without])
                rate, count = rate - less, count - fewer
            made.append(table(rate, count, 2))
        return odds.Tables(made[0], made[1])


def rows_of(page: Sample, tables: odds.Tables) -> arrays.Floats:
    """The first pass's features of a page."""
    return np.hstack([page.static, odds.columns(page.walked, page.layout, tables, page.cued)[0]])


def aged(rows: arrays.Floats, page: Sample, rng: np.random.Generator) -> arrays.Floats:
    """One page in three trains as if nothing was named in it, as in old pages and in other languages."""
    if rng.random() < AGED:
        rows[:, page.static.shape[1] :][:, : odds.NAME_COLUMNS] = 0
        if rng.random() < 0.5:
            rows[:, page.static.shape[1] + odds.NAME_COLUMNS :] = 0
    return rows


def weights(page: Sample) -> NDArray[np.float64]:
    """What a line's error costs: its share of the text (long lines decide F1) and a little of its own (identity)."""
    held = max(float((page.layout.size * page.label).sum()), 300.0)
    cost: NDArray[np.float64] = np.minimum(page.layout.size / held, 1.0) * 25 + 0.3
    return cost


def chosen_rows(page: Sample, rng: np.random.Generator) -> NDArray[np.bool_]:
    """The lines that train: all near the text, a third of the rest, no pictures."""
    near = np.convolve(page.label, np.ones(2 * _CLOSE + 1), "same")[: len(page.label)] > 0
    return (near | (rng.random(len(page.label)) < 0.3)) & ~page.layout.image


def fit(blocks: Sequence[tuple[arrays.Floats, Sample]], iterations: int) -> CatBoostClassifier:
    """A forest of symmetric trees over the chosen lines of these pages."""
    rng = np.random.default_rng(SEED)
    masks = [chosen_rows(page, rng) for _, page in blocks]
    x = np.vstack([rows[mask] for (rows, _), mask in zip(blocks, masks, strict=True)])
    y = np.concatenate([page.label[mask] for (_, page), mask in zip(blocks, masks, strict=True)])
    w = np.concatenate([weights(page)[mask] for (_, page), mask in zip(blocks, masks, strict=True)])
    forest = CatBoostClassifier(
        iterations=iterations, depth=6, learning_rate=24 / iterations, border_count=BORDERS, l2_leaf_reg=6, rsm=0.4,
        random_seed=SEED, thread_count=1, verbose=False, allow_writing_files=False, boosting_type="Plain",
        bootstrap_type="Bernoulli", subsample=0.7, score_function="L2",
    )  # fmt: skip
    forest.fit(x, y > 0.5, sample_weight=w)
    return forest


def probability(forest: CatBoostClassifier, rows: arrays.Floats, page: Sample) -> arrays.Floats:
    """What a forest says of each line; nothing of pictures."""
    return np.where(page.layout.image, 0, forest.predict_proba(rows)[:, 1]).astype(np.float32)


@dataclass(slots=True)
class Trained:
    """Everything that a model is."""

    tables: odds.Tables
    first: CatBoostClassifier
    second: CatBoostClassifier

    def model(self) -> model.Model:
        """The same as the program reads it."""
        return model.Model(self.tables, exported(self.first), exported(self.second))

    def judge(self, page: Sample) -> arrays.Floats:
        """The final probabilities of a page's lines."""
        rows = rows_of(page, self.tables)
        score = probability(self.first, rows, page)
        return probability(self.second, np.hstack([rows, context.columns(page.layout, score)[0]]), page)


def exported(forest: CatBoostClassifier) -> Forest:
    """A trained forest in the form that the program evaluates; shallow trees are filled up with levels that never hold."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "forest.json"
        forest.save_model(str(path), format="json")
        told = json.loads(path.read_text())
    trees = told["oblivious_trees"]
    depth = max(len(tree["splits"] or ()) for tree in trees)
    feature, border = np.zeros((len(trees), depth), np.int16), np.full((len(trees), depth), np.inf, np.float32)
    leaves = np.zeros((len(trees), 1 << depth), np.int16)
    scale, (bias,) = told["scale_and_bias"]
    for t, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"] or ()):
            feature[t, level], border[t, level] = split["float_feature_index"], split["border"]
        values = np.round(np.array(tree["leaf_values"]) * scale * LEAF_SCALE)
        leaves[t, : len(values)] = np.clip(values, -32767, 32767)
    return Forest(feature, border, leaves, float(bias))


def train(pages: Sequence[Sample], iterations: int) -> Trained:
    """A model of these pages. The second pass learns from first passes that did not see the page's site."""
    counted = Counted(pages)
    apart = {name: counted.tables(name) for name in counted.sites}
    rng = np.random.default_rng(SEED)
    rows = [(aged(rows_of(page, apart[page.site]), page, rng), page) for page in pages]
    second: list[tuple[arrays.Floats, Sample]] = []
    for fold in range(INNER):
        inside = [r for r in rows if fold_of(r[1].site, INNER, "inner") != fold]
        forest = fit(inside, iterations)
        for x, page in rows:
            if fold_of(page.site, INNER, "inner") == fold:
                score = probability(forest, x, page)
                second.append((np.hstack([x, context.columns(page.layout, score)[0]]), page))
    return Trained(counted.tables(), fit(rows, iterations), fit(second, iterations))


def text_of(page: Sample, score: arrays.Floats, least: float) -> str:
    """The lines above a threshold, as one text."""
    return "\n".join(line.text for line, p in zip(page.walked.lines, score, strict=True) if p >= least)


def cross_validated(
    pages: Sequence[Sample], iterations: int, folds: Iterable[int], write: bool
) -> dict[str, arrays.Floats]:
    """For each page that may train the probabilities of a model that saw no page of its site."""
    found: dict[str, arrays.Floats] = {}
    for fold in folds:
        outside = [p for p in pages if p.trains and fold_of(p.site, FOLDS) != fold]
        trained = train(outside, iterations)
        if write:
            model.save(trained.model(), HERE / f"blocks-{fold}.npz")
        for page in pages:
            if not page.only_measures and fold_of(page.site, FOLDS) == fold:
                found[page.id] = trained.judge(page)
        print(f"fold {fold}: {len(outside)} pages trained", flush=True)
    return found


def scorer(folder: Path) -> ModuleType:
    """The data's own ``score.py``."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def report(
    folder: Path, pages: Sequence[Sample], scores: dict[str, arrays.Floats], least: float
) -> list[dict[str, Any]]:
    """Print the scorer's table by part and language; returns the predictions."""
    score = scorer(folder)
    with (folder / "truth.jsonl").open(encoding="utf-8") as rows:
        truth = {row["id"]: row for row in map(json.loads, rows)}
    predicted = [{"id": p.id, "body": text_of(p, scores[p.id], least)} for p in pages if p.id in scores]
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in predicted:
        stated = {**truth[row["id"]], "authors": None, "date": None, "title": None}
        judged = score.score_page(row, stated)
        part = row["id"].split("-")[0]
        for name in ("all", "daniel" if part == "daniel" else "trained parts", part, f"lang={stated['lang']}"):
            groups[name].append(judged)
    print(score.table({k: score.summary(v, 20) for k, v in groups.items() if len(v) > 14 or k == "all"}))
    return predicted


def main() -> None:
    """Cross-validate, train the whole, report, and write what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--iterations", type=int, default=200)
    parser.add_argument("--folds", type=int, nargs="*", default=list(range(FOLDS)))
    given = parser.parse_args()
    pages = samples(given.folder, given.cache)
    whole = train([page for page in pages if page.trains], given.iterations)
    if given.write:
        model.save(whole.model(), SHIPPED)
    scores = {page.id: whole.judge(page) for page in pages if page.only_measures}
    report(given.folder, pages, scores, 0.5)
    scores |= cross_validated(pages, given.iterations, given.folds, given.write)
    predicted = report(given.folder, pages, scores, 0.5)
    if given.out:
        given.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in predicted), encoding="utf-8")
        given.out.with_suffix(".scores.pickle").write_bytes(pickle.dumps(scores))


if __name__ == "__main__":
    main()
