"""What is to be said of incidents to one receiver, and when."""

import pytest

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.monitor.alerting import board as module
from arpwatch_k8s.monitor.alerting.board import Board
from arpwatch_k8s.monitor.alerting.notice import Kind
from arpwatch_k8s.monitor.alerting.policy import Muted, Policy
from arpwatch_k8s.thresholds import NS
from tests.changes.samples import T0
from tests.monitor.alerting.incidents import MOVED, SILENT, SLOW, opened, resolved, updated
from tests.savefiles import VIP

Said = list[tuple[Kind, str, str | None]]


class Player:
    """A board whose notices are heard, at times in seconds."""

    def __init__(self, policy: Policy = Policy(), repeat_s: int | None = None) -> None:  # noqa: B008 - frozen
        self.board = Board(policy, None if repeat_s is None else repeat_s * NS)

    def tell(self, second: float, *changes: object) -> None:
        for change in changes:
            self.board.tell(change, T0 + round(second * NS), round(second * NS))  # type: ignore[arg-type]

    def due(self, second: float, *, heard: bool = True) -> Said:
        notices = self.board.due(T0 + round(second * NS), round(second * NS))
        if heard:
            self.board.delivered(notices, round(second * NS))
        return [(each.kind, each.identity.cause, each.was and each.was.cause) for each in notices]


def test_an_incident_is_said_once_its_cause_is_known_and_its_end_once() -> None:
    play = Player()
    play.tell(0, opened())
    assert play.due(1) == []
    play.tell(4, updated(cause=SILENT))
    assert play.due(4) == [(Kind.FIRING, "owner-silent", None)]
    assert play.due(400) == []
    play.tell(500, resolved(cause=SILENT))
    assert play.due(500) == [(Kind.RESOLVED, "owner-silent", None)]
    assert (play.due(501), len(play.board)) == ([], 0)


def test_a_cause_is_not_waited_for_longer_than_told_and_named_at_once_then() -> None:
    play = Player()
    play.tell(0, opened())
    assert play.due(9.9) == []
    assert play.due(10) == [(Kind.FIRING, "unknown", None)]
    play.tell(12, updated(cause=SILENT))
    assert play.due(12) == [(Kind.REVISED, "owner-silent", "unknown")]


def test_that_a_vip_moved_wakes_nobody_unless_something_failed() -> None:
    play = Player()
    play.tell(0, opened(1, failed=0, outages=0), opened(2, MOVED))
    assert play.due(60) == []
    play.tell(61, resolved(1), resolved(2, MOVED))
    assert (play.due(61), len(play.board)) == ([], 0)


def test_one_that_gets_worse_is_said_at_once_and_one_that_gets_less_bad_after_a_while() -> None:
    play = Player()
    play.tell(0, opened(cause=SLOW))
    assert play.due(0) == [(Kind.FIRING, "handover-slow", None)]
    play.tell(1, updated(cause=SILENT))
    assert play.due(1) == [(Kind.REVISED, "owner-silent", "handover-slow")]
    play.tell(2, updated(cause=SLOW))
    assert play.due(300) == []
    assert play.due(301) == [(Kind.REVISED, "handover-slow", "owner-silent")]


def test_the_same_of_the_same_vip_is_not_said_again_so_soon_and_then_how_often_it_was() -> None:
    play = Player()
    play.tell(0, opened(1, SLOW))
    play.due(0)
    play.tell(40, resolved(1, SLOW))
    assert play.due(40) == [(Kind.RESOLVED, "handover-slow", None)]
    for number in (2, 3):
        play.tell(50 * number, opened(number, SLOW))
        assert play.due(50 * number) == []
        play.tell(50 * number + 40, resolved(number, SLOW))
        assert play.due(50 * number + 40) == []
    play.tell(250, opened(4, SLOW))
    assert play.due(299) == []
    (notice,) = play.board.due(T0, 300 * NS)
    assert (notice.kind, notice.identity.incident[-1], notice.untold) == (Kind.FIRING, "4", 2)
    play.due(300)
    play.tell(310, opened(5, SILENT))
    assert play.due(310) == [(Kind.FIRING, "owner-silent", None)]


def test_planned_work_mutes_what_begins_in_it_until_it_is_over() -> None:
    work = Muted(start=T0, end=T0 + 100 * NS, vips=frozenset({VIP}))
    play = Player(Policy(muted=(work,)))
    play.tell(1, opened(1, SILENT), opened(2, SILENT))
    assert play.due(50) == []
    play.tell(60, resolved(2, SILENT))
    assert play.due(99) == []
    assert play.due(100) == [(Kind.FIRING, "owner-silent", None)]


