"""Tools as they are run: on what is installed for the tests, which is tshark, and on stand-ins."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import CAPTURES
from tests.field import cost, ours, tshark
from tests.field.__main__ import run
from tests.field.alarm import Alarm, Start
from tests.field.contenders import TOOLS, missing
from tests.field.cost import Cost
from tests.field.hearing import hear
from tests.field.judged import Mark
from tests.field.running import read
from tests.field.tool import Given, Job, Tool
from tests.metamorphic.recording import read as recorded

CAPTURE = CAPTURES / "stale-cache-harmless" / "proxy.pcapng"
COUNT = """
import socket, sys, time
ear = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
ear.bind((sys.argv[1], 0))
print("listening", flush=True)
try:
    while True:
        frame = ear.recv(2000)
        print(len(frame), frame[12:14].hex(), flush=True)
except KeyboardInterrupt:
    pass
"""
"""A tool that listens, and says of each frame its length and its kind."""


def stand_in(name: str, script: str, *, given: Given = Given.FILE, ready: str = "") -> Tool:
    """A tool that is a script; each line that it says is an alarm."""
    return Tool(
        name=name,
        program=sys.executable,
        made_for="stands in",
        how="so",
        alarming="all",
        given=given,
        version=lambda: "stand-in 1",
        command=lambda job: [sys.executable, "-c", script, job.interface or str(job.capture)],
        alarms=lambda output, _: [
            Alarm(time_s=None, addresses=(), kind=line) for line in output.splitlines() if line != ready
        ],
        ready=ready,
    )


def job(folder: Path) -> Job:
    """A run over the sample capture."""
    return Job(capture=CAPTURE, vips=(), folder=folder)


@pytest.mark.lab
@pytest.mark.tshark
def test_tshark_and_we_beside_each_other() -> None:
    tools = [ours.TOOL, tshark.DUPLICATES]
    results = run(tools, ["split-brain-kubevip", "stale-cache-harmless"], readers=2, wires=1)
    marks = {(one.truth.name, one.tool): one.mark for one in results}
    assert marks == {
        ("split-brain-kubevip", ours.TOOL.name): Mark.RIGHT,
        ("split-brain-kubevip", tshark.DUPLICATES.name): Mark.RIGHT,
        ("stale-cache-harmless", ours.TOOL.name): Mark.SILENT,
        ("stale-cache-harmless", tshark.DUPLICATES.name): Mark.OTHER,
    }


@pytest.mark.lab
def test_what_ends_in_a_way_of_its_own_has_not_read_the_file(tmp_path: Path) -> None:
    dead = replace(stand_in("dead", "raise SystemExit(1)"), well=(0, 1))
    assert read(dead, job(tmp_path), recorded(CAPTURE)).unread
    with pytest.raises(RuntimeError, match="dead ended with 1"):
        read(stand_in("dead", "print('no'); raise SystemExit(1)"), job(tmp_path), recorded(CAPTURE))


@pytest.mark.lab
def test_what_reads_reaches_no_network(tmp_path: Path) -> None:
    looks = "import socket; print(*[name for _, name in socket.if_nameindex()])"
    heard = read(stand_in("looks", looks), job(tmp_path), recorded(CAPTURE))
    assert [alarm.kind for alarm in heard.alarms] == ["lo"]


@pytest.mark.lab
def test_frames_are_heard_again_as_long_as_they_were(tmp_path: Path) -> None:
    whole = recorded(CAPTURE)
    few = whole.with_frames(whole.frames[:40])
    ear = stand_in("ear", COUNT, given=Given.WIRE, ready="listening")
    heard = hear({ear: job(tmp_path)}, few)[ear]
    assert [alarm.kind for alarm in heard.alarms] == [
        f"{min(frame.length, 1514)} {frame.data[12:14].hex()}" for frame in few.frames
    ]


def test_cooked_frames_are_heard_by_nobody(tmp_path: Path) -> None:
    cooked = recorded(CAPTURES / "any-interface" / "proxy-any.pcapng")
    ear = stand_in("ear", COUNT, given=Given.WIRE, ready="listening")
    assert "cooked" in hear({ear: job(tmp_path)}, cooked)[ear].unread


def test_what_a_process_took_is_what_gnu_time_says(tmp_path: Path) -> None:
    assert cost.told(tmp_path) is None
    (tmp_path / cost.FILE).write_text("0.50 0.25 2048\n")
    assert cost.told(tmp_path) == Cost(cpu_s=0.75, peak_mib=2.0)


def test_a_tool_that_is_not_there_is_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "not installed" in missing(replace(tshark.DUPLICATES, program="no-such-program"))
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    ear = stand_in("ear", COUNT, given=Given.WIRE)
    assert missing(ear) == "it has to hear the frames again, which needs root"
    assert missing(ours.TOOL) == ""


def test_every_tool_says_what_the_page_asks_of_it() -> None:
    assert len({tool.name for tool in TOOLS}) == len(TOOLS)
    assert all(tool.ready for tool in TOOLS if tool.given is Given.WIRE)
    assert [tool.alarms("", Start(frame_s=0, played_s=0)) for tool in TOOLS if tool is not ours.TOOL] == [[]] * 5
