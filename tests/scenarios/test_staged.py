"""The captures contain what the truth says was done about claims: each deed leaves its frames, as tshark sees them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CAPTURES, maybe_none
from tests.scenarios.dissected import Row, dissected
from tests.scenarios.truths import truth_of

BLIND = {"any-interface", "capture-cut-short", "not-visible-here"}
"""Captures that cannot show who claims: no MACs of receivers, no end, no ARP of the segment."""
SCENARIOS = sorted({path.parent.name for path in CAPTURES.glob("*/truth.json")} - BLIND)
"""None where `make lab` has made blind ones alone."""
BROADCAST = "ff:ff:ff:ff:ff:ff"
CLOCK_S = 0.05
"""A capture's stamps and the deeds' are of one clock, but a deed is stamped when it is over."""
METALLB_LATE_S, KUBE_VIP_LATE_S, QUESTION_LATE_S = 1.2, 3.2, 2.5
"""How much later than its deed a frame may come: one tick, one tick, one turn of the proxy's clients."""

TAG_BYTES = 4
"""Of IEEE 802.1Q, in each frame of a trunk."""

ADVERTISEMENT = "136"
"""Of neighbor discovery: the type of ICMPv6."""
Deed = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """One scenario: its claims as tshark sees them in time order, and its truth."""

    rows: Sequence[Row]
    truth: dict[str, Any]

    def mac(self, name: str) -> str:
        hosts = {**self.truth["nodes"], "other": self.truth["other"], "proxy": self.truth["proxy"]}
        return str(hosts[name][1])

    def until_next(self, deed: Deed, *names: str) -> float:
        """When the same host does one of some deeds next about the same VIP, or the capture ends."""
        later = [
            event["t"] - event["took"]
            for event in self.truth["events"]
            if event["event"] in names and event["t"] > deed["t"] and event["node"] == deed["node"]
            if event["vip"] == deed["vip"]
        ]
        return min(later, default=self.end)

    def was_done(self, name: str, deed: Deed) -> bool:
        """Whether something was done to the same host before."""
        about = (name, deed["node"])
        return any((event["event"], event.get("node")) == about for event in self.truth["events"])

    @property
    def begin(self) -> float:
        return self._noted("capture begins")

    @property
    def end(self) -> float:
        return self._noted("capture ends")

    def _noted(self, what: str) -> float:
        return float(next(event["t"] for event in self.truth["events"] if event["event"] == what))

    def between(self, start: float, end: float) -> list[Row]:
        return [row for row in self.rows if start <= float(row["frame.time_epoch"]) <= end]

    def announced(self, deed: Deed, start: float, end: float) -> list[Row]:
        """What the deed's host announced about its VIP, in ARP or neighbor discovery."""
        mine = [row for row in self.between(start, end) if row["eth.src"] == self.mac(deed["node"])]
        return [row for row in mine if is_announcement(row, deed["vip"])]


def is_announcement(row: Row, vip: str) -> bool:
    if row["icmpv6.nd.na.target_address"] == vip:
        return row["eth.dst"] == "33:33:00:00:00:01"
    return row["arp.src.proto_ipv4"] == row["arp.dst.proto_ipv4"] == vip and row["eth.dst"] == BROADCAST


@cache
def staged(folder: Path) -> Staged:
    truth = truth_of(folder)
    capture = truth.get("captures", ["proxy.pcapng"])[0]
    found = dissected(folder / capture)
    said = [*found.of("arp", "vrrp"), *(row for row in found.of("icmpv6") if row["icmpv6.type"] == ADVERTISEMENT)]
    tag = TAG_BYTES if "vlan" in truth else 0
    rows = [row | {"frame.len": str(int(row["frame.len"]) - tag)} for row in said]
    return Staged(rows=sorted(rows, key=lambda row: float(row["frame.time_epoch"])), truth=truth)


def metallb_announces(case: Staged, deed: Deed) -> bool:
    """A pair, or one advertisement, within a tick; nothing where the switch loses it."""
    said = case.announced(deed, deed["t"] - deed["took"], deed["t"] + METALLB_LATE_S)
    if case.was_done("announcements lost", deed):
        return not said
    forms = {(row["arp.opcode"], row["arp.dst.hw_mac"], row["frame.len"]) for row in said}
    return {("1", BROADCAST, "60"), ("2", BROADCAST, "60")} <= forms or ("", "", "86") in forms


def is_silent(case: Staged, deed: Deed, *until: str, length: str) -> bool:
    """No announcement of that program's length follows until it is told to speak again."""
    said = case.announced(deed, deed["t"] + CLOCK_S, case.until_next(deed, *until))
    return not [row for row in said if row["frame.len"] == length]


