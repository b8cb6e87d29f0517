"""Lines of the journal are as urgent as what they tell."""

from dataclasses import replace
from datetime import UTC
from io import StringIO

import pytest

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.discovery import VipFound
from arpwatch_k8s.changes.exposure import Drops, LinkChange
from arpwatch_k8s.changes.incident import IncidentOpened, IncidentResolved, IncidentUpdated, Revision
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.monitor.sinks.lines import Lines
from arpwatch_k8s.monitor.sinks.ndjson import Ndjson
from arpwatch_k8s.monitor.systemd.journal import Urgency, marked, urgency
from tests.changes.samples import CAUSE, INCIDENT, T0


def opened(severity: Severity | None) -> IncidentOpened:
    cause = None if severity is None else replace(CAUSE, severity=severity)
    return IncidentOpened(time=T0, told=T0, state=replace(INCIDENT, cause=cause))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (opened(Severity.CRITICAL), Urgency.ERROR),
        (opened(Severity.WARNING), Urgency.WARNING),
        (opened(Severity.INFO), Urgency.NOTICE),
        (opened(None), Urgency.WARNING),
        (
            IncidentUpdated(
                time=T0, told=T0, state=opened(Severity.CRITICAL).state, revision=Revision.WORSE, instead_of=None
            ),
            Urgency.ERROR,
        ),
        (IncidentResolved(time=T0, told=T0, state=opened(Severity.CRITICAL).state), Urgency.NOTICE),
        (LinkChange(time=T0, interface="eth0", text="eth0 is down", is_up=False), Urgency.WARNING),
        (LinkChange(time=T0, interface="eth0", text="eth0 is up again", is_up=True), Urgency.NOTICE),
        (Drops(time=T0, frames=1, in_all=1), Urgency.WARNING),
        (VipFound(time=T0, vip="192.0.2.80"), Urgency.INFO),
    ],
    ids=lambda given: type(given).__name__,
)
def test_an_incident_is_as_urgent_as_its_cause(change: Change, expected: Urgency) -> None:
    assert urgency(change) == expected


def test_both_forms_of_lines_have_it_in_front_for_the_journal_alone() -> None:
    change = opened(Severity.CRITICAL)
    for make in (lambda out, *mark: Lines(out, UTC, *mark), Ndjson):
        plain, journal = StringIO(), StringIO()
        make(plain).tell(change)
        make(journal, marked).tell(change)
        assert journal.getvalue() == f"<3>{plain.getvalue()}"
        assert not plain.getvalue().startswith("<")
