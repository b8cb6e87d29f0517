"""A report of a recording: what `analyze` comes to, by what the watch goes by, without a file of the program."""

import json
import os
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.inventory import Known, parse_node
from arpwatch_k8s.monitor.recordings.maker import in_child
from arpwatch_k8s.monitor.recordings.making import Making

FONTS = (".ttf", ".otf", ".ttc")
"""Laid out where they are out of reach: see the tests of plotter.painters.fonts."""


def opened(making: Making, capture: Path, target: Path) -> list[str]:
    """What is opened and imported while a report is made, by a process that was forked for it; but for the capture, the
    report, and fonts."""
    reads, writes = os.pipe()

    def work() -> None:
        seen: list[str] = []
        own = (os.fspath(capture), os.fspath(target.parent), "/proc/", "/dev/")

        def note(event: str, told: tuple[object, ...]) -> None:
            if event in ("import", "open", "os.listdir", "os.scandir") and not isinstance(told[0], int):
                name = os.fspath(told[0])  # type: ignore[call-overload]
                if event == "import" or not (name.startswith(own) or name.endswith(FONTS)):
                    seen.append(f"{event} {name}")

        sys.addaudithook(note)
        making.make(capture, target)
        with os.fdopen(writes, "w") as out:
            json.dump(seen, out)

    process = os.fork()
    if process == 0:
        in_child(work)
    os.close(writes)
    with os.fdopen(reads) as told:
        text = told.read()
    assert os.waitpid(process, 0)[1] == 0, "it raised"
    found: list[str] = json.loads(text)
    return found


@pytest.mark.parametrize("name", ["service-not-programmed", "split-brain-metallb", "metallb-failover-ipv6", "healthy"])
def test_nothing_of_the_program_is_opened_once_it_was_rehearsed(captures: Path, tmp_path: Path, name: str) -> None:
    making = Making(folder=tmp_path)
    making.rehearse()
    capture = captures / name / "proxy.pcapng"
    assert opened(making, capture, tmp_path / "report") == []
    made = json.loads((tmp_path / "report" / "manifest.json").read_text())
    assert None not in made["versions"].values()
    verdict = json.loads((tmp_path / "report" / "analysis.json").read_text())["verdict"]
    assert verdict["outcome"] == aw.analyze(str(capture)).verdict.outcome


def test_it_names_and_dates_as_the_watch_does(captures: Path, tmp_path: Path) -> None:
    capture = captures / "owner-silent" / "proxy.pcapng"
    mac = aw.analyze(str(capture)).epochs.mac.iloc[0]
    making = Making(folder=tmp_path, known=Known(nodes=(parse_node(f"rack-7={mac}"),)), zone=ZoneInfo("Asia/Tokyo"))
    making.make(capture, tmp_path / "report")
    page = (tmp_path / "report" / "report.md").read_text()
    assert "rack-7" in page
    assert "JST" in page or "+09:00" in page or "Asia/Tokyo" in page
