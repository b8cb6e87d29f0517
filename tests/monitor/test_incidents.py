"""Incidents over looks at growing captures: opened once, their cause revised at most once, resolved."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.analysis.analyzer import Analyzer
from arpwatch_k8s.analysis.given import number_of
from arpwatch_k8s.analysis.origin import Origin
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.incident import Ending, IncidentOpened, IncidentResolved, IncidentUpdated, Revision
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.monitor.incidents import AGAIN_NS, Incidents, harms
from tests.savefiles import NS

QUIET_S = 45


def looks(captures: Path, name: str) -> Iterator[tuple[Result, int]]:
    """A capture as a watch sees it grow: what each second's look comes to, until all has been quiet for a while."""
    whole = aw.analyze(captures / name / "proxy.pcapng").result.case
    rows = whole.evidence
    times = rows["time"]
    analyzer = Analyzer([number_of(vip) for vip in sorted({record.vip for record in whole.vips})])
    for now in range(int(times[0]), int(times[-1]) + QUIET_S * NS, NS):
        analyzer.feed(rows.take((times > now - NS) & (times <= now)))
        analyzer.advance(now)
        info = replace(whole.captures[0], last_ns=now)
        yield analyzer.snapshot(Origin(captures=(info,))), now


def told(captures: Path, name: str) -> list[Change]:
    """What is told of its incidents."""
    incidents = Incidents(["eth0"])
    return [change for result, now in looks(captures, name) for change in incidents.look(result, now, now)]


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("service-not-programmed", "service-not-programmed"),
        ("metallb-failover", "handover"),
        ("owner-silent", "owner-silent"),
        ("vip-unanswered", "vip-unanswered"),
        ("split-brain-metallb", "split-brain"),
        ("split-brain-keepalived-healed", "split-brain"),
        ("handover-slow", "handover-slow"),
    ],
)
def test_one_incident_with_one_cause_that_is_resolved(captures: Path, name: str, cause: str) -> None:
    changes = told(captures, name)
    opened, *updates, resolved = changes
    assert isinstance(opened, IncidentOpened)
    assert isinstance(resolved, IncidentResolved)
    assert all(isinstance(update, IncidentUpdated) for update in updates)
    assert len({change.state.id for change in changes if not isinstance(change, str)}) == 1  # type: ignore[union-attr]
    assert [update.revision for update in updates] == [Revision.NAMED]
    assert opened.state.cause is None
    assert resolved.state.cause is not None
    assert (resolved.state.cause.rule, resolved.ending) == (cause, Ending.QUIET)
    assert resolved.told - resolved.time > 30 * NS


def test_a_cause_is_revised_in_place_and_once(captures: Path) -> None:
    updates = [change for change in told(captures, "two-controllers") if isinstance(change, IncidentUpdated)]
    assert [update.revision for update in updates] == [Revision.NAMED, Revision.REVISED]
    assert updates[1].state.cause is not None
    assert (updates[1].instead_of, updates[1].state.cause.rule) == ("connections-broken-by-move", "two-controllers")
    assert "not connections-broken-by-move as told before" in updates[1].text


def test_it_says_who_held_the_vip_before_and_who_holds_it_now(captures: Path) -> None:
    opened, *_, resolved = told(captures, "metallb-failover")
    assert isinstance(opened, IncidentOpened)
    assert isinstance(resolved, IncidentResolved)
    before, after = dict(opened.state.before), dict(resolved.state.now)
    assert {track for track, _ in opened.state.before} == {Track.CLAIMED, Track.USED, Track.SERVING}
    assert {holder.mac for holder in before.values()} == {"52:54:00:00:02:16"}
    assert {holder.mac for holder in after.values()} == {"52:54:00:00:02:17"}


def test_a_healthy_vip_has_none(captures: Path) -> None:
    assert told(captures, "healthy") == []


