"""What was found, for people."""

from __future__ import annotations

from collections.abc import Iterator

from arpwatch_k8s.lint.linting import Faulty, Linted
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.names import readable


def text(linted: Linted) -> str:
    """All of it, the worst first."""
    return "\n".join(lines(linted)) + "\n"


def lines(linted: Linted) -> Iterator[str]:
    """Line by line."""
    for faulty in linted.faults:
        yield from told(faulty)
        yield ""
    for each in linted.undecided:
        yield f"UNDECIDED  {each.check.id}: {each.undecided.why}"
        yield from (f"  {side.place}  {side.says}" for side in each.undecided.sides)
    faults, files = plural(len(linted.faults), "fault"), plural(len(linted.read), "file")
    yield f"{faults}, {len(linted.undecided)} undecided, {files} read."
    for item in linted.skipped:
        yield f"Left: {readable(item.path)}: {item.reason}"


def told(faulty: Faulty) -> Iterator[str]:
    """One fault."""
    check, fault = faulty.check, faulty.fault
    yield f"{check.severity.upper()}  {check.id}: {fault.summary}"
    yield from (f"  {side.place}  {side.says}" for side in fault.sides)
    yield f"  why: {check.why}"
    yield f"  fix: {fault.fix}"
