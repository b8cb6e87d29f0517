"""Lines as syslog writes them, taken apart."""

from datetime import UTC

import pytest

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.reading.syslog import Entry, entry, moment

NOON = 1_795_348_800 * 10**9  # 2026-11-22 12:00:00 UTC

LINES = {
    "Nov 22 12:00:00 node2 Keepalived_vrrp[754]: text": ("Nov 22 12:00:00", "node2", "Keepalived_vrrp"),
    "<134>Nov  2 12:00:00 haproxy[8]: text": ("Nov  2 12:00:00", None, "haproxy"),
    "Nov 22 12:00:00 localhost kernel: text": ("Nov 22 12:00:00", None, "kernel"),
    "Nov 22 12:00:00 2001:db8::1 haproxy[8]: text": ("Nov 22 12:00:00", "2001:db8::1", "haproxy"),
    "2026-11-22T12:00:00.181601+00:00 node2 haproxy[8]: text": ("2026-11-22T12:00:00.181601+00:00", "node2", "haproxy"),
    "Sun Nov 22 12:00:00 2026 daemon.info Keepalived_vrrp[9]: text": (
        "Sun Nov 22 12:00:00 2026",
        None,
        "Keepalived_vrrp",
    ),
}


@pytest.mark.parametrize(("line", "expected"), LINES.items())
def test_a_line_has_a_time_perhaps_a_host_and_a_program(line: str, expected: tuple[str, str | None, str]) -> None:
    stamp, host, tag = expected
    assert entry(line) == Entry(stamp=stamp, host=host, tag=tag, message="text")


@pytest.mark.parametrize("line", ["", "text", "Nov 22 12:00:00 node2 says nothing", "12:00:00 node2 kernel: text"])
def test_what_has_not_the_form_is_none(line: str) -> None:
    assert entry(line) is None


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("Nov 22 12:00:00", (NOON, 10**9)),
        ("2026-11-22T12:00:00.5Z", (NOON + 5 * 10**8, 10**8)),
        ("Sun Nov 22 12:00:00.000000001 2026", (NOON + 1, 1)),
        ("Nov 99 12:00:00", None),
    ],
)
def test_a_time_is_as_wide_as_it_is_written(stamp: str, expected: tuple[int, int] | None) -> None:
    assert moment(stamp, ZoneClock(UTC, near=NOON)) == expected