def test_planned_work_of_another_vip_mutes_nothing_and_an_end_is_said_whatever_is_planned() -> None:
    other = Muted(start=T0, end=T0 + 100 * NS, vips=frozenset({"192.0.2.81"}))
    play = Player(Policy(muted=(other,)))
    play.tell(1, opened(cause=SILENT))
    assert len(play.due(1)) == 1
    play.board.policy = Policy(muted=(Muted(start=T0, end=T0 + 100 * NS),))
    play.tell(2, updated(cause=SLOW))
    assert play.due(2) == []
    play.tell(3, resolved(cause=SLOW))
    assert play.due(3) == [(Kind.RESOLVED, "handover-slow", "owner-silent")]


def test_an_end_is_not_lost_where_nothing_was_heard_before_it() -> None:
    play = Player()
    play.tell(0, opened(cause=SILENT))
    assert len(play.due(1, heard=False)) == 1
    play.tell(60, resolved(cause=SILENT))
    assert play.due(60, heard=False) == [(Kind.RESOLVED, "owner-silent", None)]
    assert play.due(6000) == [(Kind.RESOLVED, "owner-silent", None)]
    assert play.due(6001) == []


def test_a_receiver_that_forgets_is_told_again_what_stands_and_what_ended() -> None:
    play = Player(repeat_s=60)
    play.tell(0, opened(cause=SLOW))
    assert play.due(0) == [(Kind.FIRING, "handover-slow", None)]
    assert play.due(59) == []
    assert play.due(60) == [(Kind.FIRING, "handover-slow", None)]
    play.tell(61, updated(cause=SILENT))
    assert play.due(61) == [(Kind.REVISED, "owner-silent", "handover-slow")]
    play.tell(100, resolved(cause=SILENT))
    assert play.due(100) == [(Kind.RESOLVED, "owner-silent", None)]
    assert play.due(160) == [(Kind.RESOLVED, "owner-silent", None)]
    assert (play.due(1001), len(play.board)) == ([], 0)


def test_a_receiver_that_forgets_goes_on_being_told_in_planned_work_and_is_not_told_an_end_that_was_not_seen() -> None:
    play = Player(repeat_s=60)
    play.tell(0, opened(cause=SLOW))
    play.due(0)
    play.board.policy = Policy(muted=(Muted(start=0, end=2 * T0),))
    assert play.due(60) == [(Kind.FIRING, "handover-slow", None)]
    assert play.board.unwatched() == []


def test_where_the_watch_ends_those_who_know_of_an_incident_hear_that_no_more_is_told() -> None:
    play = Player()
    play.tell(0, opened(1, SILENT), opened(2))
    play.due(1)
    assert [(each.kind, each.identity.incident[-1]) for each in play.board.unwatched()] == [(Kind.UNWATCHED, "1")]


def test_severities_of_the_settings_go_before_those_of_the_rules() -> None:
    play = Player(Policy(severities={"handover": Severity.CRITICAL, "owner-silent": Severity.INFO}))
    play.tell(0, opened(1, MOVED), opened(2, SILENT))
    assert play.due(60) == [(Kind.FIRING, "handover", None)]


def test_of_too_many_those_that_the_receiver_knows_of_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 10)
    play = Player(repeat_s=60)
    play.tell(0, *(opened(number, SILENT) for number in range(100, 105)))
    play.due(0)
    play.tell(1, *(opened(number, SILENT) for number in range(200, 300)))
    assert len(play.board) == 10
    assert play.board.left_out == 95
    play.tell(2, *(resolved(number, SILENT) for number in range(100, 105)))
    ends = [cause for kind, cause, _ in play.due(2, heard=False) if kind is Kind.RESOLVED]
    assert len(ends) == 5


def test_of_a_flood_of_incidents_so_many_are_said_in_an_hour_and_all_to_a_receiver_that_joins_them_itself() -> None:
    play, joining = Player(), Player(repeat_s=60)
    many = [opened(number, SILENT, interface=f"eth0 VLAN {number}") for number in range(200)]
    play.tell(0, *many)
    joining.tell(0, *many)
    assert (len(play.due(1)), len(joining.due(1))) == (module.MOST_AN_HOUR, 200)
    assert play.due(3600) == []
    play.tell(3600, *(resolved(number, SILENT) for number in range(100)))
    assert [kind for kind, _, _ in play.due(3600)] == [Kind.RESOLVED] * module.MOST_AN_HOUR
    assert [kind for kind, _, _ in play.due(3601)] == [Kind.FIRING] * module.MOST_AN_HOUR
