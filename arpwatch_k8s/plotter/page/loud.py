"""A VIP that something happened to: how bad that is beside others, and what is wrong in a few words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.plotter.page import headline
from arpwatch_k8s.plotter.page.headline import failed_of, fate, where
from arpwatch_k8s.plotter.page.panel import UNSEEN, Told, heading_of
from arpwatch_k8s.plotter.records import OwnerStyle
from arpwatch_k8s.plotter.scale import LABEL_SIZE
from arpwatch_k8s.plotter.text import BOLD, cut, width
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain

MOST_NAME: Final = 160.0
"""Points of a service's name."""
CAUSELESS: Final = "cause not known"
SEVERITIES: Final = (Severity.CRITICAL, Severity.WARNING, Severity.INFO)
LEADING: Final = 1
"""The number of the verdict's leading finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loud:
    """A VIP and what is said of it; record: None where no frame shows it."""

    vip: str
    told: Told
    record: VipRecord | None

    @property
    def heading(self) -> str:
        """What its panels are called."""
        return self.vip if self.record is None else heading_of(self.record)

    @property
    def findings(self) -> list[Finding]:
        """What was found about it, the worst first, then in the verdict's order."""
        return sorted((finding for _, finding in self.told.findings), key=lambda one: SEVERITIES.index(one.severity))

    @property
    def in_trouble(self) -> bool:
        """Whether attempts failed, or a finding tells of more than is good to know."""
        failed = self.record is not None and len(self.record.failed) > 0
        return failed or any(one.severity is not Severity.INFO for one in self.findings)

    @property
    def cause(self) -> str:
        """The rule of the worst finding; that it is not known where attempts failed without one; else nothing."""
        failed = self.record is not None and len(self.record.failed) > 0
        return next((one.rule for one in self.findings), CAUSELESS if failed else "")


def harm(record: VipRecord | None, told: Told) -> tuple[bool, int, int, int, int]:
    """What to sort VIPs by, the most harm first: whom the verdict is about, the worst finding, failed attempts,
    contests, moves. What is for information only counts as no finding."""
    least = len(SEVERITIES) - 1
    worst = min((SEVERITIES.index(finding.severity) for _, finding in told.findings), default=least)
    follows = worst == least or all(number != LEADING for number, _ in told.findings)
    if record is None:
        return follows, worst, 0, 0, 0
    held = record.ownership
    return follows, worst, -len(record.failed), -len(held.contests), -len(held.handovers)


def title(one: Loud, result: Result, styles: Mapping[int, OwnerStyle]) -> str:
    """What the page of a VIP is called: it, and the cause where there is one."""
    lead = next(iter(one.findings), None)
    cause = one.cause if lead is None else f"{lead.rule}{where(result, lead, styles)}"
    return plain(": ".join(filter(None, [one.heading, cause])))


def summed_up(loud: Sequence[Loud], result: Result, styles: Mapping[int, OwnerStyle]) -> str:
    """What the page of all of them is called: the verdict, and how many other VIPs are in trouble where that is about
    one of them; trouble: what failed, or was found for more than information."""
    verdict = result.verdict
    about = next((finding.vip for finding in verdict.findings if finding.rule == verdict.cause), None)
    others = {one.vip for one in loud if one.in_trouble} - {about}
    more = f"; {plural(len(others), 'more VIP')} in trouble" if about and others else ""
    return f"{headline.title(result, styles)}{more}"


def in_words(one: Loud, result: Result, styles: Mapping[int, OwnerStyle], room: float) -> tuple[str, str]:
    """What is wrong, in bold, and what it cost, in as many words as `room` points hold."""
    name = result.case.inventory.services.get(one.vip)
    named = cut(plain(name), MOST_NAME, LABEL_SIZE) if name else ""
    said = ""
    for cause, cost in product(causes(one, result, styles), costs(one)):
        said = ": ".join(filter(None, [named, cause]))
        if width(said, LABEL_SIZE) * BOLD + width(cost, LABEL_SIZE) <= room:
            return said, cost
    return cut(said, room / BOLD, LABEL_SIZE), ""


def causes(one: Loud, result: Result, styles: Mapping[int, OwnerStyle]) -> Iterator[str]:
    """The cause and who is accused of it, and what else was found; ever fewer words."""
    if not one.findings:
        yield one.cause
        return
    lead, *_ = one.findings
    doubt = "" if lead.confidence is Confidence.HIGH else f" ({lead.confidence} confidence)"
    others = [rule for rule in dict.fromkeys(finding.rule for finding in one.findings) if rule != lead.rule]
    more = f" and {plural(len(others), 'more finding')}" if others else ""
    accused = plain(f"{lead.rule}{where(result, lead, styles)}{doubt}")
    yield plain(", ".join([accused, *others]))
    yield f"{accused}{more}"
    yield plain(f"{lead.rule}{doubt}{more}")
    yield plain(f"{lead.rule}{doubt}")


def costs(one: Loud) -> Iterator[str]:
    """Failed of attempts, contests and moves; then the first alone, in ever fewer words."""
    if one.record is None:
        yield UNSEEN
        return
    attempts, failed = len(one.record.attempts), len(one.record.failed)
    yield " · ".join([failed_of(attempts, failed), *fate(one.record)])
    yield failed_of(attempts, failed)
    if failed:
        yield f"{failed:,} of {attempts:,} failed"