def test_counts_are_those_of_the_whole(captures: Path) -> None:
    whole = aw.analyze(captures / "owner-silent" / "proxy.pcapng").result.case.vips[0]
    (harm,) = harms(whole, 30 * NS)
    resolved = told(captures, "owner-silent")[-1]
    assert isinstance(resolved, IncidentResolved)
    assert (resolved.state.failed, resolved.state.moves) == (harm.failed, harm.moves)
    assert resolved.state.outage_ns == harm.outage_ns


def test_one_whose_end_is_not_seen_stays_open(captures: Path) -> None:
    """Its client gives up, and nobody tries again: that nothing fails any more is no sign that it is served."""
    incidents = Incidents(["eth0"])
    every = list(looks(captures, "owner-silent"))
    (outage, *_) = every[-1][0].case.vips[0].outages
    early = [(result, now) for result, now in every if now < outage.end]
    changes = [change for result, now in early for change in incidents.look(result, now, now)]
    result, now = early[-1]
    changes += incidents.look(result, now + 100 * NS, now + 100 * NS)
    assert [type(change) for change in changes] == [IncidentOpened, IncidentUpdated]
    gone = replace(result, case=replace(result.case, vips=()))
    (unseen,) = incidents.look(gone, now + 200 * NS, now + 200 * NS)
    assert isinstance(unseen, IncidentResolved)
    assert unseen.ending is Ending.UNSEEN
    assert "nor its end" in unseen.text


def test_one_is_not_over_while_frames_wait_to_be_read(captures: Path) -> None:
    behind, level = Incidents(["eth0"]), Incidents(["eth0"])
    for result, now in looks(captures, "handover-slow"):
        late = [change for change in behind.look(result, now + 300 * NS, now) if isinstance(change, IncidentResolved)]
        ends = [change for change in level.look(result, now, now) if isinstance(change, IncidentResolved)]
        assert [change.time for change in late] == [change.time for change in ends]
        if late:
            assert late[0].told == now + 300 * NS
            return
    raise AssertionError("none was over")


def test_one_that_goes_on_is_told_every_few_minutes(captures: Path) -> None:
    incidents = Incidents(["eth0"])
    every = list(looks(captures, "service-not-programmed"))
    result, now = max((pair for pair in every if pair[0].case.vips[0].incidents), key=lambda pair: pair[1])
    (record,) = result.case.vips
    (seen,) = record.incidents
    changes: list[Change] = []
    for later in range(0, 1000, 10):
        grown = replace(seen, end=now + later * NS)
        more = replace(result, case=replace(result.case, vips=(replace(record, incidents=(grown,)),)))
        more = replace(
            more,
            verdict=replace(
                more.verdict, findings=tuple(replace(item, end=now + later * NS) for item in more.verdict.findings)
            ),
        )
        changes += incidents.look(more, now + later * NS, now + later * NS)
    kinds = [change.revision for change in changes if isinstance(change, IncidentUpdated)]
    assert kinds == [Revision.NAMED, *[Revision.GOES_ON] * (1000 * NS // AGAIN_NS)]


def test_a_clock_that_is_set_ends_what_is_open(captures: Path) -> None:
    incidents = Incidents(["eth0"])
    changes = []
    for result, now in looks(captures, "service-not-programmed"):
        changes += incidents.look(result, now, now)
        if changes:
            break
    (ended,) = incidents.step(5 * NS)
    assert (ended.ending, ended.told, incidents.open) == (Ending.CLOCK, 5 * NS, ())


def test_a_cause_that_becomes_worse_is_told_again(captures: Path) -> None:
    incidents, kinds = Incidents(["eth0"]), []
    every = list(looks(captures, "handover-slow"))
    for result, now in every:
        worse = now > every[0][1] + 35 * NS
        item = result.verdict.findings[:1]
        harsh = tuple(replace(each, severity=Severity.CRITICAL) for each in item) if worse else item
        changed = replace(result, verdict=replace(result.verdict, findings=harsh))
        kinds += [
            change.revision for change in incidents.look(changed, now, now) if isinstance(change, IncidentUpdated)
        ]
    assert [kind for kind, _ in groupby(kinds)] == [Revision.NAMED, Revision.WORSE]
