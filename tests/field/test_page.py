"""The page: every figure in it is counted from what the run found."""

import json

from tests.field import ours, tshark
from tests.field.alarm import Alarm
from tests.field.answers import answer, lines, scored
from tests.field.cost import Cost
from tests.field.judged import Judged
from tests.field.page import page
from tests.field.running import Heard
from tests.released.labelled import Answer, Group, Truth

VIP = "192.0.2.80"


def truth(name: str, outcome: Answer, *causes: str) -> Truth:
    """Of a capture with one VIP."""
    group = {Answer.ROOT_CAUSE: Group.ONE_OWNER, Answer.HEALTHY: Group.HEALTHY}.get(outcome, Group.UNTOLD)
    sick = (VIP,) if causes else ()
    return Truth(name=name, outcome=outcome, causes=causes, group=group, vips=(VIP,), sick=sick, felt=None)


SICK, WELL = truth("sick", Answer.ROOT_CAUSE, "stalled"), truth("well", Answer.HEALTHY)
HIDDEN = truth("hidden", Answer.INCONCLUSIVE)
OURS, OTHER = ours.TOOL, tshark.DUPLICATES


def alarm(kind: str, *causes: str) -> Alarm:
    """Said 7 s after the beginning."""
    return Alarm(time_s=7.0, addresses=(VIP,), kind=kind, causes=frozenset(causes))


SURE = Heard(alarms=(alarm("stalled", "stalled"),), cost=Cost(cpu_s=1.0, peak_mib=200.0))
RESULTS = [
    Judged(tool=OURS.name, truth=SICK, heard=SURE),
    Judged(tool=OTHER.name, truth=SICK, heard=Heard(unread="cooked")),
    Judged(tool=OURS.name, truth=WELL, heard=Heard(cost=Cost(cpu_s=3.0, peak_mib=100.0))),
    Judged(tool=OTHER.name, truth=WELL, heard=Heard(alarms=(alarm("twice", "foreign-host"), alarm("twice")))),
    Judged(tool=OURS.name, truth=HIDDEN, heard=Heard(abstained=True)),
    Judged(tool=OTHER.name, truth=HIDDEN, heard=Heard(alarms=(alarm("twice"),))),
]


def made() -> list[str]:
    """The page of these, line by line."""
    versions = {OURS: "arpwatch-k8s 9.9", OTHER: "tshark 4.0.17"}
    return page(versions, RESULTS, {"date": "2026-11-28"}, {"Zeek": "it is not here"}).splitlines()


def test_the_summary_counts_by_what_is_true() -> None:
    text = made()
    begin = text.index("| 3 captures | arpwatch-k8s | tshark, duplicates |")
    assert text[begin + 2 : begin + 14] == [
        "| **Sick: 1** | | |",
        "| ● true cause | 1 | 0 |",
        "| – not given | 0 | 1 |",
        "| **Healthy: 1** | | |",
        "| ✕ untrue cause | 0 | 1 |",
        "| · silent | 1 | 0 |",
        "| **Neither, frames cannot tell: 1** | | |",
        "| ○ no cause | 0 | 1 |",
        "| ? cannot tell | 1 | 0 |",
        "| **Costs** | | |",
        "| CPU, s | 2.00, 3.00 | - |",
        "| memory, MiB | 150, 200 | - |",
    ]


def test_kinds_are_told_by_how_many_captures_they_come_in() -> None:
    assert "| tshark, duplicates | twice | 0 | 1 | 3 |" in made()


def test_each_capture_has_its_row_among_its_like() -> None:
    text = made()
    assert "| sick | stalled | ● 1, 7 s | – |" in text
    assert "| well | healthy | · | ✕ 2, 7 s |" in text
    assert text.index("### Sick") < text.index("| sick | stalled | ● 1, 7 s | – |") < text.index("### Healthy")


def test_who_is_not_there_is_told() -> None:
    assert made()[-1] == "- **Zeek**: it is not here."


def test_answers_are_what_the_scorer_takes() -> None:
    mine = [one for one in RESULTS if one.tool == OTHER.name]
    assert [answer(one) for one in mine] == [
        None,
        {"capture": "well", "outcome": "root-cause", "cause": "foreign-host"},
        {"capture": "hidden", "outcome": "symptoms", "cause": None},
    ]
    assert [json.loads(line)["capture"] for line in lines(mine).splitlines()] == ["well", "hidden"]
    told = {name: (one.some, one.of) for name, one in scored(mine).items()}
    assert told["healthy: alarm"] == (1, 1)
    assert told["no answer"] == (1, 3)
    assert told["cannot be told: right abstention"] == (0, 1)


def test_one_that_says_that_it_cannot_tell_abstains() -> None:
    assert answer(RESULTS[4]) == {"capture": "hidden", "outcome": "inconclusive"}
    assert "| hidden | inconclusive | ? | ○ 1, 7 s |" in made()


def test_one_that_says_nothing_is_taken_to_call_it_healthy() -> None:
    assert answer(RESULTS[2]) == {"capture": "well", "outcome": "healthy"}
