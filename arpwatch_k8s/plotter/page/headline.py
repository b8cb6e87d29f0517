"""Title and subtitle: the verdict, what it rests on, and how often it hurt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.rates import wilson
from arpwatch_k8s.diagnosis.finding import Finding, Outcome
from arpwatch_k8s.plotter.records import OwnerStyle
from arpwatch_k8s.plotter.scale import NS
from arpwatch_k8s.wording.counts import interval, percent, plural, times
from arpwatch_k8s.wording.plain import plain

MINOR: Final = 0.1
"""Share of the longest owner's time below which another one is not named in a title."""
WORDS: Final = {
    Outcome.HEALTHY: "healthy",
    Outcome.SYMPTOMS_UNEXPLAINED: "symptoms without a known cause",
    Outcome.INCONCLUSIVE: "inconclusive",
}


def title(result: Result, styles: Mapping[int, OwnerStyle]) -> str:
    """What the verdict says, about whom: "192.0.2.80: service-not-programmed at node2"."""
    verdict = result.verdict
    leading = next((finding for finding in verdict.findings if finding.rule == verdict.cause), None)
    if leading is None:
        return plain(f"{about(result)}: {WORDS.get(verdict.outcome, verdict.cause or verdict.outcome)}")
    if verdict.vip_cleared:
        return plain(f"{leading.vip}: {leading.rule}, the VIP is cleared")
    return plain(f"{leading.vip}: {leading.rule}{where(result, leading, styles)}")


def about(result: Result) -> str:
    """The VIP, or how many there are."""
    names = dict.fromkeys([*(record.vip for record in result.case.vips), *result.case.unseen])
    if len(names) == 1:
        return next(iter(names))
    return f"{len(names):,} VIPs" if names else "No VIP seen"


def where(result: Result, finding: Finding, styles: Mapping[int, OwnerStyle]) -> str:
    """Who owned the VIP at that time: " at NODE", " between NODES" where they contested it, "" where nobody
    claimed it.
    """
    held: dict[int, int] = {}
    for record in result.case.vips:
        if record.vip != finding.vip:
            continue
        for contest in record.ownership.contests:
            if contest.start <= finding.end and contest.end >= finding.start:
                return joined(" between ", contest.owners, styles)
        for epoch in record.ownership.epochs:
            overlap = min(epoch.end, finding.end) - max(epoch.start, finding.start)
            if overlap >= 0 and epoch.owner in styles:
                held[epoch.owner] = held.get(epoch.owner, 0) + overlap
    most = max(held.values(), default=0)
    main = [owner for owner, overlap in held.items() if overlap >= MINOR * most]
    return joined(" at ", main, styles)


def joined(before: str, owners: Iterable[int], styles: Mapping[int, OwnerStyle]) -> str:
    """Names of up to three nodes in the order of their styles, the number of more; "" of none."""
    wanted = set(owners)
    names = [style.name for owner, style in styles.items() if owner in wanted]
    if len(names) > 3:
        return f"{before}{len(names):,} nodes"
    return before + " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def facts(result: Result, when: Callable[[int], str]) -> str:
    """What was read, how long, and how many attempts failed, in one line."""
    names = [info.name for info in result.case.captures]
    parts = [", ".join(names) if len(names) <= 3 else f"{len(names):,} captures"] if names else []
    if not names and result.case.logs:
        parts.append(f"no capture, {plural(len(result.case.logs), 'log')}")
    span = result.case.span
    if span is not None:
        parts.append(f"{duration(span[1] - span[0])} from {when(span[0])}")
    attempts = sum(len(record.attempts) for record in result.case.vips)
    if len(result.case.vips) > 1 and attempts:
        failed = sum(len(record.failed) for record in result.case.vips)
        parts.append(f"{plural(len({record.vip for record in result.case.vips}), 'VIP')}, {failures(attempts, failed)}")
    return plain(" · ".join(parts))


def failures(attempts: int, failed: int) -> str:
    """Failed of attempts, with the interval of the share where there is one to speak of."""
    if not failed:
        return failed_of(attempts, failed)
    low, high = wilson(failed, attempts)
    share = f"{percent(failed / attempts)}, 95 % interval {interval(low, high)}"
    return f"{failed_of(attempts, failed)} ({share})"


def failed_of(attempts: int, failed: int) -> str:
    """Failed of attempts."""
    if not attempts:
        return "no connection attempt seen"
    return f"{f'{failed:,}' if failed else 'none'} of {attempts:,} connection attempts failed"


def vip_facts(record: VipRecord) -> str:
    """A VIP's attempts, contests and moves, for its heading."""
    attempts, failed = len(record.attempts), len(record.failed)
    return " · ".join([failures(attempts, failed), *fate(record)])


def fate(record: VipRecord) -> Iterator[str]:
    """A VIP's contests and moves."""
    contests = record.ownership.contests
    if contests:
        changes = sum(contest.changes for contest in contests)
        yield f"contested {times(len(contests))}, {plural(changes, 'change')} of owner"
    moves = len(record.ownership.handovers)
    if moves:
        yield f"moved {times(moves)}"


def duration(ns: int) -> str:
    """A span of time in the unit that suits it."""
    for unit, name in ((86400 * NS, "d"), (3600 * NS, "h"), (60 * NS, "min")):
        if ns >= 2 * unit:
            return f"{ns / unit:.1f} {name}"
    return f"{ns / NS:.1f} s" if ns >= NS else f"{ns / 1_000_000:.3g} ms"
