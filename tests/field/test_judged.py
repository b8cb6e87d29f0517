"""What a tool said, held against the truth."""

import pytest

from tests.field.alarm import Alarm
from tests.field.judged import Judged, Mark
from tests.field.running import Heard
from tests.released.labelled import Answer, Group, Truth

VIP, OTHER = "192.0.2.80", "192.0.2.22"


def truth(*causes: str) -> Truth:
    """Of a capture with one VIP, sick of some causes or healthy."""
    return Truth(
        name="case",
        outcome=Answer.ROOT_CAUSE if causes else Answer.HEALTHY,
        causes=causes,
        group=Group.MOVE if causes else Group.HEALTHY,
        vips=(VIP,),
        sick=(VIP,) if causes else (),
        felt=None,
    )


def judged(*alarms: Alarm, causes: tuple[str, ...] = ("stalled",), unread: str = "") -> Judged:
    """What a tool made of it."""
    return Judged(tool="tool", truth=truth(*causes), heard=Heard(alarms=alarms, unread=unread))


def alarm(*causes: str, address: str = VIP, time_s: float | None = None) -> Alarm:
    """An alarm about an address."""
    return Alarm(time_s=time_s, addresses=(address,) if address else (), kind="kind", causes=frozenset(causes))


@pytest.mark.parametrize(
    ("alarms", "mark"),
    [
        ((), Mark.SILENT),
        ((alarm(),), Mark.SIGN),
        ((alarm(address=""),), Mark.SIGN),
        ((alarm(address=OTHER),), Mark.SILENT),
        ((alarm("stalled", address=OTHER),), Mark.SILENT),
        ((alarm(), alarm("flapping")), Mark.OTHER),
        ((alarm("flapping"), alarm("stalled", "flapping")), Mark.RIGHT),
    ],
)
def test_a_mark_is_the_best_that_is_said_of_the_vip(alarms: tuple[Alarm, ...], mark: Mark) -> None:
    assert judged(*alarms).mark is mark


def test_where_nothing_was_wrong_every_cause_is_another_one() -> None:
    assert judged(alarm("stalled"), causes=()).mark is Mark.OTHER


def test_what_could_not_be_given_is_not_silent() -> None:
    assert judged(unread="cooked").mark is Mark.UNREAD


def test_the_first_time_is_that_of_an_alarm_that_counts() -> None:
    said = judged(alarm(address=OTHER, time_s=1.0), alarm(time_s=9.0), alarm(time_s=4.0), alarm())
    assert said.first_s == 4.0
    assert judged(alarm()).first_s is None


def test_the_cause_named_is_the_true_one_where_any_word_covers_it() -> None:
    assert judged(alarm("flapping", "stalled", "two-controllers")).cause == "stalled"
    assert judged(alarm("two-controllers", "flapping")).cause == "flapping"
    assert judged(alarm()).cause is None
