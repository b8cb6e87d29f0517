"""The captures contain what the truth says was done behind a VIP: each deed leaves its frames, as tshark sees them."""

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CAPTURES
from tests.scenarios.dissected import Row, dissected
from tests.scenarios.truths import truth_of

SCENARIOS = sorted(path.parent.name for path in CAPTURES.glob("*/truth.json"))
SYN, SYN_ACK, RST = 0x02, 0x12, 0x04
BITS = 0x17
"""FIN, SYN, RST, ACK."""
CLOCK_S, CLIENTS_S, FORGOTTEN_S = 0.05, 2.5, 6.0
"""A deed is stamped when it is over; the next request of a client comes within this, and so does a connection's next
frame after the server's retries."""
STATISTICS, DROPPED = 5, 5
"""pcapng: the type of an Interface Statistics Block, the code of its option isb_ifdrop."""
PORT_UNREACHABLE, HOST_PROHIBITED, TOO_BIG = ("3", "3"), ("3", "10"), ("3", "4")

Deed = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """One scenario: its TCP and ICMP as tshark sees them in time order, and its truth."""

    rows: Sequence[Row]
    truth: dict[str, Any]
    complaint: str
    "What tshark says of the file itself."

    def mac(self, name: str) -> str:
        hosts = {**self.truth["nodes"], "other": self.truth["other"], "proxy": self.truth["proxy"]}
        return str(hosts[name][1])

    def noted(self, what: str) -> float:
        return float(next(event["t"] for event in self.truth["events"] if event["event"] == what))

    def span(self, deed: Deed, *ends: str) -> list[Row]:
        """The frames from a deed to the next of `ends` on the same host, or to the end."""
        later = (event for event in self.truth["events"] if event["t"] > deed["t"] and event["event"] in ends)
        until = min(
            (e["t"] - e["took"] for e in later if e["node"] == deed["node"]), default=self.noted("capture ends")
        )
        return [row for row in self.rows if deed["t"] < float(row["frame.time_epoch"]) < until]

    def from_mac(self, rows: Sequence[Row], name: str) -> list[Row]:
        return [row for row in rows if self.mac(name) in (row["eth.src"], row["sll.src.eth"])]


def flags(row: Row) -> int:
    """TCP flags of the outermost packet, 0 where it is no TCP."""
    return 0 if row["icmp.type"] or not row["tcp.flags"] else int(row["tcp.flags"], 16) & BITS


def to_vip(row: Row, vip: str) -> bool:
    return vip in (row["ip.dst"], row["ipv6.dst"])


@cache
def served(folder: Path) -> Served:
    truth = truth_of(folder)
    found = dissected(folder / truth.get("captures", ["proxy.pcapng"])[0])
    return Served(rows=found.of("tcp", "icmp", "icmpv6", "arp"), truth=truth, complaint=found.complaint)


def syns_fail(case: Served, deed: Deed) -> bool:
    """Connections are asked for, and none is answered by the node, until the service is back."""
    rows = case.span(deed, "program")
    # A gap may be shorter than a client's turn.
    answers = [row for row in case.from_mac(rows, deed["node"]) if flags(row) == SYN_ACK]
    sockets = {row["tcp.srcport"] for row in rows if flags(row) == SYN and to_vip(row, deed["vip"])}
    return not [row for row in answers if row["tcp.dstport"] in sockets]


def refuses(case: Served, deed: Deed) -> bool:
    """Its MAC answers every SYN with RST."""
    rows = case.from_mac(case.span(deed, "backend starts"), deed["node"])
    return any(flags(row) & RST for row in rows) and not any(flags(row) == SYN_ACK for row in rows)


def says(message: tuple[str, str], *ends: str) -> Callable[[Served, Deed], bool]:
    def check(case: Served, deed: Deed) -> bool:
        rows = case.from_mac(case.span(deed, *ends), deed["node"])
        return message in {(row["icmp.type"], row["icmp.code"]) for row in rows} or not owns(case, deed)

    return check


def owns(case: Served, deed: Deed) -> bool:
    """Whether the host has announced the VIP before."""
    events = case.truth["events"]
    return any(e["event"] == "announce" and e["node"] == deed["node"] and e["t"] < deed["t"] for e in events)


def nothing_comes(case: Served, deed: Deed) -> bool:
    """Not one more frame from its MAC."""
    return case.from_mac(case.span(deed), deed["node"]) == []


def handshakes_only(case: Served, deed: Deed) -> bool:
    """Its kernel accepts connections, and on those begun since not a byte follows until it goes on."""
    rows = case.span(deed, "backend goes on")
    begun = {row["tcp.srcport"] for row in rows if flags(row) == SYN and to_vip(row, case.truth["vips"][0])}
    answers = [row for row in case.from_mac(rows, deed["node"]) if row["tcp.dstport"] in begun]
    return any(flags(row) == SYN_ACK for row in answers) and all(row["tcp.len"] == "0" for row in answers)


