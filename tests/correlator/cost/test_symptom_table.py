"""Many symptoms as columns, of which records are made one by one."""

from pathlib import Path

import numpy as np

from arpwatch_k8s.correlator.cost.symptom import SymptomKind
from arpwatch_k8s.correlator.cost.symptom_table import NO_SYMPTOMS, Symptoms
from tests.correlator.cost.story import good, lost, record, said
from tests.plotter.results import symptom
from tests.savefiles import MAC_A, MAC_B, NS, icmp, segment


def test_symptoms_made_one_by_one_are_those_that_are_told() -> None:
    made = [symptom(7, 1), symptom(8, 2, kind=SymptomKind.TCP_RESET), symptom(7, 3)]
    found = Symptoms.of(made)
    assert (list(found), found[1], found[1:], found[-1]) == (made, made[1], tuple(made[1:]), made[-1])
    assert found.of_kinds(SymptomKind.TCP_RESET) == (made[1],)
    assert found.counts() == {SymptomKind.ICMP_UNREACHABLE: 2, SymptomKind.TCP_RESET: 1}
    assert found.column("time").tolist() == [one.time for one in made]


def test_no_symptoms_are_no_records() -> None:
    assert (list(NO_SYMPTOMS), NO_SYMPTOMS.counts(), NO_SYMPTOMS.of_kinds(*SymptomKind)) == ([], {}, ())


def test_a_record_has_its_attempt_and_who_held_the_vip_and_is_made_once(tmp_path: Path) -> None:
    story = record(tmp_path, [said(0, MAC_A), *lost(2, 1), said(10, MAC_B), *good(12, 2, by=MAC_B), *lost(20, 3)])
    first, second = story.symptoms
    assert first is story.symptoms[0]
    assert [one.attempt is attempt for one, attempt in zip((first, second), story.failed, strict=True)] == [True, True]
    assert first.holders
    assert second.holders
    assert first.holders.claimed != second.holders.claimed


def test_some_of_them_know_what_all_know(tmp_path: Path) -> None:
    story = record(tmp_path, [said(0, MAC_A), *lost(2, 1), *lost(3, 2), *good(9, 3)])
    (left,) = story.symptoms.where(np.array([False, True]))
    assert left == story.symptoms[1]


def test_a_message_is_about_the_last_attempt_that_used_its_ports_before(tmp_path: Path) -> None:
    again = [
        (2 * NS, segment("S", port=1, seq=1000)),
        (6 * NS, segment("S", port=1, seq=5000)),
        (7 * NS, icmp(3, 1, port=1, seq=5000)),
        (9 * NS, segment("S", port=1, seq=9000)),
    ]
    story = record(tmp_path, [said(0, MAC_A), *again, said(60, MAC_A)])
    (message,) = story.symptoms.of_kinds(SymptomKind.ICMP_UNREACHABLE)
    assert message.attempt is not None
    assert message.attempt.isn == 5000
