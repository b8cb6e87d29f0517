"""What listings and probes say of a VIP, in words: where its MAC was, who answered, on which interfaces it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.correlator.testimony.hosts import OnInterface, on_interfaces
from arpwatch_k8s.correlator.testimony.listings import BY_LINES, Comparison, Listed, comparisons
from arpwatch_k8s.correlator.testimony.probes import Answers, Pings, answers, pings
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.logs.details.belief import Remark
from arpwatch_k8s.logs.details.detail import NeighborEntry
from arpwatch_k8s.logs.details.listed import Echo
from arpwatch_k8s.logs.event import telling
from arpwatch_k8s.wording.counts import plural, times

MOST_LISTED: Final = 6
"""Listings of an address that a note tells of, one by one."""
MOST_SHARING: Final = 3
"""Other addresses of one MAC that are named."""
NO_CLAIM: Final = frozenset({"kube-ipvs0", "lo"})
"""Interfaces that have every Service's address on each node: kube-proxy's in mode IPVS, and the loopback."""
ECHOES: Final = {
    Echo.ANSWERED: "answered",
    Echo.DUPLICATE: "answered once more",
    Echo.UNREACHABLE: "told as unreachable",
    Echo.REDIRECT: "redirected",
    Echo.SILENT: "not answered",
    Echo.OTHER: "answered with another error",
}


def listed(case: Case) -> Iterator[str]:
    """What is said without a time, which no figure shows; and what listings and probes say of VIPs."""
    for log in case.logs:
        said = sum(not isinstance(item.detail, Remark) for item in log.undated)
        if said:
            have = "has" if said == 1 else "have"
            yield f"{plural(said, 'line')} of {log.name} ({log.source}) {have} no time: on no axis"
    vips = list(dict.fromkeys([*(record.vip for record in case.vips), *case.missing_vips]))
    yield from (compared(case, comparison) for comparison in comparisons(case.logs, vips))
    runs = [heard for heard in answers(case.logs) if heard.address in vips and heard.macs and not heard.is_at_once]
    yield from (answered(case, heard) for heard in runs)
    yield from (pinged(case, run) for run in pings(case.logs) if run.address in vips)
    placed = [item for item in on_interfaces(case.logs) if item.detail.interface not in NO_CLAIM]
    for vip in vips:
        found = [item for item in placed if item.detail.address == vip]
        if found:
            yield f"{vip} is on {'; '.join(dict.fromkeys(on_interface(case, item) for item in found))}"


def compared(case: Case, comparison: Comparison) -> str:
    """What listings say of an address, one after the other: those that change nothing are counted."""
    entries = comparison.listed
    turns = [n for n, item in enumerate(entries) if n in (0, len(entries) - 1) or item.mac != entries[n - 1].mac]
    shown = turns if len(turns) <= MOST_LISTED else [*turns[: MOST_LISTED - 1], turns[-1]]
    told = "; ".join(in_listing(case, comparison, entries[n]) for n in shown)
    more = f", {len(entries) - len(shown):,} more listings between them" if len(shown) < len(entries) else ""
    if len(entries) == 1:
        return told
    ordered = {"": "which came first is not known", BY_LINES: "in the order of the file"}.get(
        comparison.by, f"in this order by the {comparison.by} in the names of the files"
    )
    if not comparison.macs:
        return f"{told}{more}: no MAC in any of them"
    if len(comparison.macs) == 1:
        states = len({item.state for item in entries}) > 1
        alone = "; the state alone did, which says nothing of who answers" if states else ""
        return f"{told}{more}: the MAC did not change ({ordered}){alone}"
    if not comparison.by:
        return f"{told}{more}: {len(comparison.macs):,} MACs, {ordered}"
    return f"{told}{more}: the MAC changed {times(comparison.moves)} ({ordered})"


def in_listing(case: Case, comparison: Comparison, item: Listed) -> str:
    """What one listing says of an address, with its line."""
    name = case.logs[item.log].name
    where = f"{name} ({comparison.host})" if comparison.host else name
    if item.said is None:
        return f"{where}: {comparison.address} is not listed"
    held = "without a MAC" if item.mac is None else f"at {case.inventory.label(item.mac)}"
    others = [address for address in at_same_mac(case, comparison, item) if address not in held]
    held += f", as {' and '.join(others)}," if others else ""
    state = f" {item.state}" if item.state else ""
    return f"{where}, line {item.said.line}: {comparison.address} {held}{state}"


def at_same_mac(case: Case, comparison: Comparison, item: Listed) -> list[str]:
    """The other addresses that a listing has at an address's MAC: by them its operator knows the node."""
    if item.mac is None:
        return []
    entries = telling((said for said in case.logs[item.log].undated if said.listing == item.listing), NeighborEntry)
    found = [entry.address for _, entry in entries if entry.mac == item.mac and entry.address != comparison.address]
    return list(dict.fromkeys(found))[:MOST_SHARING]


def answered(case: Case, heard: Answers) -> str:
    """Who answered for an address in a run of a probe."""
    label = case.inventory.label
    told = " and ".join(
        f"by {label(mac)} {times(count)} (first in line {heard.lines[mac]})" for mac, count in heard.macs.items()
    )
    several = ": a move between them, or two owners" if len(heard.macs) > 1 else ""
    silent = f", {plural(heard.silent, 'question')} not" if heard.silent else ""
    extra = f", {plural(heard.extra, 'answer')} beyond the first to a question" if heard.extra else ""
    return f"{case.logs[heard.log].name}: {heard.address} was answered {told}{silent}{extra}{several}"


def pinged(case: Case, run: Pings) -> str:
    """What came of pings."""
    told = ", ".join(
        f"{times(count)} {ECHOES[kind]}" + (f" by {sender}" if sender and sender != run.address else "")
        for (kind, sender), count in run.results.items()
    )
    return f"{case.logs[run.log].name}: pings of {run.address} were {told}"


def on_interface(case: Case, item: OnInterface) -> str:
    """Where an address is, with the line that says so."""
    at = f" ({case.inventory.label(item.detail.mac)})" if item.detail.mac else ""
    host = item.detail.host or "a host that is not named"
    return f"{item.detail.interface} of {host}{at} by {case.logs[item.log].name}, line {item.said.line}"
