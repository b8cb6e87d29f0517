"""A VIP that something happened to: how bad that is beside others, and what is wrong in a few words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.diagnosis.harm import is_wrong
from arpwatch_k8s.grades import Confidence
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
        """What was found about it in the verdict's order, what is information only last."""
        return sorted((finding for _, finding in self.told.findings), key=lambda one: not is_wrong(one))

    @property
    def failed(self) -> int:
        """How many attempts failed."""
        return 0 if self.record is None else len(self.record.failed)

    @property
    def lead(self) -> Finding | None:
        """The finding that says what is wrong; information only says nothing of failures."""
        first = next(iter(self.findings), None)
        return None if first is not None and not is_wrong(first) and self.failed else first

    @property
    def in_trouble(self) -> bool:
        """Whether attempts failed, or a finding tells of more than is good to know."""
        return self.failed > 0 or (self.lead is not None and is_wrong(self.lead))

    @property
    def cause(self) -> str:
        """What is wrong in a word: a rule; that it is not known, where attempts failed; else nothing."""
        return self.lead.rule if self.lead else CAUSELESS if self.failed else ""


def summed_up(loud: Sequence[Loud], result: Result, styles: Mapping[int, OwnerStyle]) -> str:
    """What the page of all of them is called: the verdict, and how many other VIPs are in trouble where that is about
    one of them; trouble: what failed, or was found for more than information."""
    verdict = result.verdict
    about = next((finding.vip for finding in verdict.findings if finding.rule == verdict.cause), None)
    others = {one.vip for one in loud if one.in_trouble} - {about}
    more = f"; {plural(len(others), 'more VIP')} in trouble" if about and others else ""
    return f"{headline.title(result, styles)}{more}"


def title(one: Loud, result: Result, styles: Mapping[int, OwnerStyle]) -> str:
    """What the page of a VIP is called: it, and the cause where there is one."""
    return plain(": ".join(filter(None, [one.heading, accused(one, result, styles)])))


def accused(one: Loud, result: Result, styles: Mapping[int, OwnerStyle]) -> str:
    """The cause, and who held the VIP meanwhile."""
    return f"{one.cause}{where(result, one.lead, styles)}" if one.lead else one.cause


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
    doubt = "" if one.lead is None or one.lead.confidence is Confidence.HIGH else f" ({one.lead.confidence} confidence)"
    others = [rule for rule in dict.fromkeys(finding.rule for finding in one.findings) if rule != one.cause]
    more = f" and {plural(len(others), 'more finding')}" if others else ""
    longest = f"{accused(one, result, styles)}{doubt}"
    yield plain(", ".join([longest, *others]))
    yield plain(f"{longest}{more}")
    yield plain(f"{one.cause}{doubt}{more}")
    yield plain(f"{one.cause}{doubt}")


def costs(one: Loud) -> Iterator[str]:
    """Failed of attempts, contests and moves; then the first alone, in ever fewer words."""
    if one.record is None:
        yield UNSEEN
        return
    attempts, failed = len(one.record.attempts), one.failed
    yield " · ".join([failed_of(attempts, failed), *fate(one.record)])
    yield failed_of(attempts, failed)
    if failed:
        yield f"{failed:,} of {attempts:,} failed"