def resets_follow(case: Served, deed: Deed) -> bool:
    """Bare resets from its MAC: what was open is unknown now."""
    near = [row for row in case.rows if -deed["took"] < float(row["frame.time_epoch"]) - deed["t"] < FORGOTTEN_S]
    return sum(flags(row) == RST for row in case.from_mac(near, deed["node"])) >= 2


def goes_on_to_the_old(case: Served, deed: Deed) -> bool:
    """The host's frames still go to the VIP's first owner seconds after another one announced it."""
    announced = [event for event in case.truth["events"] if event["event"] == "announce"]
    first, last = announced[0], announced[-1]
    later = [row for row in case.span(last) if float(row["frame.time_epoch"]) < last["t"] + CLIENTS_S]
    sent = {row["eth.dst"] for row in case.from_mac(later, deed["node"]) if to_vip(row, last["vip"])}
    return sent == {case.mac(first["node"])}


def is_checked(case: Served, deed: Deed) -> bool:
    """A connection that the host opens and resets without a byte."""
    near = [row for row in case.rows if abs(float(row["frame.time_epoch"]) - deed["t"]) < deed["took"] + CLOCK_S]
    mine = case.from_mac(near, deed["node"])
    opened = {row["tcp.srcport"] for row in mine if flags(row) == SYN}
    spoken = {row["tcp.srcport"] for row in mine if row["tcp.len"] not in ("", "0")}
    return bool({row["tcp.srcport"] for row in mine if flags(row) & RST} & opened - spoken)


def is_seen(case: Served, deed: Deed) -> bool:
    """A SYN to or from the host, of the connection that it makes."""
    near = [row for row in case.rows if abs(float(row["frame.time_epoch"]) - deed["t"]) < deed["took"] + CLOCK_S]
    return any(flags(row) == SYN for row in case.from_mac(near, deed["node"]))


CHECKS: dict[str, Callable[[Served, Deed], bool]] = {
    "unprogram": syns_fail,
    "backend stops": refuses,
    "no endpoints": says(PORT_UNREACHABLE, "endpoints"),
    "firewall rejects": says(HOST_PROHIBITED, "firewall accepts"),
    "endpoint behind a narrow link": says(TOO_BIG),
    "hangs": nothing_comes,
    "backend hangs": handshakes_only,
    "connection table flushed": resets_follow,
    "ignores announcements": goes_on_to_the_old,
    "health check": is_checked,
    "calls proxy": is_seen,
    "visits elsewhere": is_seen,
}
"""What leaves frames, or keeps them away, and how that shows."""
UNSEEN = {"capture-with-drops": {"backend stops"}}
"""Deeds that are meant to leave nothing: their frames were lost."""


@pytest.mark.tshark
@pytest.mark.parametrize("name", SCENARIOS)
def test_each_deed_shows(name: str, captures: Path) -> None:
    case = served(captures / name)
    begin, end = case.noted("capture begins"), case.noted("capture ends")
    deeds = [event for event in case.truth["events"] if event["event"] in CHECKS.keys() - UNSEEN.get(name, set())]
    recorded = [deed for deed in deeds if deed["event"] == "ignores announcements" or begin < deed["t"] < end]
    assert [deed for deed in recorded if not CHECKS[deed["event"]](case, deed)] == []


@pytest.mark.tshark
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_capture_is_as_whole_as_the_truth_says(name: str, captures: Path) -> None:
    case = served(captures / name)
    done = {event["event"] for event in case.truth["events"]}
    assert ("cut short" in case.complaint) == ("savefile cut short" in done)
    assert {row["vlan.id"] for row in case.rows} == {str(case.truth.get("vlan", ""))}
    times = [float(row["frame.time_epoch"]) for row in case.rows]
    # between the first and the last frame that was lost there is nothing
    if "recorder stands still" in done:
        still = case.noted("recorder goes on") - case.noted("recorder stands still")
        assert max(b - a for a, b in pairwise(times)) > still / 3


def dropped_in(savefile: Path) -> int:
    """Frames that the interface statistics of a pcapng savefile call dropped."""
    data, offset, dropped = savefile.read_bytes(), 0, 0
    while offset + 12 <= len(data):
        kind, length = struct.unpack_from("<II", data, offset)
        at, end = offset + 20, offset + length - 4
        while kind == STATISTICS and at + 4 <= end:
            code, size = struct.unpack_from("<HH", data, at)
            if code == DROPPED:
                dropped += int.from_bytes(data[at + 4 : at + 4 + size], "little")
            at += 4 + size + -size % 4
        offset += length
    return dropped


@pytest.mark.parametrize("name", SCENARIOS)
def test_drops_are_counted_where_the_recorder_stood_still(name: str, captures: Path) -> None:
    truth = truth_of(captures / name)
    still = "recorder stands still" in {event["event"] for event in truth["events"]}
    capture = truth.get("captures", ["proxy.pcapng"])[0]
    assert (dropped_in(captures / name / capture) > 0) == still
