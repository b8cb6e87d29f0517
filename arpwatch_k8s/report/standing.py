"""How each VIP stands, in the order of harm: what a table of many VIPs says of each."""

from __future__ import annotations

from dataclasses import dataclass

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.wording.counts import percent


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One VIP on one segment, in short. `record` is None of a VIP that no frame shows."""

    vip: str
    record: VipRecord | None
    owner: str
    """Who claimed it last, or answered for it last where no claim was seen, by name or MAC; "" where neither was."""
    moves: int
    contests: int
    attempts: int
    failed: int
    findings: tuple[Finding, ...]
    """Those about it, the leading one first."""

    @property
    def cause(self) -> Finding | None:
        """The finding that hurts, None where none does."""
        return next((one for one in self.findings if one.severity is not Severity.INFO), None)

    @property
    def sick(self) -> bool:
        """Whether something failed, fought or was found that hurts."""
        return bool(self.failed or self.contests or self.cause)

    @property
    def quiet(self) -> bool:
        """Whether nothing at all happened to it: none failed, none hurt, it never moved, and nothing was found."""
        return not (self.sick or self.moves or self.findings or (self.record is not None and self.record.symptoms))

    @property
    def cost(self) -> str:
        """Failed of attempts, in words."""
        if not self.attempts:
            return "no attempt seen" if self.record is not None else "in no frame"
        share = f" ({percent(self.failed / self.attempts)})" if self.failed else ""
        return f"{self.failed:,} of {self.attempts:,}{share}"


def standings(result: Result) -> list[Standing]:
    """One a record and one a VIP that only logs tell of, those that hurt most first."""
    findings: dict[str, list[Finding]] = {}
    place: dict[str, int] = {}
    for number, finding in enumerate(result.verdict.findings):
        findings.setdefault(finding.vip, []).append(finding)
        if finding.severity is not Severity.INFO:
            place.setdefault(finding.vip, number)
    name = result.case.inventory.name
    found = []
    for record in result.case.vips:
        epochs = record.ownership.epochs or record.serving
        found.append(
            Standing(
                vip=record.vip,
                record=record,
                owner=name(epochs[-1].owner) or mac_text(epochs[-1].mac) or "" if epochs else "",
                moves=len(record.ownership.handovers),
                contests=len(record.ownership.contests),
                attempts=len(record.attempts),
                failed=len(record.failed),
                findings=tuple(findings.get(record.vip, ())),
            )
        )
    found += [
        Standing(
            vip=vip, record=None, owner="", moves=0, contests=0, attempts=0, failed=0, findings=tuple(findings[vip])
        )
        for vip in dict.fromkeys(finding.vip for finding in result.verdict.findings)
        if vip not in {record.vip for record in result.case.vips}
    ]
    last = len(result.verdict.findings)
    return sorted(
        found,
        key=lambda one: (
            place.get(one.vip, last),
            -one.failed,
            -one.contests,
            -one.moves,
            not one.findings,
        ),
    )
