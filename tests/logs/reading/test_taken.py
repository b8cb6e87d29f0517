"""What is kept of very many events, and what is only counted."""

from collections.abc import Iterator
from datetime import UTC

import pytest

from arpwatch_k8s.errors import InputError
from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.details.belief import Belief, Holding, Reconcile, Reconciling
from arpwatch_k8s.logs.details.detail import Detail, NeighborChange
from arpwatch_k8s.logs.event import Cut, LogEvent
from arpwatch_k8s.logs.reading import taken
from arpwatch_k8s.logs.reading.taken import MINUTE_NS, Taken
from tests.logs.saved import NOON, NS

WRITE = Reconcile(kind=Reconciling.UPDATED, service="web/ingress", program="metallb")


def belief(kind: Holding, address: str = "192.0.2.80") -> Belief:
    return Belief(kind=kind, address=address, node=None, service=None, program="metallb")


def change(mac: int) -> NeighborChange:
    return NeighborChange(address="192.0.2.80", interface="eth0", mac=mac, state=None, deleted=False)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taken, "MOST_ALIKE", 2)
    monkeypatch.setattr(taken, "A_MINUTE", 2)
    monkeypatch.setattr(taken, "MOST_COUNTED", 8)
    monkeypatch.setattr(taken, "MOST_EVENTS", 12)


def all_of(*details: Detail, apart_ns: int = NS) -> Taken:
    """Details, a line each, some time apart from noon on."""
    found = Taken("some.log", ZoneClock(UTC))
    for line, event in enumerate(events(details, apart_ns), 1):
        found.take(event, line)
    return found


def events(details: tuple[Detail, ...], apart_ns: int) -> Iterator[LogEvent]:
    for number, detail in enumerate(details):
        yield LogEvent(time=NOON + number * apart_ns, width_ns=1, source="x", line=number + 1, text="", detail=detail)


def test_of_a_loop_some_of_each_minute_are_kept_and_the_rest_is_counted_with_its_times() -> None:
    found = all_of(*[WRITE] * 9, apart_ns=MINUTE_NS // 4).contents(9)
    assert [event.line for event in found.events] == [1, 2, 3, 4, 5, 6, 9]
    cut = Cut(
        kind="service_updated", address=None, number=2, first=NOON + 6 * MINUTE_NS // 4, last=NOON + 7 * MINUTE_NS // 4
    )
    assert found.cuts == (cut,)


def test_a_belief_that_is_said_again_is_counted_and_what_ends_it_is_kept() -> None:
    announced, withdrawn = belief(Holding.ANNOUNCED), belief(Holding.WITHDRAWN)
    found = all_of(*[announced] * 6, withdrawn, *[announced] * 2, belief(Holding.ANNOUNCED, "192.0.2.81")).contents(10)
    assert [event.line for event in found.events] == [1, 2, 3, 7, 8, 10]
    assert [(cut.kind, cut.address, cut.number) for cut in found.cuts] == [("announced", "192.0.2.80", 4)]


def test_a_loop_of_any_length_leaves_room_for_what_it_does_not_stand_for() -> None:
    found = all_of(*[WRITE] * 1000, change(1), apart_ns=MINUTE_NS).contents(1001)
    assert len(found.events) == 8 + 1
    assert sum(cut.number for cut in found.cuts) == 992


def test_changes_that_none_stands_for_are_kept_or_the_log_is_refused() -> None:
    assert len(all_of(*map(change, range(12))).contents(12).events) == 12
    with pytest.raises(InputError, match=r"some\.log: more than 12 events"):
        all_of(*map(change, range(13)))


def test_kinds_beyond_some_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taken, "MOST_CUTS", 2)
    some = [belief(Holding.ANNOUNCED, f"192.0.2.{number}") for number in range(1, 5) for _ in range(3)]
    found = all_of(*some).contents(12)
    assert len(found.cuts) <= 3
    assert len(found.events) + sum(cut.number for cut in found.cuts) == 12
