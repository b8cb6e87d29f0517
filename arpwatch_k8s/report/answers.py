"""An operator's questions and their answers, in the order in which they are asked, as plain text: what the report's
first screen says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.rates import wilson
from arpwatch_k8s.correlator.ownership.contests import Contest
from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.correlator.testimony.upstream import TieState
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import interval, plural
from arpwatch_k8s.wording.times import between, clock, duration

if TYPE_CHECKING:
    from arpwatch_k8s.report.parts.standing import Standing

MOST = 3
"""Owners in a row that an answer names one by one."""


def sentence(text: str) -> str:
    """Text that ends in a full stop."""
    return text if text.endswith((".", ":", "?")) else f"{text}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One question, and what is answered."""

    question: str
    answer: str


def answers(result: Result, row: Standing, zone: tzinfo) -> Iterator[Answer]:
    """What is told of one VIP, before the findings about it: what to change, and what proves it, stands with them."""
    lead = row.findings[0][1] if row.findings else None
    if row.record is not None:
        yield from about(result, row.record, lead, zone)
    elif lead is not None:
        yield Answer(question="Why?", answer=f"{sentence(lead.summary)} So lines say; no frame shows it.")
    else:
        yield Answer(question="Who owned it?", answer=f"{row.owner}; no frame shows it")


def about(result: Result, record: VipRecord, lead: Finding | None, zone: tzinfo) -> Iterator[Answer]:
    """The answers about a VIP that frames show."""
    epochs = record.ownership.epochs
    yield Answer(
        question="Who owned it?",
        answer=sequence(result, epochs or record.serving, record.ownership.contests, zone)
        + ("" if epochs or not record.serving else " (by who answered: no claim was seen)"),
    )
    yield Answer(question="Since when?", answer=since(result, epochs or record.serving, record, zone))
    yield Answer(question="Whom did the proxy believe?", answer=believed(result, record, zone))
    yield Answer(question="What did users feel?", answer=felt(result, record))
    yield Answer(question="Why?", answer=lead.summary if lead else unexplained(result, record))


def sequence(result: Result, epochs: Sequence[Epoch], contests: Sequence[Contest], zone: tzinfo) -> str:
    """Owners in their order."""
    owners = list(dict.fromkeys(epoch.owner for epoch in epochs))
    label = result.case.inventory.label
    if not epochs:
        return "Nobody was seen to claim it or to answer for it"
    said = (
        f"{label(owners[0])} {'where nobody contested it' if contests else 'throughout'}"
        if len(owners) == 1
        else ", then ".join(
            f"{label(epoch.owner)} ({clock(epoch.start, zone)} - {clock(epoch.end, zone)})" for epoch in epochs[:MOST]
        )
    )
    if len(owners) > 1 and len(epochs) > MOST:
        said += f", and {plural(len(epochs) - MOST, 'more change')}"
    for contest in contests[:MOST]:
        who = " and ".join(label(owner) for owner in contest.owners)
        lasted = contest.end - contest.start
        said += (
            f"; contested by {who} for {duration(lasted)} from {clock(contest.start, zone)}"
            if lasted >= NS // 1000
            else f"; claimed by {who} at once, at {clock(contest.start, zone)}"
        )
    return said


def since(result: Result, epochs: Sequence[Epoch], record: VipRecord, zone: tzinfo) -> str:
    """From when the last owner held it, and how often it moved: by a handover, or to and fro while contested."""
    if not epochs:
        return "Unknown: nothing in the capture shows an owner"
    last = epochs[-1]
    moves = len(record.ownership.handovers)
    whole = last.start <= (result.case.start or 0) + 1_000_000_000
    when = "since before the capture began, as far as it shows" if whole else f"since {clock(last.start, zone)}"
    changes = sum(contest.changes for contest in record.ownership.contests)
    if changes:
        moved = f"{plural(changes, 'change')} of the owner claimed while contested"
        moved += f", {plural(moves, 'move')} beside" if moves else ""
    else:
        moved = f"{plural(moves, 'move')} seen" if moves else "no move seen"
    return f"{result.case.inventory.label(last.owner)} {when}; {moved}"


def believed(result: Result, record: VipRecord, zone: tzinfo) -> str:
    """Whom each sender used."""
    label = result.case.inventory.label
    senders = dict.fromkeys(epoch.sender for epoch in record.used if epoch.sender is not None)
    if not senders:
        return "Unknown: the capture has no destination MACs, or no frame to the VIP"
    said = []
    for sender in list(senders)[:MOST]:
        mine = [epoch for epoch in record.used if epoch.sender == sender]
        owners = list(dict.fromkeys(epoch.owner for epoch in mine))
        who = label(owners[0]) + " throughout" if len(owners) == 1 else " and ".join(label(owner) for owner in owners)
        changed = f", {plural(len(mine) - 1, 'change')}, {label(mine[-1].owner)} at the end" if len(mine) > 1 else ""
        said.append(f"{label(sender)} sent to {who}{changed}")
    if len(senders) > MOST:
        said.append(f"{plural(len(senders) - MOST, 'more sender')} in the tables")
    strays = record.neighbor.departures if record.neighbor else ()
    if strays:
        said.append(f"from {clock(strays[0].start, zone)} on to a MAC that its neighbor cache should not hold")
    return "; ".join(said)


def felt(result: Result, record: VipRecord) -> str:
    """Failures with their exposure, outages, and what the proxy's log says."""
    tried, failed = len(record.attempts), len(record.failed)
    if not tried:
        return "Nobody tried to connect in this capture"
    low, high = wilson(failed, tried)
    said = f"{failed:,} of {plural(tried, 'connection attempt')} failed ({interval(low, high)}, 95 % interval)"
    outcomes = Counter(record.failed.outcomes())
    if outcomes:
        said += ": " + ", ".join(f"{n:,} {name}" for name, n in outcomes.most_common())
    if record.outages:
        least, most = (
            sum(outage.least_ns for outage in record.outages),
            sum(outage.most_ns for outage in record.outages),
        )
        lasted = between(least, most)
        said += f"; nobody accepted a connection for {lasted} in {plural(len(record.outages), 'outage')}"
    states = Counter(tie.state for tie in result.case.ties if tie.vip == record.vip)
    attempts = states[TieState.ATTEMPT] + states[TieState.AMBIGUOUS]
    if attempts or states[TieState.AMPLIFIED]:
        said += (
            f"; of the proxy's error lines {attempts:,} go back to an attempt, "
            f"{states[TieState.AMPLIFIED]} are amplified by nginx, {states[TieState.UNEXPLAINED]} unexplained"
        )
    return said


def unexplained(result: Result, record: VipRecord) -> str:
    """Why, where no finding says it."""
    if record.failed:
        return "Not explained by any rule"
    return "Nothing failed" if record.attempts else result.verdict.summary
