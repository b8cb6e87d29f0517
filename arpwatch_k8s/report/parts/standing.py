"""How each VIP stands, in a row: who owned it, how often it moved, what failed, why.

In order of harm: what a rule found wrong first, in the order of findings, then failures that nothing explains,
contests, and what nothing is known against.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.diagnosis.harm import harm, is_quiet, is_wrong
from arpwatch_k8s.diagnosis.placing import by_vip, numbered_at
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.wording.counts import percent, plural

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.correlator.correlate import VipRecord
    from arpwatch_k8s.correlator.ownership.contests import Contest
    from arpwatch_k8s.diagnosis.finding import Finding

MOST_OWNERS: Final = 3
"""Owners that a row names."""
IN_NO_FRAME: Final = "in no frame"
"""What is said of a VIP that lines alone tell of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One VIP on one segment; or one that lines alone tell of."""

    vip: str
    """The address."""
    name: str
    """Its Service, and where it was seen where that is several places; empty where neither is known."""
    record: VipRecord | None
    """What was correlated about it; None where no frame shows it."""
    findings: tuple[tuple[int, Finding], ...]
    """What was found about it, each with its number from 1; of a VIP seen in several places where it was found, as far
    as that can be told."""
    owner: str
    """Who owned it, in words."""
    holder: str
    """Who claimed it last, or answered for it last where no claim was seen, by name or MAC; "" where neither was."""

    @property
    def attempts(self) -> int:
        """Connection attempts."""
        return len(self.record.attempts) if self.record else 0

    @property
    def failures(self) -> int:
        """Those that failed."""
        return len(self.record.failed) if self.record else 0

    @property
    def handovers(self) -> int:
        """Changes of owner that stayed."""
        return len(self.record.ownership.handovers) if self.record else 0

    @property
    def contests(self) -> tuple[Contest, ...]:
        """Fights for it."""
        return self.record.ownership.contests if self.record else ()

    @property
    def wrong(self) -> Finding | None:
        """The first finding that says that something is wrong; None without one."""
        return next((finding for _, finding in self.findings if is_wrong(finding)), None)

    @property
    def is_sick(self) -> bool:
        """Whether a rule found something wrong, an attempt failed or two owners contested it."""
        return bool(self.wrong or self.failures or self.contests)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing happened to it, as far as frames show it, and nothing was found."""
        return self.record is not None and is_quiet(self.record, self.findings)

    @property
    def number(self) -> int | None:
        """The number of the finding that `cause` names; None where it names none."""
        return self.findings[0][0] if self.findings and (self.wrong or not self.is_sick) else None

    @property
    def moves(self) -> str:
        """How often it changed hands, in words: by moves that stayed, and to and fro in contests."""
        if self.record is None:
            return IN_NO_FRAME
        said = [f"{self.handovers:,}"] if self.handovers else []
        if self.contests:
            changes = sum(contest.changes for contest in self.contests)
            said.append(f"{plural(changes, 'change')} in {plural(len(self.contests), 'contest')}")
        return ", ".join(said) or "none seen"

    @property
    def failed(self) -> str:
        """Failed attempts of all, in words, with their share where there are any."""
        if not self.attempts:
            return IN_NO_FRAME if self.record is None else "no attempt seen"
        share = f" ({percent(self.failures / self.attempts)})" if self.failures else ""
        return f"{self.failures:,} of {self.attempts:,}{share}"

    @property
    def cause(self) -> str:
        """The id of the rule whose finding leads, or in a few words why there is none: a note explains no failure."""
        if self.number is not None:
            return self.findings[0][1].rule
        if self.failures:
            return "not explained"
        if self.contests:
            return "contested, not explained"
        return "nothing failed" if self.attempts else "no finding"


def standings(result: Result) -> tuple[Standing, ...]:
    """All VIPs, the sick first."""
    records = by_vip(result.case)
    at, told = numbered_at(result.case, result.verdict.findings)
    unseen = {vip: told.get(vip, []) for vip in (*told, *result.case.unseen)}
    rows = [
        seen_standing(result, record, tuple(at.get(place, ())), several=len(records[record.vip]) > 1)
        for place, record in enumerate(result.case.vips)
    ]
    rows += [told_standing(result, vip, tuple(found)) for vip, found in unseen.items()]
    return tuple(sorted(rows, key=lambda row: harm(row.record, row.findings)))


def seen_standing(
    result: Result, record: VipRecord, found: tuple[tuple[int, Finding], ...], *, several: bool
) -> Standing:
    """The row of a VIP that frames show."""
    service = result.case.inventory.services.get(record.vip)
    place = f"interface {record.segment}{result.case.within(record)}" if several else ""
    return Standing(
        vip=record.vip,
        name=", ".join(part for part in (service, place) if part),
        record=record,
        findings=found,
        owner=owners(result, record),
        holder=holder(result, record),
    )


def told_standing(result: Result, vip: str, found: tuple[tuple[int, Finding], ...]) -> Standing:
    """The row of a VIP that lines alone tell of."""
    said = [epoch.node for epoch in result.case.cluster if epoch.vip == vip]
    said += [item.node for item in result.case.cluster_held if item.vip == vip]
    held = [result.case.inventory.label(epoch.owner) for epoch in result.case.kernel.get(vip, ())]
    names = list(dict.fromkeys(said or held))
    return Standing(
        vip=vip,
        name=result.case.inventory.services.get(vip) or "",
        record=None,
        findings=found,
        owner=f"{alternatives(names)}, as lines say" if names else IN_NO_FRAME,
        holder="",
    )


def owners(result: Result, record: VipRecord) -> str:
    """Who owned a VIP, in the order of the first time: by claims, or by who answered where there is none."""
    label = result.case.inventory.label
    contested = list(dict.fromkeys(owner for contest in record.ownership.contests for owner in contest.owners))
    epochs = record.ownership.epochs or record.serving
    held = dict.fromkeys(epoch.owner for epoch in epochs)
    if contested:
        alone = [label(owner) for owner in held if owner not in contested]
        fought = f"{alternatives([label(owner) for owner in contested], ' and ')}, contested"
        return f"{fought}; beside them {alternatives(alone)}" if alone else fought
    if not held:
        return "nobody seen"
    said = alternatives([label(owner) for owner in held], ", then ")
    return said if record.ownership.epochs else f"{said}, by who answered"


def holder(result: Result, record: VipRecord) -> str:
    """Who claimed a VIP last, or else answered for it last."""
    epochs = record.ownership.epochs or record.serving
    return result.case.inventory.name(epochs[-1].owner) or mac_text(epochs[-1].mac) or "" if epochs else ""


def alternatives(names: list[str], between: str = ", ") -> str:
    """A few names, and how many more there are."""
    left = len(names) - MOST_OWNERS
    return between.join(names[:MOST_OWNERS]) + (f" and {left:,} more" if left > 0 else "")


def without_harm(row: Standing) -> str:
    """What was tried at a VIP where nothing failed, in words: "183 attempts, none failed"."""
    return f"{plural(row.attempts, 'attempt')}, none failed" if row.attempts else row.failed
