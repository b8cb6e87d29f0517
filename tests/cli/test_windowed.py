"""`analyze DATASET --every`."""

import json
from pathlib import Path

import pytest

from tests.cli.command import run
from tests.periods.whole import HOUR_NS, episodes, kept_as


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(
        kept_as(tmp_path_factory.mktemp("days"), episodes("healthy", "handover-slow", apart_ns=3 * HOUR_NS), files=2)
    )


def test_hours_of_a_data_set(made: Path) -> None:
    done = run("analyze", str(made), "--every", "1h", "--workers", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "in windows of 60.0 min" in done.stdout
    assert "2 windows without a capture" in done.stdout
    assert "handover-slow (warning, high confidence)" in done.stdout
    assert "arpwatch-k8s report" in done.stdout


def test_json_and_a_folder(made: Path, tmp_path: Path) -> None:
    done = run("analyze", str(made), "--every", "1h", "--format", "json", "-o", str(tmp_path / "out"), "--workers", "1")
    assert done.returncode == 0
    assert json.loads(done.stdout) == json.loads((tmp_path / "out" / "windows.json").read_text())
    assert {"moves.csv", "windows.parquet", "windows.txt", "manifest.json"} <= {
        path.name for path in (tmp_path / "out").iterdir()
    }


def test_of_a_part_of_the_time_only_its_windows_are_looked_at(made: Path) -> None:
    said = json.loads(run("analyze", str(made), "--every", "1h", "--format", "json", "--workers", "1").stdout)
    begins = said["windows"][1]["start"]
    done = run("analyze", str(made), "--every", "1h", "--format", "json", "--from", begins, "--workers", "1")
    assert [window["start"] for window in json.loads(done.stdout)["windows"]] == [begins]


@pytest.mark.parametrize(("severity", "code"), [("warning", 1), ("critical", 0)])
def test_findings_may_be_an_exit_code(made: Path, severity: str, code: int) -> None:
    assert run("analyze", str(made), "--every", "1h", "--fail-on", severity, "-q", "--workers", "1").returncode == code


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--every", "soon"), "--every 'soon' is no length of time"),
        (("--every", "1d", "--around", "1"), "--around says nothing of windows"),
        (("--every", "1d", "--as", "nginx-error=x"), "--as says nothing of windows"),
        (("--every", "1d", "--from", "frame 3"), "--from and --to of windows are dates and times"),
        (("--every", "1d", "--workers", "1", "--scheduler", "tcp://x"), "Give one of them."),
        (("--workers", "2"), "--workers and --scheduler are for windows"),
        (("--every", "1d", "--vip", "203.0.113.1"), "does not hold what was sent to 203.0.113.1"),
        (("--every", "1d", "--from", "2001-01-01T00:00:00", "--to", "2001-01-02T00:00:00"), "none of its captures"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_makes_no_sense_is_told_in_two_lines(made: Path, options: tuple[str, ...], said: str) -> None:
    done = run("analyze", str(made), *options)
    assert done.returncode in (2, 3)
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 2


def test_captures_are_to_be_a_data_set_first(tmp_path: Path) -> None:
    done = run("analyze", str(tmp_path), "--every", "1d")
    assert done.returncode == 2
    assert "arpwatch-k8s extract SOURCE -o DATASET" in done.stderr


def test_a_file_that_is_gone_leaves_its_window_out_and_says_so(tmp_path: Path) -> None:
    folder = Path(kept_as(tmp_path, episodes("healthy", "handover-slow", apart_ns=3 * HOUR_NS), files=1))
    max(sorted((folder / "evidence").rglob("*.parquet")), key=lambda path: path.stat().st_size).unlink()
    done = run("analyze", str(folder), "--every", "1h", "--workers", "1")
    assert done.returncode == 4
    assert "1 window not looked at, or not wholly" in done.stderr
    assert "Not looked at, or not wholly: 1 window" in done.stdout
    assert "192.0.2.80" in done.stdout
