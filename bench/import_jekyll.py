"""`import jekyll`: posts a second, and where the time goes.

    python bench/import_jekyll.py FOLDER

The peer in the same run is the least that any reader of such an archive must do: read every file and parse its front matter.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import shutil
import tempfile
import time
from pathlib import Path

from ruamel.yaml import YAML

from cunzhao.archive import Archive

STAGES = {
    "put_on_record": "record: WARC, fsync, commit",
    "extract_post": "extract",
    "catch_up": "index",
    "link_copies": "compare: copies",
    "_batch": "ingest, all of it",
}


def parse_only(folder: Path) -> float:
    """Seconds to read and parse the front matter of every post, and nothing else."""
    start = time.perf_counter()
    for file in sorted(folder.rglob("*.md")):
        head = file.read_text(encoding="utf-8").removeprefix("---\n").split("\n---", 1)[0]
        YAML(typ="safe", pure=True).load(head)
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    folder = arguments.parse_args().folder
    floor = parse_only(folder)
    for profiled in (False, True):
        place = Path(tempfile.mkdtemp(prefix="cunzhao-bench-"))
        archive = Archive.init(place / "press")
        profile = cProfile.Profile()
        with archive.writing("bench") as writing:
            start = time.perf_counter()
            report = profile.runcall(writing.import_jekyll, folder) if profiled else writing.import_jekyll(folder)
            seconds = time.perf_counter() - start
        size = sum(f.stat().st_size for f in place.rglob("*") if f.is_file())
        shutil.rmtree(place)
        if not profiled:
            print(f"read {report.read}, kept {report.kept}, merged {report.merged}, skipped {len(report.skipped)}")
            print(
                f"import        {seconds:6.1f} s  {report.read / seconds:8.0f} posts/s  {size / report.read:8.0f} bytes/post"
            )
            print(
                f"parse only    {floor:6.1f} s  {report.read / floor:8.0f} posts/s  (YAML front matter, nothing kept)"
            )
            continue
        print(f"where the time goes (profiled run, {seconds:.1f} s):")
        for (_, _, name), (_, _, _, total, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
            if name in STAGES and total > 0.01:
                print(f"  {STAGES[name]:70} {total:6.1f} s  {total / seconds:4.0%}")


if __name__ == "__main__":
    main()
