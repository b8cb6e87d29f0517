"""Which listing a line is of."""

from datetime import UTC

import pytest

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.belief import Remark
from arpwatch_k8s.logs.event import LogEvent, Undated
from arpwatch_k8s.logs.reading.listing import Listings

CLOCK = ZoneClock(UTC)
NOON = 1_795_348_800 * 10**9  # 2026-11-22 12:00:00 UTC
REMARK = Remark(program="x")


@pytest.mark.parametrize(
    ("line", "host"),
    [
        ("root@node1:~# ip addr", "node1"),
        ("user@node1.example.com:/etc$", "node1.example.com"),
        ("[root@node1 ~]# ip a", "node1"),
        ("core@node1 ~ $ ip a", "node1"),
        ("bob@example.com pays $ 5", None),
        ("mail me at user@example.com today", None),
        ("root@" + "x" * 1_000_000, None),
    ],
)
def test_a_prompt_names_the_host(line: str, host: str | None) -> None:
    listings = Listings("x")
    assert (listings.prompt(line) is not None, listings.host) == (host is not None, host)


@pytest.mark.parametrize("line", ["before:", "=== after ===", "## ip neigh", "eth0: flags", "x" * 1_000_000])
def test_a_heading_of_something_else_names_no_host(line: str) -> None:
    listings = Listings("x")
    listings.named(line)
    assert listings.host is None


def test_a_heading_dates_what_follows_until_the_next_command() -> None:
    listings = Listings("x")
    assert listings.heading("## 2026-11-22T12:00:00Z", CLOCK)
    assert isinstance(listings.said(2, "", REMARK, key=1), LogEvent)
    listings.prompt("root@node1:~# ip neigh")
    assert isinstance(listings.said(4, "", REMARK, key=1), Undated)


def test_a_date_between_a_prompt_and_a_listing_dates_it() -> None:
    listings = Listings("x")
    listings.prompt("root@node1:~# date; ip neigh")
    listings.heading("Sun Nov 22 12:00:00 UTC 2026", CLOCK)
    assert listings.dated


def test_listings_are_counted_by_what_they_have_twice() -> None:
    listings = Listings("x")
    numbers = [listings.said(1, "", REMARK, key=key) for key in ("a", "b", None, "a", "a")]
    assert [item.listing for item in numbers if isinstance(item, Undated)] == [1, 1, 1, 2, 3]


def test_what_is_listed_again_under_one_heading_is_of_no_known_time() -> None:
    listings = Listings("x")
    listings.heading("2026-11-22T12:00:00Z", CLOCK)
    said = [listings.said(2, "", REMARK, key=key) for key in ("a", "b", "a", "b")]
    assert [type(item) for item in said] == [LogEvent, LogEvent, Undated, Undated]


@pytest.mark.parametrize("line", ["12:00:05", "Вс 22 ноя 2026 12:00:05 UTC", "it is 12:00:05 now"])
def test_a_time_of_day_that_cannot_be_read_ends_the_time_before_it(line: str) -> None:
    listings = Listings("x")
    listings.heading("2026-11-22T12:00:00Z", CLOCK)
    assert not listings.heading(line, CLOCK)
    assert not listings.dated


@pytest.mark.parametrize(
    "line",
    [
        "--- 2026-11-22T12:00:00Z ---",
        "*** 2026-11-22 12:00:00 ***",
        "2026-11-22_12:00:00",
        "20261122-120000",
        "[2026-11-22T12:00:00+00:00]",
        "Sun Nov 22 21:00:00 JST 2026",
        "Sun Nov 22 13:00:00 CET 2026",
    ],
)
def test_a_time_by_itself_is_a_heading_however_it_is_decorated(line: str) -> None:
    listings = Listings("x")
    assert listings.heading(line, CLOCK)
    said = listings.said(2, "", REMARK)
    assert isinstance(said, LogEvent)
    assert said.time == NOON


def test_the_top_of_watch_has_host_and_time() -> None:
    listings = Listings("x")
    assert listings.heading("Every 2.0s: ip neigh             node1: Sun Nov 22 12:00:00 2026", CLOCK)
    assert (listings.host, listings.dated) == ("node1", True)


@pytest.mark.parametrize(
    ("line", "host"),
    [
        ("***** node1 *****", "node1"),
        ("[node1]", "node1"),
        ("[1] 20:15:24 [SUCCESS] node1", "node1"),
        ("node1 | UNREACHABLE! => {", "node1"),
        ("node1", "node1"),
        ("k8s-worker-a.example.com", "k8s-worker-a.example.com"),
        ("eth0", None),
        ("bond0", None),
        ("enp3s0f1np1", None),
        ("hello", None),
        ("-" * 20, None),
    ],
)
def test_a_heading_is_a_hosts_name_in_many_ways(line: str, host: str | None) -> None:
    listings = Listings("x")
    listings.named(line)
    assert listings.host == host


def test_each_line_may_begin_with_its_host() -> None:
    listings = Listings("x")
    assert [listings.behind_name(f"{name}: x") for name in ("node1", "node1", "node2", "2")] == ["x", "x", "x", None]
    assert listings.host == "node2"
