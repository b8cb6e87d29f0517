"""What is taken for printed frames, and what is not."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.capture.text.reader import PrintedStream
from arpwatch_k8s.capture.text.recognize import Dialect, recognize
from arpwatch_k8s.errors import InputError
from tests.capture.text.lines_of import NODE1
from tests.conftest import CAPTURES

FRAMES = (
    "20:15:23.865121 ARP, Request who-has 192.0.2.80 tell 192.0.2.10, length 28",
    f"2026-11-22 20:15:23.865121 ARP, Reply 192.0.2.80 is-at {NODE1}, length 28",
    "1795388040.504158 IP 192.0.2.10.1 > 192.0.2.80.2: Flags [S], seq 1, win 1, length 0",
    f" 00:00:00.000000 {NODE1} > ff:ff:ff:ff:ff:ff, ethertype ARP (0x0806), length 42: Request who-has 192.0.2.80 "
    "tell 192.0.2.10, length 28",
    "    7  20:15:23.865121 eth0  In  IP6 2001:db8::10 > 2001:db8::80: ICMP6, echo request, id 1, seq 1, length 64",
)
OTHERS = (
    "2026/11/22 20:15:31 [error] 7#7: *1 connect() failed (113: No route to host) while connecting to upstream",
    "20:15:31.000000 IP addresses were exhausted",
    "I1122 20:15:22.875001       1 leaderelection.go:272] successfully acquired lease",
    "2026-11-22T20:15:23.181601303Z stderr F {}",
    "[2026-11-22T20:15:24.482774] 192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16 REACHABLE",
    "192.0.2.80 dev eth0 lladdr 52:54:00:00:02:16 REACHABLE",
    '{"caller":"main.go:101","event":"serviceUpdated","ts":"2026-11-22T22:35:17Z"}',
    "Sun Nov 22 20:15:23 2026: (VI_1) Entering MASTER STATE",
    "1795388040.504158 a metric",
    "",
)


@pytest.mark.parametrize("line", FRAMES)
def test_one_frame_is_enough(line: str) -> None:
    found = recognize(line.encode())
    assert found is not None
    assert found.dialect is Dialect.TCPDUMP


@pytest.mark.parametrize("line", OTHERS)
def test_logs_and_listings_are_none(line: str) -> None:
    assert recognize((line + "\n").encode() * 9) is None


def test_a_log_that_quotes_a_frame_is_a_log() -> None:
    assert recognize("\n".join([*OTHERS[:4] * 2, FRAMES[0]]).encode()) is None


@pytest.mark.parametrize("path", sorted(CAPTURES.glob("*/*.log")) + sorted(CAPTURES.glob("*/*.toml")), ids=str)
def test_no_log_of_a_scenario_is_taken_for_frames(path: Path) -> None:
    assert recognize(path.read_bytes()[:4096]) is None


def test_what_nobody_knows_is_refused_in_two_lines(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("nothing of the kind\n")
    with pytest.raises(InputError, match=r"notes\.txt: not a capture") as error:
        load([path])
    assert "tcpdump" in error.value.fix


def test_frames_without_times_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    path.write_text("ARP, Request who-has 192.0.2.80 tell 192.0.2.10, length 28\n")
    with pytest.raises(InputError, match="have no times") as error:
        load([path])
    assert "-t" in error.value.fix


WORDS = st.sampled_from(
    [*FRAMES, *OTHERS, "\t0x0000:  4500 003c", "    192.0.2.10.1 > 192.0.2.80.2: Flags [S.], seq 99999999999, ack x",
     "\tIP (tos 0x0, ttl 999, id 0, offset 0, flags [DF], proto TCP (6), length 40)", "(" * 50, "> " * 50,
     "1 0.5 192.0.2.1 → 192.0.2.2 TCP 74 1 → 2 [SYN] Seq=0 Win=1 Len=0",
     "frame.time_epoch\teth.src\tip.src", "1.5\tx\ty", '{"index":{}}',
     '{"layers":{"frame":{"frame_frame_time_epoch":"1"}}}',
     "[", "  {", "  },", '"_source": {"layers": {"frame.len": "1"}}']
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(st.one_of(WORDS, st.text(max_size=60)), max_size=12), st.binary(max_size=40))
def test_any_text_is_read_without_an_error(some: list[str], tail: bytes) -> None:
    data = "\n".join(some).encode("utf-8", "surrogatepass") + tail
    form = recognize(data)
    if form is None:
        return
    given_once = iter([data])

    def read_into(view: memoryview) -> int:
        piece = next(given_once, b"")
        view[: len(piece)] = piece
        return len(piece)

    made = PrintedStream(read_into, form)
    while made.read_into(memoryview(bytearray(1 << 16))):
        pass
    assert made.told.frames <= made.told.lines


def test_long_and_hostile_lines_take_no_time(tmp_path: Path) -> None:
    long = [
        b"192.0.2.1 > " * 90_000,
        b"(" * 1_000_000,
        b"\xff\0" * 500_000,
        b"20:15:23.865121 IP (tos " + b"(" * 999_999,
    ]
    path = tmp_path / "dump.txt"
    path.write_bytes(FRAMES[0].encode() + b"\n" + b"\n".join(long) + b"\n" + FRAMES[0].encode() + b"\n")
    (info,) = load([path]).captures
    assert info.printed is not None
    assert (info.frames, info.printed.lines) == (3, 6)
