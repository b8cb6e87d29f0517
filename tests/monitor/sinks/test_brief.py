"""What people are told one by one, and what an incident's lines carry already."""

from collections.abc import Sequence

from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.cost import Failures, Suspicion, VerdictChange
from arpwatch_k8s.changes.incident import IncidentOpened, IncidentResolved
from arpwatch_k8s.changes.ownership import Takeover, TrackMove
from arpwatch_k8s.monitor.sinks.brief import Brief
from tests.changes.samples import SAMPLES


def told_to_people(changes: Sequence[Change]) -> list[Change]:
    """Those that people are told."""
    brief = Brief()
    return [change for change in changes if brief.shows(change)]


def sample(kind: type[Change]) -> Change:
    """A change of one kind."""
    return next(change for change in SAMPLES if isinstance(change, kind))


def test_what_an_open_incident_consists_of_is_left_to_its_lines() -> None:
    opened, resolved = sample(IncidentOpened), sample(IncidentResolved)
    within = [sample(kind) for kind in (Failures, Suspicion, TrackMove, VerdictChange)]
    assert told_to_people([opened, *within, resolved]) == [opened, resolved]
    assert told_to_people(within) == within
    assert told_to_people([opened, resolved, *within]) == [opened, resolved, *within]


def test_who_takes_the_vip_from_whom_is_told_all_the_same() -> None:
    opened, move = sample(IncidentOpened), sample(Takeover)
    assert told_to_people([opened, move]) == [opened, move]
