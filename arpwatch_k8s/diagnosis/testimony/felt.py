"""What users are said to have felt at a VIP: the errors of proxies there, and failed checks of monitors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Final

from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.finding import Step, some
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.logs.details.detail import UpstreamError, UpstreamFailure
from arpwatch_k8s.logs.details.host import MonitorDown
from arpwatch_k8s.wording.counts import listed, plural

ASKED_NOBODY: Final = frozenset({UpstreamFailure.NO_LIVE, UpstreamFailure.DISABLED})
"""What a proxy says of servers that it has left out: no upstream was asked."""
MOST_SHOWN: Final = 6
MOST_KINDS: Final = 4


def felt(
    case: Case, vip: str, span: tuple[int, int] | None, kinds: Collection[UpstreamFailure] | None = None
) -> Step | None:
    """The failures that lines tell of at a VIP in `span` (ns UTC), or at any time, of some `kinds` or of all; None
    where they tell of none."""
    found: Counter[str] = Counter()
    lines: list[LineRef] = []
    for number, log in case.logs_telling(UpstreamError, MonitorDown):
        for event in log.events:
            if event.detail.address != vip:
                continue
            if span is not None and (event.time > span[1] or event.time + event.width_ns <= span[0]):
                continue
            match event.detail:
                case UpstreamError(kind=kind, errno=errno) if kind not in ASKED_NOBODY:
                    word = kind.value.replace("_", " ") + (f" ({errno})" if errno else "")
                    wanted = kinds is None or kind in kinds
                case MonitorDown():
                    word, wanted = "failed check of a monitor", kinds is None
                case _:
                    continue
            if wanted:
                found[word] += 1
                lines.append(LineRef(number, event.line))
    if not lines:
        return None
    words = listed([f"{count:,} {word}" for word, count in found.most_common(MOST_KINDS)])
    when = " at the same time" if span is not None else ""
    assumed = sorted({zone for log in {line.log for line in lines} if (zone := case.logs[log].zone_assumed)})
    words += f", if their times are in {listed(assumed)}, which nothing says" if when and assumed else ""
    return Step(f"Lines tell of {plural(len(lines), 'failure')} at {vip}{when}: {words}", (), some(lines, MOST_SHOWN))
