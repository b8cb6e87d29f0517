"""The sink of alerts: who is told, also once others are to be, and how that is counted."""

import time

import pytest

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.monitor.alerting import courier
from arpwatch_k8s.monitor.alerting.channel import Channel
from arpwatch_k8s.monitor.alerting.courier import Tally
from arpwatch_k8s.monitor.alerting.notice import Kind
from arpwatch_k8s.monitor.alerting.policy import Policy
from arpwatch_k8s.monitor.alerting.receivers import Receiver as To
from arpwatch_k8s.monitor.alerting.receivers import ToAlertmanager, ToCommand, ToMessenger, channel
from arpwatch_k8s.monitor.measures import Measures
from arpwatch_k8s.monitor.sinks.alerts import Alerts
from tests.changes.samples import SAMPLES
from tests.monitor.alerting.incidents import SILENT, Receiver, opened, resolved

ONE, TWO = ToCommand(argv=("/bin/one",)), ToCommand(argv=("/bin/two",))


@pytest.fixture
def receivers(monkeypatch: pytest.MonkeyPatch) -> dict[To, Receiver]:
    monkeypatch.setattr(courier, "TICK_S", 0.01)
    return {ONE: Receiver(), TWO: Receiver()}


def kinds(receiver: Receiver) -> list[Kind]:
    return [notice.kind for notice in receiver.heard]


def test_all_are_told_of_incidents_and_of_nothing_else(receivers: dict[To, Receiver]) -> None:
    sink = Alerts([ONE, TWO], Policy(), reach=receivers.__getitem__)
    for change in SAMPLES:
        sink.tell(change)
    sink.close()
    # an incident that is over before anything could be said of it is told as over
    assert [kinds(receiver)[-1] for receiver in receivers.values()] == [Kind.RESOLVED] * 2
    assert sink.tallies()[0] == Tally(sink="receiver", sent=len(receivers[ONE].heard), failed=0)


def test_who_stays_hears_nothing_twice_who_is_new_hears_what_is_open_and_who_goes_hears_no_more(
    receivers: dict[To, Receiver],
) -> None:
    sink = Alerts([ONE], Policy(), reach=receivers.__getitem__)
    sink.tell(opened(1, SILENT))
    sink.tell(opened(2, SILENT, interface="eth1"))
    sink.tell(resolved(2, SILENT))
    receivers[ONE].until_heard(2)
    sink.adopt([ONE, TWO], Policy())
    assert receivers[TWO].until_heard(1)[0].identity.incident.endswith("1")
    sink.adopt([TWO], Policy())
    sink.tell(resolved(1, SILENT))
    receivers[TWO].until_heard(2)
    sink.close()
    assert kinds(receivers[TWO]) == [Kind.FIRING, Kind.RESOLVED]
    assert kinds(receivers[ONE])[-1] is Kind.UNWATCHED
    assert kinds(receivers[ONE]).count(Kind.FIRING) <= 2


def test_one_that_cannot_be_reached_changes_nothing(receivers: dict[To, Receiver]) -> None:
    def reach(to: To) -> Channel:
        if to == TWO:
            raise UsageError("no such program", fix="Name one.")
        return receivers[to]

    sink = Alerts([ONE], Policy(), reach=reach)
    with pytest.raises(UsageError):
        sink.adopt([TWO], Policy())
    sink.tell(opened(1, SILENT))
    receivers[ONE].until_heard(1)
    sink.close()


def test_a_fault_of_the_program_ends_the_watch() -> None:
    class Broken(Receiver):
        def send(self, notices: object, now: object) -> None:
            raise ZeroDivisionError

    sink = Alerts([ONE], Policy(), reach=lambda _: Broken())
    sink.tell(opened(1, SILENT))
    with pytest.raises(ZeroDivisionError):
        tell_on(sink)
    sink.close()


def tell_on(sink: Alerts) -> None:
    """Tell of an incident until that raises something, or long enough."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        sink.tell(opened(1, SILENT))


def test_receivers_are_counted_by_name_and_those_of_one_name_together() -> None:
    measures = Measures(("eth0",))
    measures.delivered([Tally(sink="a", sent=2, failed=1), Tally(sink="b", sent=0, failed=0)])
    measures.delivered([Tally(sink="a", sent=3, failed=1), Tally(sink="a", sent=4, failed=0)])
    found = {family.name: dict(family.samples) for family in measures.families()}
    assert found["alerts_sent"] == {("a",): 7.0}
    assert found["alerts_failed"] == {("a",): 1.0}


def test_each_kind_of_receiver_is_reached_by_its_own_way() -> None:
    names = [
        channel(to).name
        for to in (
            ToAlertmanager(url="https://am.example.net/x", repeat_ns=1),
            ToMessenger(url="json://localhost/secret", number=3),
            ToCommand(argv=("true",)),
        )
    ]
    assert names == ["alertmanager am.example.net", "notify 3 (json)", "command"]
