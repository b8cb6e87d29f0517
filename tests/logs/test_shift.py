"""What the user says of a log's clock."""

from dataclasses import replace

import pytest

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.logs.details.detail import ProxyRemark
from arpwatch_k8s.logs.event import Log, LogEvent, Tally, Went
from arpwatch_k8s.logs.shift import Skew, parse_skew, shifted_logs

S = 10**9
DETAIL = ProxyRemark(errno=None, phase=None, request=None)
LOG = Log(
    path="incident/lb1.log",
    source="nginx-error",
    tells=(ProxyRemark,),
    events=(LogEvent(time=100 * S, width_ns=S, source="nginx-error", line=1, text="x", detail=DETAIL),),
    lines=1,
    unparsed=(),
    zone_assumed=None,
    span=(100 * S, 200 * S),
    tallies=(Tally(start=60 * S, went=Went.ANSWERED, number=3),),
)


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("nginx-error=+0.8s", 800_000_000),
        ("nginx-error=-800ms", -800_000_000),
        ("nginx-error=+9h", 9 * 3600 * S),
        ("nginx-error=-5h45m", -(5 * 60 + 45) * 60 * S),
        ("nginx-error=+1.5m", 90 * S),
    ],
)
def test_an_amount_has_a_sign_and_units(text: str, ahead: int) -> None:
    assert parse_skew(text) == Skew(name="nginx-error", ahead_ns=ahead)


def test_a_name_may_hold_a_sign_of_equality() -> None:
    assert parse_skew("a=b.log=+1s") == Skew(name="a=b.log", ahead_ns=S)


@pytest.mark.parametrize(
    "text",
    ["", "nginx-error", "nginx-error=0.8s", "nginx-error=+0.8", "=+1s", "x=+1d", "x=+s", "x=+1s1s1s1s1s", "x=+-1s"],
)
def test_what_does_not_say_how_much_is_an_error_of_two_lines(text: str) -> None:
    with pytest.raises(UsageError, match="does not say which log is off by how much") as raised:
        parse_skew(text)
    assert "NAME=+0.8s where its clock is 0.8 s ahead" in raised.value.fix


def test_more_than_a_hundred_years_is_an_error() -> None:
    with pytest.raises(UsageError, match="more than a hundred years"):
        parse_skew("x=+999999999h")


@pytest.mark.parametrize("name", ["nginx-error", "lb1.log", "incident/lb1.log"])
def test_what_a_clock_is_ahead_by_is_taken_off_all_its_times(name: str) -> None:
    other = replace(LOG, path="other", source="metallb")
    shifted, left = shifted_logs([LOG, other], [Skew(name=name, ahead_ns=30 * S)])
    assert left is other
    assert ([event.time for event in shifted.events], shifted.span) == ([70 * S], (70 * S, 170 * S))
    assert ([tally.start for tally in shifted.tallies], shifted.shifted_ns) == ([30 * S], 30 * S)


def test_a_name_of_no_log_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"lb2\.log: no log of that kind or name was read") as raised:
        shifted_logs([LOG], [Skew(name="lb2.log", ahead_ns=S)])
    assert raised.value.fix == "One of: nginx-error (lb1.log)."
    with pytest.raises(UsageError) as raised:
        shifted_logs([], [Skew(name="lb2.log", ahead_ns=S)])
    assert raised.value.fix == "Give the log, too."


def test_one_log_named_twice_is_an_error() -> None:
    with pytest.raises(UsageError, match=r"names incident/lb1\.log twice, as nginx-error and lb1.log"):
        shifted_logs([LOG], [Skew(name="nginx-error", ahead_ns=S), Skew(name="lb1.log", ahead_ns=S)])


def test_times_at_the_end_of_the_calendar_are_not_moved_over_it() -> None:
    late = replace(LOG, events=(replace(LOG.events[0], time=(1 << 63) - 1),))
    with pytest.raises(UsageError, match="times in no year"):
        shifted_logs([late], [Skew(name="nginx-error", ahead_ns=-S)])
