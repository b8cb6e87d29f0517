"""`extract`, and what takes its data set."""

import sys
from pathlib import Path

import pytest

from tests.cli.command import run
from tests.cluster.pieces import cut, written


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return cut("flapping", 4, tmp_path_factory.mktemp("ring"))


@pytest.fixture(scope="module")
def made(paths: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "set"
    done = run("extract", *paths, "-o", str(folder), "--workers", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"4 captures read (3,766 frames), 0 in the data set before\n{folder}: 4 captures, 1 VIP\n"
    return folder


def test_what_is_known_is_not_read_again(paths: list[str], made: Path) -> None:
    done = run("extract", *paths, "-o", str(made))
    assert (done.returncode, done.stdout) == (0, "0 captures read (0 frames), 4 in the data set before\n")


def test_that_it_needs_pyarrow_is_told(paths: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = run("extract", *paths, "-o", str(tmp_path / "set"))
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 2)
    assert "pip install 'arpwatch-k8s[cluster]'" in done.stderr


@pytest.mark.parametrize(
    "command",
    [("analyze",), ("analyze", "--format", "json"), ("explain", "--at", "+20s"), ("evidence", "--kind", "arp_reply")],
    ids=" ".join,
)
def test_it_is_taken_for_the_captures(paths: list[str], made: Path, command: tuple[str, ...]) -> None:
    name, *options = command
    ours, theirs = run(name, str(made), *options), run(name, *paths, *options)
    assert ours.stdout == theirs.stdout
    assert len(ours.stdout) > 500


def test_a_report_has_its_frames_while_the_captures_are_there(tmp_path: Path) -> None:
    path = cut("flapping", 1, tmp_path)[0]
    run("extract", path, "-o", str(tmp_path / "set"), "--workers", "1")
    assert "Evidence" in run("report", str(tmp_path / "set"), "-o", str(tmp_path / "with")).stdout
    Path(path).unlink()
    done = run("report", str(tmp_path / "set"), "-o", str(tmp_path / "without"))
    assert done.returncode == 0
    assert f"a data set holds no frames, and {path} is not there as it was read (1 such)" in done.stderr
    assert not (tmp_path / "without" / "evidence.pcapng").exists()
    done = run("evidence", str(tmp_path / "set"), "-w", str(tmp_path / "out.pcapng"))
    assert done.returncode == 3
    assert "Put it back where it was" in done.stderr


def test_of_a_part_of_the_time_no_other_capture_is_read(made: Path) -> None:
    done = run("analyze", str(made), "--from", "2026-11-25T14:07:50Z")
    assert done.returncode == 0
    assert "flapping-003.pcap" in done.stdout
    assert "flapping-000.pcap" not in done.stdout


def test_what_could_not_be_read_is_listed(paths: list[str], tmp_path: Path) -> None:
    text = written(tmp_path / "notes.txt", b"a text, and no capture: somebody put it there\n")
    done = run("extract", paths[0], text, "-o", str(tmp_path / "set"), "--keep-going", "--workers", "1")
    assert done.returncode == 4
    assert f"{text}: not a capture" in done.stderr
    assert "1 capture read" in done.stdout


def test_without_keep_going_it_stops_and_says_how_to_go_on(paths: list[str], tmp_path: Path) -> None:
    text = written(tmp_path / "notes.txt", b"a text, and no capture: somebody put it there\n")
    done = run("extract", paths[0], text, "-o", str(tmp_path / "set"))
    assert done.returncode == 4
    assert done.stderr.endswith(
        f"1 reading left\n  Run the same command again: {tmp_path / 'set'} goes on from here.\n"
    )


def test_workers_and_a_scheduler_are_not_both(paths: list[str], tmp_path: Path) -> None:
    done = run("extract", *paths, "-o", str(tmp_path / "set"), "--workers", "2", "--scheduler", "tcp://127.0.0.1:9")
    assert done.returncode == 2
