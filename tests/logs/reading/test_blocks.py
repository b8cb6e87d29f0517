"""Access logs by blocks: what is counted, what is read, in which lines."""

import re
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.detail import ProxyRemark
from arpwatch_k8s.logs.event import LogEvent, Tally, Went
from arpwatch_k8s.logs.reading import blocks
from arpwatch_k8s.logs.reading.blocks import Counted, Read, likeness, read_blocks
from arpwatch_k8s.logs.source import Clock

NOON = 1_795_348_800 * 10**9  # 2026-11-22 12:00:00 UTC
FINE = re.compile(rb"^(?P<second>\d{10}) fine$", re.MULTILINE)


def read_line(number: int, line: str, clock: Clock) -> Read:
    """`TIME fine`, `TIME left` and `TIME bad`."""
    second, _, word = line.partition(" ")
    time = clock.read(second)
    if time is None or word not in ("fine", "left", "bad"):
        return None
    if word != "bad":
        return Counted(went=Went.ANSWERED if word == "fine" else Went.OTHERWISE, second=second)
    detail = ProxyRemark(errno=None, phase=None, request=None)
    return (LogEvent(time=time, width_ns=1, source="made-up", line=number, text=line, detail=detail),)


def test_lines_that_went_well_are_counted_by_the_minute(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"1795348800 fine\n1795348801 fine\nwhat?\n\n1795348802 bad\r\n1795348860 fine\r\n1795348861 left")
    contents = read_blocks(path, ZoneClock(UTC), FINE, read_line)
    assert [(event.line, event.time - NOON) for event in contents.events] == [(5, 2 * 10**9)]
    assert (contents.lines, contents.unparsed) == (7, ((3, "what?"),))
    assert contents.tallies == (
        Tally(start=NOON, went=Went.ANSWERED, number=2),
        Tally(start=NOON + 60 * 10**9, went=Went.ANSWERED, number=1),
        Tally(start=NOON + 60 * 10**9, went=Went.OTHERWISE, number=1),
    )


@given(
    lines=st.lists(st.sampled_from([b"1795348800 fine", b"1795348800 bad", b"", b"\x00\xff", b"x" * 40]), max_size=40),
    size=st.integers(1, 100),
)
def test_blocks_of_any_size_say_the_same(
    lines: list[bytes], size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "blocks.log"
    path.write_bytes(b"\n".join(lines))
    whole = read_blocks(path, ZoneClock(UTC), FINE, read_line)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK_BYTES", size)
        assert read_blocks(path, ZoneClock(UTC), FINE, read_line) == whole
    assert [event.line for event in whole.events] == [
        number for number, line in enumerate(lines, 1) if line.endswith(b"bad")
    ]


def test_a_source_is_told_by_the_share_of_lines_that_are_known() -> None:
    clock = ZoneClock(UTC)
    assert likeness(b"1795348800 fine\n1795348800 left\nwhat?\n1795348800 ba", FINE, read_line, clock) == 2 / 3
    assert likeness(b"", FINE, read_line, clock) == 0
    assert likeness(b"1795348800 bad", FINE, read_line, clock) == 1
