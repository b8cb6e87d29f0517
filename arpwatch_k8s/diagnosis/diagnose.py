"""From a case to a verdict: run the rules, rank what they find, and say what the capture cannot answer.

A capture that cannot answer is never called healthy: where frames were lost, headers cut, the file ended in mid-record,
a VIP that was asked for never showed, or nobody tried to connect, the outcome is inconclusive unless a cause was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.correlator.connections.source import Source
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.views.merging import name_of
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.covering import uncovered
from arpwatch_k8s.diagnosis.finding import Confidence, Finding, Outcome, Severity, Verdict
from arpwatch_k8s.diagnosis.incomplete import cannot_answer, capture_next
from arpwatch_k8s.diagnosis.needs import undecided
from arpwatch_k8s.diagnosis.rules import RULES, Rule
from arpwatch_k8s.diagnosis.signs.claimants import named
from arpwatch_k8s.diagnosis.signs.failures import scanned_ports
from arpwatch_k8s.evidence.row import TCP_SYN
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import plural

if TYPE_CHECKING:
    from numpy.typing import NDArray


def diagnose(case: Case, rules: Mapping[str, Rule] = RULES) -> Verdict:
    """The verdict on a case."""
    findings: list[Finding] = []
    ruled_out: list[RuledOut] = []
    caveats: list[str] = []
    for name, rule in rules.items():
        try:
            found, rejected = rule(case)
        except Exception as error:  # noqa: BLE001 - one failing rule must not end the run; it is told as a caveat
            caveats.append(f"rule {name} failed ({type(error).__name__}: {error}): its cause was not considered")
            continue
        findings += found
        ruled_out += rejected
        case = replace(case, explained=explained_by(found, case.explained))
    findings, explained = uncovered(case, findings)
    ruled_out += explained
    order = {name: index for index, name in enumerate(rules)}
    findings.sort(key=lambda f: (*standing(f), -f.failed, -f.confidence.rank, order[f.rule], f.vip, f.start))
    blind = cannot_answer(case)
    verdict = weigh(case, tuple(findings), tuple(ruled_out), blind, tuple(caveats) + notes(case))
    told = {finding.rule for finding in findings}
    return replace(verdict, undecided=tuple(undecided(case, [name for name in rules if name not in told])))


def explained_by(
    found: Sequence[Finding], before: Mapping[Source, NDArray[np.int64]]
) -> Mapping[Source, NDArray[np.int64]]:
    """The failed attempts that findings explain, beside those explained before: numbers by source."""
    known = dict(before)
    for finding in found:
        source, numbers = finding.explains.source, finding.explains.numbers
        known[source] = np.union1d(known.get(source, numbers), numbers)
    return known


def standing(finding: Finding) -> tuple[bool, bool, int]:
    """What ranks findings first: causes before information, those that explain a failure before dangers that have not
    failed anything yet, the graver before the others."""
    return finding.severity.rank < Severity.WARNING.rank, finding.failed == 0, -finding.severity.rank


def weigh(
    case: Case,
    findings: tuple[Finding, ...],
    ruled_out: tuple[RuledOut, ...],
    blind: list[str],
    caveats: tuple[str, ...],
) -> Verdict:
    """The outcome that findings, failures and blind spots amount to."""
    causes = [finding for finding in findings if finding.severity.rank >= Severity.WARNING.rank]
    trouble = unexplained(case)
    caveats = (*unaccounted(case, findings), *blind, *caveats)
    if causes:
        outcome, summary = Outcome.ROOT_CAUSE, causes[0].summary
    elif trouble:
        outcome, summary = Outcome.SYMPTOMS_UNEXPLAINED, "; ".join(trouble)
    elif blind:
        outcome, summary = Outcome.INCONCLUSIVE, f"This capture cannot answer: {blind[0]}"
    else:
        outcome, summary = Outcome.HEALTHY, healthy(case)
    return Verdict(
        outcome=outcome,
        cause=causes[0].rule if causes else None,
        summary=summary,
        findings=findings,
        ruled_out=ruled_out,
        caveats=caveats,
        capture_next=capture_next(case) if says_too_little(outcome, causes, blind) else None,
        vip_cleared=bool(causes)
        and all(cause.vip_cleared for cause in causes)
        and not any(len(case.left(record)) for record in case.vips),
    )


def says_too_little(outcome: Outcome, causes: Sequence[Finding], blind: Sequence[str]) -> bool:
    """Whether another capture is worth its while."""
    unsure = bool(causes) and causes[0].confidence is Confidence.LOW
    return bool(blind) or unsure or outcome in (Outcome.INCONCLUSIVE, Outcome.SYMPTOMS_UNEXPLAINED)


def unaccounted(case: Case, findings: tuple[Finding, ...]) -> list[str]:
    """Failures of a VIP with findings that none of them explains."""
    judged = {finding.vip for finding in findings if finding.failed}
    said = []
    for record in case.vips:
        left = len(case.left(record))
        if left and record.vip in judged:
            said.append(
                f"{left} of the {len(record.failed)} failed attempts at {record.vip} are not explained by the findings"
            )
    return said


def unexplained(case: Case) -> list[str]:
    """Failures and contests, told in a sentence each."""
    said = []
    for record in case.vips:
        if record.failed:
            said.append(f"{len(record.failed)} of {len(record.attempts)} connection attempts at {record.vip} failed")
        for contest in record.ownership.contests:
            who = named(case, contest.owners)
            said.append(f"{who} contested {record.vip} for {(contest.end - contest.start) / 1e9:.1f} s")
    return said


def healthy(case: Case) -> str:
    """What was seen, where nothing was wrong."""
    parts = []
    for record in case.vips:
        held = sorted(record.ownership.epochs + record.serving, key=lambda epoch: epoch.start)
        owners = dict.fromkeys(epoch.owner for epoch in held)
        who = " then ".join(case.inventory.label(owner) for owner in owners)
        parts.append(
            f"{record.vip} was served by {who}: {plural(len(record.attempts), 'connection attempt')}, none failed"
        )
    return "; ".join(parts)


def seen_by_several(case: Case) -> list[str]:
    """What merging the captures of several hosts rests on; which of them could not be merged."""
    said = []
    for view in case.views:
        for offset in view.offsets:
            name = name_of(offset.vantage, case.captures)
            said.append(
                f"{name} was merged by {offset.frames} frames that others saw too: its clock is "
                f"{offset.offset_ns / 1e6:+,.3f} ms off (half of them within {offset.spread_ns / 1e3:,.1f} us), which "
                "orders its frames among the others', on whose clock all times here are"
            )
        if view.duplicates:
            said.append(f"{view.duplicates:,} frames of {view.name} were seen twice and count once")
    names = [view.name for view in case.views]
    if len(names) > 1:
        said.append(f"{'; '.join(names)} share too few frames to be put together: each is judged by itself")
    return said


def logs_read(case: Case) -> list[str]:
    """Zones that logs were assumed to be in, and lines of theirs that could not be read."""
    said = []
    for log in case.logs:
        if not log.lines:
            said.append(f"{log.path} is empty")
        if log.zone_assumed:
            said.append(f"{log.path} names no time zone: read in {log.zone_assumed}; name one with --log FILE@ZONE")
        if log.unparsed:
            number, text = log.unparsed[0]
            said.append(
                f"{len(log.unparsed)} of {log.lines} lines of {log.path} are not of {log.source}, line {number} first: "
                f"{text.strip()[:60]!r}"
            )
    return said


def unseen(case: Case, record: VipRecord) -> Iterator[str]:
    """What one VIP's owners and senders did that this capture, by where it was taken, cannot show."""
    label = case.inventory.label
    several = len({epoch.owner for epoch in record.ownership.epochs}) > 1
    for host in record.hosts:
        if several and not host.sure:
            yield (
                f"nobody but {label(host.mac)} and {label(host.other)} exchanges frames here: it is taken to be "
                f"captured at the former, which connects to {record.vip}; if at the latter, what the former sent "
                "elsewhere is unseen"
            )
    partly = [
        sender for sender in dict.fromkeys(e.sender for e in record.used) if sender and not record.sees_all_of(sender)
    ]
    if partly and record.hosts:
        where = " and ".join(label(host.mac) for host in record.hosts)
        who = label(partly[0]) + (f" and {len(partly) - 1} more" if len(partly) > 1 else "")
        yield f"captured at {where}: of what {who} sent to {record.vip}, only frames that came there are seen"
    shown = {epoch.owner for epoch in record.used + record.serving}
    for epoch in record.ownership.epochs:
        if shown and epoch.owner not in shown and epoch.end - epoch.start > case.thresholds.handover_after_ns:
            yield (
                f"no frame of a connection through {label(epoch.owner)} is in this capture, which claimed "
                f"{record.vip} for {(epoch.end - epoch.start) / NS:.1f} s: how it served cannot be told from here"
            )


