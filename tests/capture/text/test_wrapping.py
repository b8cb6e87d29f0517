"""What a terminal, a mail or a log did to lines that were copied from it."""

from pathlib import Path

import pytest

from tests.capture.text.lines_of import NODE2, PROXY, info, rows

LINES = (
    f"22:54:00.000000 {PROXY} > ff:ff:ff:ff:ff:ff, ethertype ARP (0x0806), length 42: Ethernet (len 6), IPv4 (len 4), "
    "Request who-has 192.0.2.80 tell 192.0.2.10, length 28\n"
    f"22:54:00.500000 {NODE2} > {PROXY}, ethertype ARP (0x0806), length 60: Ethernet (len 6), IPv4 (len 4), "
    f"Reply 192.0.2.80 is-at {NODE2}, length 46\n"
    f"22:54:01.000000 {PROXY} > {NODE2}, ethertype IPv4 (0x0800), length 74: (tos 0x0, ttl 64, id 1, offset 0, "
    "flags [DF], proto TCP (6), length 60)\n"
    "    192.0.2.10.58136 > 192.0.2.80.443: Flags [S], cksum 0x68de (correct), seq 1913813248, win 64240, options "
    "[mss 1460], length 0\n"
)


@pytest.mark.parametrize("width", [80, 100, 117])
def test_lines_that_a_terminal_cut_are_put_together(tmp_path: Path, width: int) -> None:
    parts = [line[at : at + width] for line in LINES.splitlines() for at in range(0, len(line), width)]
    whole, found = rows(tmp_path, LINES * 2), rows(tmp_path, "\n".join(parts * 2) + "\n^C6 packets captured\n")
    for one in (*whole, *found):
        del one["frame"]
    assert found == whole
    assert len(found) == 6


def test_lines_of_one_length_are_not_put_together(tmp_path: Path) -> None:
    asked = "22:54:00.000000 ARP, Request who-has 192.0.2.80 tell 192.0.2.10, length 28\n"
    told = info(tmp_path, asked * 3 + "3 packets dropped by kernel\n" + asked * 3 + "...\n" + asked)
    assert told.printed is not None
    assert (told.frames, told.drops, told.printed.odd) == (7, 3, 0)


@pytest.mark.parametrize(
    "before",
    [
        "> ",
        "> > ",
        "2026-11-22T22:54:00.123456789Z ",
        "[pod/tcpdump-x2b/tcpdump] 2026-11-22T22:54:00.123456789+09:00 ",
        "Nov 22 22:54:00 node2 tcpdump[4711]: ",
    ],
)
def test_what_stands_before_each_line_is_none_of_it(tmp_path: Path, before: str) -> None:
    text = "".join(before + line for line in LINES.splitlines(keepends=True))
    assert rows(tmp_path, text) == rows(tmp_path, LINES)


def test_a_file_may_begin_with_a_mark_of_its_encoding(tmp_path: Path) -> None:
    assert rows(tmp_path, "\ufeff" + LINES) == rows(tmp_path, LINES)
