"""Text of limited width, and commands that survive it."""

import shlex
import subprocess
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import arpwatch_k8s as aw
from arpwatch_k8s.evidence.reference import FrameRef, LineRef
from arpwatch_k8s.report.filters import sed
from arpwatch_k8s.report.paragraphs import Command, Printing, numbered, numbered_one
from arpwatch_k8s.wording.wrapping import WIDTH
from tests.plotter.results import capture, result
from tests.report.told import BEFORE, told

TCPDUMP = "tcpdump -i IF -w FILE 'arp or icmp or (host 192.0.2.80 and tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0)'"
WORDS = st.lists(st.text(st.sampled_from("abc-/()&|=!"), min_size=1, max_size=12), min_size=1, max_size=30)


def pasted(lines: list[str]) -> list[str]:
    """The words that a shell makes of pasted lines, white space within them told as one space."""
    return [" ".join(word.split()) for word in shlex.split("\n".join(lines).replace("\\\n", ""))]


def test_a_command_of_several_lines_is_pasted_as_one() -> None:
    lines = Command(TCPDUMP, "  ").lines(WIDTH)
    assert len(lines) > 1
    assert all(len(line) <= WIDTH for line in lines)
    assert pasted(lines) == shlex.split(TCPDUMP)


def test_a_short_command_stays_on_its_line() -> None:
    assert Command("ip neigh show", "  ").lines(WIDTH) == ["  ip neigh show"]


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_any_command_keeps_its_words(words: list[list[str]]) -> None:
    whole = [" ".join(one) for one in words]
    assert pasted(Command(shlex.join(whole), "  ").lines(WIDTH)) == whole


def test_a_command_that_prints_many_lines_can_be_pasted(tmp_path: Path) -> None:
    for file in (tmp_path / "it is  here.log", tmp_path / f"{'long' * 20}.log"):
        file.write_text("".join(f"{n}\n" for n in range(1, 400)))
        lines = Printing(sed(range(1, 400, 7), str(file)), "  filter   ", "           ").lines(WIDTH)
        assert len(lines) > 3
        assert all(len(line) <= WIDTH for line in lines if str(file) not in line)
        shown = "\n".join(lines).removeprefix("  filter   ")
        printed = subprocess.run(["sh", "-c", shown], capture_output=True, text=True, check=True)
        assert printed.stdout.split() == [str(n) for n in range(1, 400, 7)]


def test_one_frame_is_a_frame() -> None:
    one = result(captures=[capture()])
    assert numbered(one, [FrameRef(0, 5)]) == "frame 5"
    two = result(captures=[capture(name="a.pcap"), capture(name="b.pcap")])
    assert numbered(two, [FrameRef(0, 5), FrameRef(1, 6)]) == "frames a.pcap 5; b.pcap 6"


def test_frames_and_lines_are_cited_by_one_function(tmp_path: Path) -> None:
    made = result(captures=[capture()])
    assert numbered(made, [FrameRef(0, 5), FrameRef(0, 3), FrameRef(0, 5)]) == "frames 3, 5"
    text = told(tmp_path)
    lines = [LineRef(0, 4), LineRef(2, 9), LineRef(2, 1), LineRef(2, 9)]
    assert numbered(text, [], lines) == "before.txt line 4; error.log lines 1, 9"
    both = replace(text, case=replace(text.case, captures=made.case.captures))
    assert numbered(both, [FrameRef(0, 3)], lines[:1]) == "frame 3; before.txt line 4"


def test_what_has_no_lines_is_cited_by_what_it_has(tmp_path: Path) -> None:
    made = told(tmp_path)
    log = replace(made.case.logs[0], name="kuma.db", numbered_by="heartbeat")
    items = replace(made, case=replace(made.case, logs=(log,)))
    assert numbered(items, [], [LineRef(0, 4), LineRef(0, 5)]) == "kuma.db heartbeats 4, 5"


def test_printed_frames_beside_logs_have_the_name_of_their_file(tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_text("22:54:01.749678 ARP, Request who-has 192.0.2.80 tell 192.0.2.1, length 28\n")
    alone = aw.analyze(tmp_path / "dump.txt").result
    assert numbered(alone, [FrameRef(0, 1)]) == numbered_one(alone, FrameRef(0, 1)) == "line 1"
    (tmp_path / "neigh.txt").write_text(BEFORE)
    both = aw.analyze(tmp_path).result
    assert numbered(both, [FrameRef(0, 1)], [LineRef(0, 4)]) == "dump.txt line 1; neigh.txt line 4"
