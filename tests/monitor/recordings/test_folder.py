"""The folder of recordings: names, rights, what goes first, and what is never touched."""

from pathlib import Path

import pytest

from arpwatch_k8s.errors import OutputError
from arpwatch_k8s.monitor.recordings.folder import Folder
from tests.savefiles import NS, VIP

T0 = 1_790_000_000 * NS


def opened(path: Path, keep: int = 3, keep_bytes: int = 1000) -> Folder:
    """A folder that keeps little."""
    return Folder(path, keep=keep, keep_bytes=keep_bytes)


def recorded(folder: Folder, second: int, size: int = 10) -> str:
    """A recording that is complete."""
    name = folder.name(VIP, T0 + second * NS)
    file = folder.begin(name)
    file.write(bytes(size))
    file.close()
    folder.complete(name)
    return name


def listed(path: Path) -> list[str]:
    """What is there."""
    return sorted(each.name for each in path.iterdir())


def test_names_say_when_and_of_whom_and_no_two_are_the_same(tmp_path: Path) -> None:
    folder = opened(tmp_path)
    assert folder.name(VIP, T0) == "20260921T141320Z-192.0.2.80.pcapng"
    assert folder.name(VIP, T0) == "20260921T141320Z-192.0.2.80-2.pcapng"
    assert folder.name("2001:db8::80", T0) == "20260921T141320Z-2001-db8--80.pcapng"
    (tmp_path / "20260921T141321Z-192.0.2.80.pcapng.incomplete").touch()
    folder.close()
    assert opened(tmp_path).name(VIP, T0 + NS) == "20260921T141321Z-192.0.2.80-2.pcapng"


def test_a_file_is_incomplete_until_it_is_whole_and_private_throughout(tmp_path: Path) -> None:
    folder = opened(tmp_path)
    name = folder.name(VIP, T0)
    file = folder.begin(name)
    assert listed(tmp_path) == [f"{name}.incomplete"]
    assert (tmp_path / f"{name}.incomplete").stat().st_mode & 0o007 == 0
    file.close()
    folder.complete(name)
    assert listed(tmp_path) == [name]
    assert (tmp_path / name).stat().st_mode & 0o777 == 0o640


def test_the_oldest_go_with_their_reports_where_there_are_too_many(tmp_path: Path) -> None:
    folder = opened(tmp_path)
    recordings = [recorded(folder, second) for second in range(5)]
    report = tmp_path / f"{recordings[0].removesuffix('.pcapng')}.report"
    (report / "tables").mkdir(parents=True)
    (report / "tables" / "x.csv").write_text("x")
    folder.make_room(recordings[-1], 0)
    assert listed(tmp_path) == recordings[2:]


def test_the_oldest_go_where_they_have_too_many_bytes_with_reports_and_what_is_to_come(tmp_path: Path) -> None:
    folder = opened(tmp_path)
    recordings = [recorded(folder, second, 300) for second in range(3)]
    folder.make_room(recordings[-1], 0)
    assert listed(tmp_path) == recordings
    folder.make_room(recordings[-1], 200)
    assert listed(tmp_path) == recordings[1:]
    report = tmp_path / f"{recordings[2].removesuffix('.pcapng')}.report"
    report.mkdir()
    (report / "page.html").write_bytes(bytes(500))
    folder.make_room(recordings[-1], 0)
    assert listed(tmp_path) == [recordings[2], report.name]


def test_the_one_that_is_written_stays_whatever_it_has(tmp_path: Path) -> None:
    folder = opened(tmp_path)
    first, second = recorded(folder, 1, 800), recorded(folder, 2, 800)
    folder.make_room(first, 5000)
    assert listed(tmp_path) == [first]
    assert second not in listed(tmp_path)


def test_what_is_no_recording_is_never_removed(tmp_path: Path) -> None:
    others = ["notes.txt", "20260921T141320Z-192.0.2.80.pcapng.gz", "x.pcapng", "a.report"]
    for name in others:
        (tmp_path / name).write_bytes(bytes(900))
    folder = opened(tmp_path)
    for second in range(5):
        folder.make_room(recorded(folder, second, 900), 0)
    assert set(others) < set(listed(tmp_path))
    assert len(listed(tmp_path)) == len(others) + 1


def test_what_a_watch_that_was_killed_left_counts_and_goes_in_its_turn(tmp_path: Path) -> None:
    left = "20260921T141320Z-192.0.2.80.pcapng.incomplete"
    (tmp_path / left).write_bytes(bytes(10))
    (tmp_path / ".making").mkdir()
    (tmp_path / ".making" / "x").touch()
    folder = opened(tmp_path)
    assert listed(tmp_path) == [left]
    recordings = [recorded(folder, second) for second in range(1, 4)]
    folder.make_room(recordings[-1], 0)
    assert listed(tmp_path) == recordings


def test_a_link_in_the_place_of_a_report_is_not_followed(tmp_path: Path) -> None:
    mine, others = tmp_path / "rec", tmp_path / "others"
    mine.mkdir()
    others.mkdir()
    (others / "kept").write_bytes(bytes(5000))
    folder = opened(mine, keep=1)
    first = recorded(folder, 1)
    (mine / f"{first.removesuffix('.pcapng')}.report").symlink_to(others)
    folder.make_room(recorded(folder, 2), 0)
    assert listed(others) == ["kept"]


def test_a_link_in_the_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    mine, victim = tmp_path / "rec", tmp_path / "victim"
    mine.mkdir()
    victim.write_text("kept")
    folder = opened(mine)
    name = folder.name(VIP, T0)
    (mine / f"{name}.incomplete").symlink_to(victim)
    with pytest.raises(OutputError, match="cannot be written"):
        folder.begin(name)
    assert victim.read_text() == "kept"


def test_a_second_watch_is_refused(tmp_path: Path) -> None:
    first = opened(tmp_path)
    with pytest.raises(OutputError, match="another watch records there"):
        opened(tmp_path)
    first.close()
    opened(tmp_path).close()


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("absent", "link"):
        with pytest.raises(OutputError, match="cannot be written"):
            opened(tmp_path / name)