def kube_vip_announces(case: Staged, deed: Deed) -> bool:
    """At the next tick: a reply with its own MAC, or a request with all ones."""
    said = case.announced(deed, deed["t"] - deed["took"], deed["t"] + KUBE_VIP_LATE_S)
    mac = case.mac(deed["node"])
    forms = {(row["arp.opcode"], row["arp.dst.hw_mac"], row["frame.len"]) for row in said}
    return bool(forms & {("2", mac, "42"), ("1", BROADCAST, "42")})


def master_says_goodbye(case: Staged, deed: Deed) -> bool:
    """An advertisement of priority 0."""
    near = case.between(deed["t"] - deed["took"] - CLOCK_S, deed["t"] + CLOCK_S)
    return any(row["vrrp.prio"] == "0" and row["eth.src"] == case.mac(deed["node"]) for row in near)


def proxy_asks(case: Staged, deed: Deed) -> bool:
    """The host whose entry was flushed asks all."""
    near = case.between(deed["t"] - deed["took"], deed["t"] + QUESTION_LATE_S)
    asked = (BROADCAST, deed["vip"], "1", case.mac(deed["node"]))
    return asked in {(r["eth.dst"], r["arp.dst.proto_ipv4"], r["arp.opcode"], r["eth.src"]) for r in near}


def kernel_announces(case: Staged, deed: Deed) -> bool:
    """A request with no target MAC."""
    said = case.announced(deed, deed["t"] - deed["took"] - CLOCK_S, deed["t"] + CLOCK_S)
    return ("1", "00:00:00:00:00:00") in {(row["arp.opcode"], row["arp.dst.hw_mac"]) for row in said}


def arping_announces(case: Staged, deed: Deed) -> bool:
    """Several requests, a second apart."""
    return len(case.announced(deed, deed["t"] - deed["took"], deed["t"] + CLOCK_S)) >= 3


def spoofer_lies(case: Staged, deed: Deed) -> bool:
    """Replies to the proxy alone, every 2 s until the end of it."""
    until = case.until_next(deed, "spoofing ends")
    near = case.between(deed["t"] - deed["took"], until)
    mine = [row for row in near if row["eth.src"] == case.mac(deed["node"]) and row["eth.dst"] == case.mac("proxy")]
    lies = [row for row in mine if row["arp.opcode"] == "2" and row["arp.src.proto_ipv4"] == deed["vip"]]
    return abs(len(lies) - (until - deed["t"]) / 2) <= 1


CHECKS: dict[str, Callable[[Staged, Deed], bool]] = {
    "announce": metallb_announces,
    "withdraw": lambda case, deed: is_silent(case, deed, "announce", length="60"),
    "kube-vip acquires": kube_vip_announces,
    "kube-vip loses": lambda case, deed: is_silent(case, deed, "kube-vip acquires", length="42"),
    "kube-vip leaves the address": lambda case, deed: is_silent(case, deed, "kube-vip acquires", length="42"),
    "keepalived stops": master_says_goodbye,
    "forgets": proxy_asks,
    "link fails over": kernel_announces,
    "arping -U": arping_announces,
    "spoofing begins": spoofer_lies,
}
"""What leaves frames at the proxy, and the frames it leaves."""


@pytest.mark.tshark
@pytest.mark.parametrize("name", maybe_none(SCENARIOS))
def test_each_deed_left_its_frames(name: str, captures: Path) -> None:
    case = staged(captures / name)
    deeds = [event for event in case.truth["events"] if event["event"] in CHECKS]
    recorded = [deed for deed in deeds if case.begin <= deed["t"] - deed["took"] and deed["t"] <= case.end]
    missing = [deed for deed in recorded if not CHECKS[deed["event"]](case, deed)]
    assert missing == []
    # what a capture began too late for is all that may go without
    assert len(recorded) + sum(deed["t"] < case.begin for deed in deeds) == len(deeds)


@pytest.mark.tshark
@pytest.mark.parametrize("name", maybe_none(SCENARIOS))
def test_nobody_announces_but_those_that_the_truth_names(name: str, captures: Path) -> None:
    case = staged(captures / name)
    macs = {mac for _, *macs in case.truth["nodes"].values() for mac in macs} | {case.mac("other")}
    speakers = {row["eth.src"] for row in case.rows for vip in case.truth["vips"] if is_announcement(row, vip)}
    assert speakers <= macs
    acting = {event["node"] for event in case.truth["events"] if "node" in event}
    named = {mac for node in acting if node != "proxy" for mac in (case.mac(node), *second(case, node))}
    assert speakers <= named


def second(case: Staged, node: str) -> list[str]:
    """The MAC of a node's second interface, if it has one."""
    return list(case.truth["nodes"].get(node, ())[2:])
