"""Files a second of the site writer, next to a plain copy of the same bytes: first run, nothing changed, ten changed.

python bench/publish.py [ARTICLES]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.publish.fakes import START, MemoryCatalogue, Pictures, article_of, held, pictures, png

from cunzhao.publish import PublishReport, SiteOptions, publish

TEXT = (
    "市议会周二深夜投票决定，在春天到来之前关闭旧桥。工程师此前在两座桥墩上发现了裂缝，居民对此表示担心，要求尽快公布检测报告。",
    "The council voted late on Tuesday to close the old bridge until spring, after engineers found cracks in two piers. ",
)


def catalogue_of(count: int) -> tuple[MemoryCatalogue, Pictures]:
    """Articles of eight paragraphs; every fourth has an image, every tenth was edited once."""
    made = MemoryCatalogue()
    for n in range(count):
        text = [f"{n}. {TEXT[n % 2]}" * 2 for _ in range(8)]
        at = START - timedelta(minutes=17 * n)
        made.put(
            article_of(
                f"a{n:06d}", f"Report {n}", text, at=at, captured=at + timedelta(minutes=9), language=("zh", "en")[n % 2],
                tags=(f"tag {n % 50}",), images=(held(f"https://news.example/{n}.png", f"i{n % 500}"),) if n % 4 == 0 else (),
                earlier=((f"Report {n}", "\n".join(text).replace("two", "three")),) if n % 10 == 0 else (),
            )
        )  # fmt: skip
    return made, pictures({f"i{n}": png(n % 256, n // 256, 90, 300, 200) for n in range(500)})


def timed(label: str, work: Callable[[], PublishReport]) -> None:
    """Prints one run."""
    started, before = time.perf_counter(), time.process_time()
    report = work()
    seconds, processor = time.perf_counter() - started, time.process_time() - before
    print(
        f"{label:<16} {seconds:7.2f} s  ({processor:6.2f} s of processor)  written {report.written:6}  "
        f"unchanged {report.unchanged:6}  "
        f"{report.written / seconds:8.0f} files written/s  {report.files / seconds:8.0f} files/s"
    )


def plain_copy(site: Path, target: Path) -> None:
    """The limit: the same bytes written to files, nothing else."""
    contents = [(path.relative_to(site), path.read_bytes()) for path in site.rglob("*") if path.is_file()]
    started = time.perf_counter()
    for name, data in contents:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(data)
    seconds = time.perf_counter() - started
    total = sum(len(data) for _, data in contents)
    told = f"({total / 1e6:.1f} MB in {len(contents)} files)"
    print(f"{'plain copy':<16} {seconds:7.2f} s  {len(contents) / seconds:8.0f} files/s  {told}")


def main() -> None:
    """Runs the benchmark in a temporary folder."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    catalogue, images = catalogue_of(count)
    with tempfile.TemporaryDirectory() as folder:
        site, options = Path(folder) / "site", SiteOptions("Bench", "https://archive.example/")

        def run() -> PublishReport:
            return publish(catalogue, images, site, options, lambda: datetime.now(UTC))

        print(f"{count} articles")
        timed("first run", run)
        timed("nothing changed", run)
        for n in range(10):
            catalogue.retitle(f"a{n * (count // 10):06d}", f"Corrected {n}")
        timed("ten changed", run)
        plain_copy(site, Path(folder) / "copy")


if __name__ == "__main__":
    main()
