"""The command `history`: what it prints, draws and refuses; as whom it reads."""

import json
import time
from pathlib import Path

import pytest

from tests.cli.command import run, run_installed
from tests.past.months import DAY, OTHER, START, Clock, write
from tests.savefiles import VIP


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("history") / "month.db"
    write(path, Clock())
    return str(path)


def test_the_text_is_what_is_printed_unless_another_form_is_asked_for(month: str) -> None:
    done = run("history", "--history", month)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{month}: 2026-09-21 14:13:20.000 to 2026-10-21 14:13:20.000 UTC (+0000)\n")
    assert "\n4 incidents\n" in done.stdout
    document = json.loads(run("history", "--history", month, "--format", "json").stdout)
    lines = [json.loads(line) for line in run("history", "--history", month, "--format", "ndjson").stdout.splitlines()]
    assert len(document["incidents"]) == 4
    assert sum(line["kind"] == "incident" for line in lines) == 4


def test_a_vip_and_a_span_may_be_asked_for(month: str) -> None:
    span = ("--since", "2026-10-10T00:00:00Z", "--until", "2026-10-13T00:00:00Z")
    document = json.loads(run("history", "--history", month, "--vip", VIP, *span, "--format", "json").stdout)
    assert [one["start"] for one in document["incidents"]] == ["2026-10-12T14:13:20.000000000Z"]
    assert {one["vip"] for one in document["holdings"]} == {VIP}


def test_a_span_may_be_told_by_how_long_ago_it_was(month: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: START + 24 * DAY)
    document = json.loads(run("history", "--history", month, "--since", "2d", "--format", "json").stdout)
    assert [one["vip"] for one in document["incidents"]] == [OTHER]
    week = json.loads(run("history", "--history", month, "--since", "1w", "--until", "24h", "--format", "json").stdout)
    assert [one["vip"] for one in week["incidents"]] == [VIP, OTHER]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--since", "soon"), "--since 'soon' is no time"),
        (("--since", "1d", "--until", "2d"), "--since 1d is not before --until 2d"),
        (("--vip", "node1"), "VIP 'node1' is no address"),
        (("-o", "month.txt"), "cannot draw .txt"),
        (("--since", "2020-01-01", "--until", "2020-01-02", "-o", "month.svg"), "nothing to draw in that span"),
    ],
)
def test_what_makes_no_sense_is_told_in_two_lines(
    month: str, tmp_path: Path, arguments: tuple[str, ...], why: str
) -> None:
    done = run("history", "--history", month, *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    done = run("history", "--history", str(tmp_path / "none.db"))
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 2)


def test_a_figure_is_drawn_and_not_over_another(month: str, tmp_path: Path) -> None:
    done = run("history", "--history", month, "-o", "month.svg", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert b"<svg" in (tmp_path / "month.svg").read_bytes()[:1000]
    again = run("history", "--history", month, "-o", "month.svg", cwd=tmp_path)
    assert (again.returncode, again.stderr.splitlines()[0]) == (2, "arpwatch-k8s: month.svg exists")
    assert run("history", "--history", month, "-o", "month.svg", "--force", cwd=tmp_path).returncode == 0


@pytest.mark.root
def test_root_reads_it_as_nobody_who_could_write_nothing(month: str, tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    path = private / "month.db"
    path.write_bytes(Path(month).read_bytes())
    path.chmod(0o600)
    done = run_installed("history", "--history", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert [file.name for file in private.iterdir()] == ["month.db"]
