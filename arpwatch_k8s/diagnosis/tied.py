"""Lines of proxies' logs that fit the failures which a finding explains: what users met, cited beside the frames.

A line is tied to an attempt by its time and its kind of error, so that it *fits*; more is not said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from arpwatch_k8s.correlator.testimony.upstream import TieState
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.finding import Finding, Step, some
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.wording.counts import listed, plural

MOST_LINES: Final = 6

Attempt = tuple[int, int]
"""An attempt's number among those of its source, and when it began."""


def with_lines(case: Case, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Findings, with a step more where lines of a proxy's log fit attempts that they explain."""
    by_vip: dict[str, list[tuple[Attempt, LineRef]]] = {}
    for tie in case.ties:
        if tie.state is TieState.ATTEMPT and tie.vip is not None and tie.attempt is not None:
            attempt = tie.attempt.number, tie.attempt.start
            by_vip.setdefault(tie.vip, []).append((attempt, LineRef(tie.log, tie.event.line)))
    for one in findings:
        starts = one.explains.column("start").tolist() if one.failed else ()
        explained = set(zip(one.explains.numbers.tolist(), starts, strict=True))
        lines = sorted({line for attempt, line in by_vip.get(one.vip, ()) if attempt in explained})
        yield replace(one, because=(*one.because, step(case, lines))) if lines else one


def step(case: Case, lines: Sequence[LineRef]) -> Step:
    """What some lines, in order, add to an argument."""
    logs = [case.logs[number] for number in dict.fromkeys(line.log for line in lines)]
    doubt = "".join(f"; the zone of {log.name} was assumed, {log.zone_assumed}" for log in logs if log.zone_assumed)
    fit = "fits a failure" if len(lines) == 1 else "fit failures"
    names = listed([log.name for log in logs])
    words = f"{plural(len(lines), 'line')} of {names} {fit} that this explains, by time and kind of error{doubt}"
    return Step(words, lines=some(lines, MOST_LINES))