def unheard(case: Case, record: VipRecord) -> Iterator[str]:
    """Claimants whose programs were not looked for, since they are too many."""
    heard = {s.mac for s in case.speakers if (s.vip, s.segment, s.view) == (record.vip, record.segment, record.view)}
    macs = np.unique(record.claims["mac"])
    if heard and len(macs) > len(heard):
        yield (
            f"{len(macs):,} MACs claimed {record.vip}: which program spoke was looked for at the {len(heard)} that did "
            "so most"
        )


def notes(case: Case) -> tuple[str, ...]:
    """What a reader should bear in mind, though it does not stand in the way of an answer."""
    said = [f"{skipped.path} was not read: {skipped.reason}" for skipped in case.skipped]
    said += seen_by_several(case)
    said += logs_read(case)
    if case.forgotten:
        said.append(f"{case.forgotten:,} older rows were let go of to bound memory: counts are of what is left")
    for info in case.captures:
        if info.interrupted:
            said.append(f"{info.name} was read up to Ctrl-C")
        if info.drops is None and info.frames:
            said.append(f"{info.name} ({info.format}) does not say how many frames were lost")
        if info.backwards:
            one = info.backwards == 1
            are = "is older than the frame before it" if one else "are older than the frame before them"
            said.append(f"{plural(info.backwards, 'frame')} of {info.name} {are}; sorted by time")
    said += [
        f"ARP never names {record.vip} on interface {record.segment}: a router may stand between, whose MACs these are"
        for record in case.vips
        if record.attempts and not record.on_link
    ]
    said += [words for record in case.vips for words in unseen(case, record)]
    said += [
        f"{len(ports)} ports of {record.vip} were tried that nobody ever served: a port scan, which no rule takes "
        "for harm"
        for record in case.vips
        if (ports := scanned_ports(record))
    ]
    said += [words for record in case.vips for words in unheard(case, record)]
    left = max((record.symptoms_left for record in case.vips), default=0)
    if left:
        said.append(f"{left:,} more symptoms than are kept: counts of them are too low")
    cooked = bool(len(case.evidence)) and not case.evidence.of_kinds(TCP_SYN)["eth_dst"].any()
    if cooked and any(record.attempts for record in case.vips):
        said.append("the capture has no destination MACs (cooked): which MAC each sender used is unknown")
    return tuple(said)
