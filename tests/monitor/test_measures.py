"""What is measured: gauges follow how things stand, counters only grow and count each thing once."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.exposure import LinkChange
from arpwatch_k8s.changes.incident import IncidentOpened, IncidentResolved, IncidentUpdated
from arpwatch_k8s.changes.ownership import Takeover, TrackMove
from arpwatch_k8s.correlator.connections.outcomes import OUTCOMES
from arpwatch_k8s.monitor.measures import FAMILIES, MOST_MACS, MOST_PLACES, OTHERS, Measures
from tests.changes.samples import SAMPLES, T0
from tests.monitor.test_incidents import looks
from tests.monitor.watching import NUMBER, at, rows
from tests.savefiles import NS, VIP, announcement

Series = dict[tuple[str, ...], float]


def series(measures: Measures, name: str) -> Series:
    """One metric's series, without those that stand at 0."""
    found = next(family.samples for family in measures.families() if family.name == name)
    return {labels: value for labels, value in found if value or name == "interface_up"}


def sample(kind: type[Change]) -> Change:
    return next(change for change in SAMPLES if isinstance(change, kind))


def measured(captures: Path, name: str) -> Measures:
    """A capture, as a watch saw it grow."""
    measures = Measures(("eth0",))
    for result, now in looks(captures, name):
        measures.show(result, now)
    return measures


def test_attempts_are_counted_once_however_many_looks_show_them(captures: Path) -> None:
    (record,) = aw.analyze(captures / "service-not-programmed" / "proxy.pcapng").result.case.vips
    counted = series(measured(captures, "service-not-programmed"), "attempts")
    whole = {(VIP, "eth0", name): float(count) for name, count in record.attempts.outcomes().items()}
    assert counted == whole


def test_outages_and_announcements_are_those_of_the_whole(captures: Path) -> None:
    (record,) = aw.analyze(captures / "owner-silent" / "proxy.pcapng").result.case.vips
    measures = measured(captures, "owner-silent")
    outages = sum(outage.most_ns for outage in record.outages if outage.over) / NS
    assert series(measures, "outage_seconds") == {(VIP, "eth0"): pytest.approx(outages)}
    said = series(measures, "announcements")
    assert sum(said.values()) == record.claims["announces"].sum()
    assert list(said) == [(VIP, "eth0", "52:54:00:00:02:17")]


def test_an_owner_that_went_has_no_series_any_more(captures: Path) -> None:
    held: list[set[str]] = []
    measures = Measures(("eth0",))
    for result, now in looks(captures, "metallb-failover"):
        measures.show(result, now)
        held.append({labels[3] for labels in series(measures, "vip_owner_info") if labels[2] == "claimed"})
    assert held[-1] == {"52:54:00:00:02:17"}
    assert {"52:54:00:00:02:16"} in held
    assert max(map(len, held)) == 1


def test_claimants_are_more_than_one_while_owners_fight(captures: Path) -> None:
    measures, seen = Measures(("eth0",)), []
    for result, now in looks(captures, "split-brain-metallb"):
        measures.show(result, now)
        seen += series(measures, "vip_claimants").values()
    assert (max(seen), seen[-1]) == (2.0, 1.0)


def told(changes: Sequence[Change]) -> Measures:
    measures = Measures(("eth0", "eth1"))
    for change in changes:
        measures.tell(change)
    return measures


def test_moves_incidents_and_interfaces_are_counted_from_what_is_told() -> None:
    opened, updated, resolved = (sample(kind) for kind in (IncidentOpened, IncidentUpdated, IncidentResolved))
    measures = told([sample(Takeover), sample(TrackMove), sample(TrackMove), opened])
    assert series(measures, "vip_owner_changes") == {(VIP, "eth0", "claimed"): 1, (VIP, "eth0.200", "serving"): 2}
    assert series(measures, "incident_active") == {(VIP, "eth0", "", "info"): 1}
    measures.tell(updated)
    assert series(measures, "incident_active") == {(VIP, "eth0", "owner-silent", "critical"): 1}
    measures.tell(resolved)
    assert series(measures, "incident_active") == {}
    assert series(measures, "incidents") == {(VIP, "eth0"): 1}
    measures.tell(LinkChange(time=T0, interface="eth1", text="eth1 is down", is_up=False))
    assert series(measures, "interface_up") == {("eth0",): 1, ("eth1",): 0}


def stood(frames: Sequence[tuple[int, bytes]]) -> Result:
    from arpwatch_k8s.analysis.analyzer import Analyzer

    analyzer = Analyzer([NUMBER])
    analyzer.feed(rows(frames))
    return analyzer.snapshot()


def test_macs_beyond_a_bound_are_counted_together() -> None:
    frames = [at(n * 0.01, announcement(f"52:54:00:00:03:{n:02x}")) for n in range(40)]
    measures = Measures(("eth0",))
    measures.show(stood(frames), T0 + NS)
    said = series(measures, "announcements")
    assert sum(said.values()) == 40
    assert len(said) == MOST_MACS + 1
    assert said[VIP, "eth0", OTHERS] == 40 - MOST_MACS


def test_vips_beyond_a_bound_are_counted_and_those_that_went_are_forgotten() -> None:
    result = stood([at(0, announcement("52:54:00:00:03:01"))])
    (record,) = result.case.vips
    many = tuple(replace(record, vip=f"192.0.{n // 250}.{n % 250}") for n in range(MOST_PLACES + 7))
    measures = Measures(("eth0",))
    measures.show(replace(result, case=replace(result.case, vips=many)), T0 + NS)
    assert series(measures, "series_left_out") == {(): 7}
    assert len(series(measures, "vip_owner_info")) == MOST_PLACES
    measures.show(replace(result, case=replace(result.case, vips=())), T0 + 2 * NS)
    assert series(measures, "vip_owner_info") == series(measures, "announcements") == {}


def test_counters_of_a_vip_begin_at_zero() -> None:
    measures = Measures(("eth0",))
    measures.show(stood([at(0, announcement("52:54:00:00:03:01"))]), T0 + NS)
    families = {family.name: dict(family.samples) for family in measures.families()}
    assert families["incidents"] == families["outage_seconds"] == {(VIP, "eth0"): 0}
    assert len(families["attempts"]) == len(OUTCOMES)


def test_every_family_is_there_from_the_beginning() -> None:
    assert [family.name for family in Measures(("eth0",)).families()] == list(FAMILIES)
