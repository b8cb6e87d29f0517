"""Which listing a line is of."""

from datetime import UTC

import pytest

from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.belief import Remark
from arpwatch_k8s.logs.event import LogEvent, Undated
from arpwatch_k8s.logs.reading.listing import Listings

CLOCK = ZoneClock(UTC)
REMARK = Remark(program="x")


@pytest.mark.parametrize(
    ("line", "host"),
    [
        ("root@node1:~# ip addr", "node1"),
        ("user@node1.example.com:/etc$", "node1.example.com"),
        ("[root@node1 ~]# ip a", "node1"),
        ("core@node1 ~ $ ip a", None),
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
