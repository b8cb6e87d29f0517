"""Access logs by blocks: what is counted, what is read, in which lines."""

from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.detail import ProxyRemark
from arpwatch_k8s.logs.event import LogEvent, Tally, Went
from arpwatch_k8s.logs.reading import pieces
from arpwatch_k8s.logs.reading.blocks import Counted, Fine, Read, block_source, likeness
from arpwatch_k8s.logs.source import Clock

NOON = 1_795_348_800 * 10**9  # 2026-11-22 12:00:00 UTC
FINE = Fine(second=r"\d{10}", line=lambda when: f"{when} fine")
SOURCE = block_source("made-up", tells=(ProxyRemark,), fine_of=lambda head: FINE, reader=lambda: read_line)


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
    contents = SOURCE.read(path, ZoneClock(UTC))
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
    whole = SOURCE.read(path, ZoneClock(UTC))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "BLOCK_BYTES", size)
        assert SOURCE.read(path, ZoneClock(UTC)) == whole
    assert [event.line for event in whole.events] == [
        number for number, line in enumerate(lines, 1) if line.endswith(b"bad")
    ]


def test_a_source_is_told_by_the_share_of_lines_that_are_known() -> None:
    clock = ZoneClock(UTC)
    assert (
        likeness(b"1795348800 fine\n1795348800 left\nwhat?\n1795348800 ba", FINE.pattern(), read_line, clock) == 2 / 3
    )
    assert likeness(b"", FINE.pattern(), read_line, clock) == 0
    assert likeness(b"1795348800 bad", FINE.pattern(), read_line, clock) == 1


AT = "2026-11-22T12:00:00.250000000Z"
WRAPPERS = ["{}", f"{AT} stdout F {{}}", f"{AT} stdout P {{}}", "[pod/a-b/c] {}", "Nov 22 12:00:00 node1 prog[7]: {}"]


@given(
    plan=st.lists(
        st.tuples(
            st.sampled_from(WRAPPERS[1:]),
            st.sampled_from(["1795348800 fine", "1795348800 bad", "1795348860 fine", "", "what?", "1795348800 left"]),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_wrapped_lines_say_in_blocks_what_they_say_one_by_one(
    plan: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "wrapped.log"
    path.write_text(f"{AT} stdout F 1795348800 fine\n" + "".join(f"{how.format(line)}\n" for how, line in plan))
    never = replace(FINE, line=lambda when: f"{when} never")
    slow = block_source("made-up", tells=(ProxyRemark,), fine_of=lambda head: never, reader=lambda: read_line)
    assert SOURCE.read(path, ZoneClock(UTC)) == slow.read(path, ZoneClock(UTC))


def test_wrapped_lines_are_counted_and_those_that_tell_name_their_pod(tmp_path: Path) -> None:
    path = tmp_path / "log"
    prefix = f"[pod/ingress-a/controller] {AT}"
    path.write_text(f"{prefix} 1795348800 fine\n" * 300 + f"{prefix} 1795348800 bad\n")
    contents = SOURCE.read(path, ZoneClock(UTC))
    assert [(event.line, event.host, event.text) for event in contents.events] == [(301, "ingress-a", "1795348800 bad")]
    assert contents.tallies == (Tally(start=NOON, went=Went.ANSWERED, number=300),)
