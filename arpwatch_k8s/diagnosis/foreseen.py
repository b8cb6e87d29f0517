"""What settings would lead to, where nothing that was seen or told shows it: to be borne in mind, and no cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.diagnosis.signs.configured import Configured
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.linted import Faulty
from arpwatch_k8s.wording.counts import listed, plural
from arpwatch_k8s.wording.plain import plain

MOST_TOLD: Final = 6
"""Faults that are told one by one."""
MOST_NAMED: Final = 4
"""Rules, places and files of a sentence."""


def foreseen(case: Case, settings: Configured, findings: Sequence[Finding]) -> Iterator[str]:
    """The faults that may be about a VIP and that no finding cites, then how many others there are, and what could not
    be decided."""
    cited = {place for one in findings for place in one.settings}
    vips = [*dict.fromkeys(record.vip for record in case.vips), *case.missing_vips]
    near = {id(one.faulty) for vip in vips for one in settings.at(vip)}
    left = [faulty for faulty in settings.faults if not cited.issuperset(faulty.places)]
    told = [faulty for faulty in left if id(faulty) in near]
    for faulty in told[:MOST_TOLD]:
        yield would(faulty)
    minor = sum(faulty.severity is Severity.INFO for faulty in case.settings.faults)
    more, others = len(told[MOST_TOLD:]) + settings.left, len(left) - len(told)
    lint = "arpwatch-k8s lint tells them"
    if more:
        yield f"settings have {plural(more, 'more fault')} that may be about these VIPs: {lint}"
    if others:
        yield f"settings have {plural(others, 'fault')} of other addresses or programs than those of a VIP here: {lint}"
    if minor:
        yield f"settings have {plural(minor, 'thing')} to know besides: {lint}"
    if case.settings.undecided:
        n = len(case.settings.undecided)
        yield f"{plural(n, 'question')} about settings could not be decided: arpwatch-k8s lint says what is missing"


def would(faulty: Faulty) -> str:
    """One fault and what it would lead to."""
    rules, places = faulty.check.rules, faulty.places
    leads = f"would lead to {listed(rules[:MOST_NAMED])}, which nothing here shows" if rules else "are at fault"
    where = listed([f"{place.file} line {place.line}" for place in places[:MOST_NAMED]])
    return plain(
        f"settings {leads}: {faulty.fault.summary} ({where}; the check {faulty.check.id} of arpwatch-k8s lint)"
    )
