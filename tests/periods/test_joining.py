"""What several windows saw of one thing is told once, and attempts end as a later window says."""

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.periods.joining import corrected, joined
from arpwatch_k8s.periods.records import Late, Lost, Told, Tried, UnderWay


def lost(start: int, end: int, *, over: bool = True, vip: str = "192.0.2.80") -> Lost:
    return Lost(vip=vip, segment="0", start=start, end=end, over=over, last=end, failed=1)


def on(since: int, until: int, *, over: bool = True) -> UnderWay:
    return UnderWay(what="outage", vip="192.0.2.80", segment="0", since=since, until=until, over=over)


def spans(some: list[Lost]) -> list[tuple[int, int, bool]]:
    return [(one.start, one.end, one.over) for one in some]


def test_things_apart_stay_apart_in_order_of_time() -> None:
    assert spans(joined([[lost(50, 60)], [lost(10, 20)]])) == [(10, 20, True), (50, 60, True)]


def test_what_begins_while_another_lasts_is_a_part_of_it() -> None:
    assert spans(joined([[lost(10, 30)], [lost(20, 30)]])) == [(10, 30, True)]


def test_what_begins_within_the_gap_is_a_part_of_it_and_beyond_it_is_not() -> None:
    assert spans(joined([[lost(10, 20)], [lost(25, 27)]], gap_ns=5)) == [(10, 20, True)]
    assert spans(joined([[lost(10, 20)], [lost(26, 27)]], gap_ns=5)) == [(10, 20, True), (26, 27, True)]


def test_other_vips_are_other_things() -> None:
    assert len(joined([[lost(10, 30)], [lost(20, 30, vip="192.0.2.90")]])) == 2


def test_what_was_not_followed_to_its_end_ends_where_later_windows_say() -> None:
    later = [on(15, 40, over=False), on(38, 70)]
    assert spans(joined([[lost(10, 20, over=False)]], later)) == [(10, 70, True)]


def test_another_thing_later_is_no_part_of_it() -> None:
    assert spans(joined([[lost(10, 20, over=False)]], [on(25, 40)])) == [(10, 20, False)]


def told(number: int, *, tried: tuple[Tried, ...] = (), late: tuple[Late, ...] = ()) -> Told:
    return Told(
        number=number,
        start=number,
        end=number + 1,
        covered_ns=1,
        captures=1,
        drops=None,
        outcome=Outcome.HEALTHY,
        tried=tried,
        late=late,
        read_start=0,
        read_end=1,
    )


def test_open_attempts_end_as_a_later_window_says() -> None:
    tried = Tried(vip="a", segment="0", attempts=5, answered=5, failed=0, outcomes={"open": 3, "ok": 2})
    late = Late(window=0, vip="a", segment="0", outcomes={"ok": 1, "reset_midway": 1})
    first, second = corrected([told(0, tried=(tried,)), told(1, late=(late,))])
    assert first.tried == (
        Tried(vip="a", segment="0", attempts=5, answered=5, failed=1, outcomes={"ok": 3, "open": 1, "reset_midway": 1}),
    )
    assert second.tried == ()
