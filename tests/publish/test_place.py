"""Where a site may go, and what is done about files that somebody else changed there."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest

from cunzhao import cli
from cunzhao.archive import Archive
from cunzhao.errors import UsageError
from cunzhao.publish.files import digest
from cunzhao.publish.folder import Folder
from cunzhao.publish.manifest import NAME
from tests.press_archive import Clock
from tests.publish.test_site import contents, filled, run


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An archive in ``tmp_path/around/press``."""
    (tmp_path / "around").mkdir()
    return Archive.init(tmp_path / "around" / "press", clock=Clock(), parallel=False)


def listing(folder: Path) -> dict[Path, int]:
    """Everything there with its time of change, links not followed."""
    return {path: path.lstat().st_mtime_ns for path in [folder, *folder.rglob("*")]}


# -- where ------------------------------------------------------------------------------------------------------------


INSIDE = ["around", "around/press", "around/press/evidence", "around/press/new", "around/press/evidence/deep/new", "."]


@pytest.mark.parametrize("where", INSIDE)
def test_a_site_does_not_go_in_or_around_the_archive(archive: Archive, tmp_path: Path, where: str) -> None:
    before = listing(tmp_path)
    with pytest.raises(UsageError, match="archive"):
        archive.publish(tmp_path / where)
    assert listing(tmp_path) == before


@pytest.mark.parametrize("where", INSIDE)
def test_a_link_changes_nothing_about_that(archive: Archive, tmp_path: Path, where: str) -> None:
    (tmp_path / where).mkdir(parents=True, exist_ok=True)
    link = tmp_path / "elsewhere"
    link.symlink_to(tmp_path / where)
    before = listing(tmp_path / "around")
    with pytest.raises(UsageError, match="archive"):
        archive.publish(link)
    assert listing(tmp_path / "around") == before


def test_a_link_named_site_into_the_evidence_is_seen_through(archive: Archive) -> None:
    (archive.place.directory / "site").symlink_to(archive.place.evidence)
    with pytest.raises(UsageError, match="belongs to the archive"):
        archive.publish(archive.place.directory / "site")


def test_the_archive_under_another_name_is_the_archive(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "alias").symlink_to(archive.place.directory)
    with pytest.raises(UsageError, match="belongs to the archive"):
        Archive.open(tmp_path / "alias", clock=Clock()).publish(archive.place.directory)


def test_the_archives_own_folder_for_it_is_allowed(archive: Archive) -> None:
    archive.publish(archive.place.directory / "site")
    assert (archive.place.directory / "site" / "index.html").exists()


def test_the_root_is_refused() -> None:
    with pytest.raises(UsageError, match="root"):
        run(*filled(), Path("/"))


@pytest.mark.parametrize("name", ["notes.txt", "a/mine.html", ".hidden", "img/x.png", "empty/"])
def test_a_folder_that_holds_anything_else_is_refused(tmp_path: Path, name: str) -> None:
    target = tmp_path / "full" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if name.endswith("/"):
        target.mkdir()
    else:
        target.write_text("mine")
    before = listing(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path / "full")
    for out in (tmp_path / "full", tmp_path / "link"):
        with pytest.raises(UsageError, match="name an empty folder"):
            run(*filled(), out)
    (tmp_path / "link").unlink()
    assert {path: at for path, at in listing(tmp_path).items() if path != tmp_path} == {
        path: at for path, at in before.items() if path != tmp_path
    }


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UsageError, match="not a folder"):
        run(*filled(), tmp_path / "file")


def test_what_a_killed_first_run_left_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / ".cunzhao-0123abcd.tmp").write_text("{")
    assert run(*filled(), tmp_path).written > 10


@pytest.mark.parametrize("name", ["a", "img", "s/one"])
def test_a_link_among_our_folders_is_not_followed(tmp_path: Path, name: str) -> None:
    site = tmp_path / "site"
    run(*filled(), site)
    shutil.rmtree(site / name)
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").write_text("mine")
    (site / name).symlink_to(tmp_path / "precious")
    with pytest.raises(UsageError, match="link to another place"):
        run(*filled(), site)
    assert [path.name for path in (tmp_path / "precious").iterdir()] == ["file"]


def test_the_command_line_says_it_in_one_line(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for target in ("/", str(archive.place.directory)):
        monkeypatch.setattr("sys.argv", ["cunzhao", "publish", target, "-d", str(archive.place.directory)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert ended.value.code == 2
        shown = capsys.readouterr()
        assert (shown.out, shown.err.count("\n")) == ("", 1)


# -- what others did there --------------------------------------------------------------------------------------------


def shortened(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def same_size(path: Path) -> None:
    path.write_bytes(b"x" * path.stat().st_size)


def same_size_and_time(path: Path) -> None:
    before = path.stat()
    same_size(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def made_a_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


@pytest.mark.parametrize("harm", [shortened, same_size, same_size_and_time, made_a_link, Path.unlink])
def test_what_somebody_altered_is_written_again(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    catalogue, images = filled()
    run(catalogue, images, tmp_path)
    whole = contents(tmp_path)
    picture = next(name for name in whole if name.startswith("img/"))
    touched = ["a/a0001.html", "index.html", "site.css", "s/one/feed.atom", "robots.txt", picture]
    for name in touched:
        harm(tmp_path / name)
    assert run(catalogue, images, tmp_path).written == len(touched)
    assert contents(tmp_path) == whole
    assert run(catalogue, images, tmp_path).written == 0


def test_a_copied_site_is_known_by_its_content(tmp_path: Path) -> None:
    catalogue, images = filled()
    run(catalogue, images, tmp_path / "one")
    shutil.copytree(tmp_path / "one", tmp_path / "two", copy_function=shutil.copyfile)
    catalogue.read = Counter()
    assert run(catalogue, images, tmp_path / "two").written == 0
    assert not catalogue.read


def test_a_site_of_an_older_version_is_written_again(tmp_path: Path) -> None:
    catalogue, images = filled()
    first = run(catalogue, images, tmp_path)
    (tmp_path / "a/gone.html").write_text("of the old site")
    kept = json.loads((tmp_path / NAME).read_bytes())
    old = {"version": 1, "files": dict.fromkeys([*kept["files"], "a/gone.html"], "0" * 32)}
    (tmp_path / NAME).write_text(json.dumps(old))
    again = run(catalogue, images, tmp_path)
    assert (again.written, again.removed) == (first.written, 1)


def test_looking_at_five_thousand_files_is_quick(tmp_path: Path) -> None:
    made = Folder(tmp_path, {})
    files = {path: made.write(path, b"x" * 9000, digest(b"x" * 9000)) for path in (f"a/a{n}.html" for n in range(5000))}
    started = perf_counter()
    assert len(Folder(tmp_path, files).intact) == 5000
    took = perf_counter() - started
    assert took < 0.5, f"{took:.2f} s"
