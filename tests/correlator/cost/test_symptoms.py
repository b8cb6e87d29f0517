"""Frames that hurt or warn, what they did, and who held the address then."""

from pathlib import Path

import pytest

from tests.correlator.cost.story import analyzed, good, lost, record, said
from tests.savefiles import MAC_A, NS, Timed, icmp, question, segment


def test_symptoms_say_what_they_did_and_who_held_the_vip(tmp_path: Path) -> None:
    frames = [
        *lost(2, 1),
        (3 * NS, icmp(3, 1, port=1, seq=1000)),
        *good(4, 2)[:2],
        (5 * NS, icmp(3, 1, port=2, seq=1000)),
        (6 * NS, segment("S", port=3, seq=1000)),
        (6 * NS + 1, icmp(5, 1, port=3, seq=1000)),
    ]
    told = analyzed(tmp_path, [said(0, MAC_A), *frames, *good(7, 5)]).symptoms
    assert told["effect"].tolist() == ["ended", "after_end", "after_answer", "pending"]
    assert set(told["claimed"]) == set(told["used"]) == {"a"}
    assert told["serving"].isna().tolist() == [True, True, False, True] or told["serving"].tolist()[2] == "a"


def test_a_flood_of_unanswered_syns_is_counted_beyond_the_cap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arpwatch_k8s.correlator.cost.symptoms.MOST", 50)
    flood = [(NS + number, segment("S", port=1 + number, seq=1)) for number in range(120)]
    a = analyzed(tmp_path, [said(0, MAC_A), *flood, said(60, MAC_A)])
    assert (len(a.symptoms), a.left_out) == (50, {"symptoms": 70})
    assert any("70 more symptoms" in caveat for caveat in a.verdict.caveats)
    assert a.rates["failed"].tolist()[0] == 120


@pytest.mark.parametrize(
    ("frames", "kinds"),
    [
        (
            [(NS, segment("S", port=1, seq=5)), (NS + 1, segment("RA", port=1, seq=0, ack=6, server=True))],
            ["tcp_refusal"],
        ),
        ([*good(1, 1)[:2], (2 * NS, segment("R", port=1, seq=9001, server=True))], ["tcp_reset"]),
        ([(NS, segment("R", port=1, seq=9001, server=True))], ["tcp_reset"]),
        ([*good(1, 1), (2 * NS, segment("R", port=1, seq=9502, server=True))], []),
        ([(NS, icmp(3, 4, port=1, seq=5))], []),
        ([(NS, icmp(11, 0, port=1, seq=5))], ["icmp_time_exceeded"]),
        ([(NS, segment("S", port=1, seq=5))], ["syn_unanswered"]),
    ],
    ids=["refusal", "reset", "of what began before", "after a FIN", "path MTU", "time exceeded", "no answer"],
)
def test_what_ended_an_attempt_is_a_symptom_and_teardown_is_none(
    tmp_path: Path, frames: list[Timed], kinds: list[str]
) -> None:
    found = record(tmp_path, [said(0, MAC_A), *frames, said(60, MAC_A)])
    assert [symptom.kind for symptom in found.symptoms] == kinds


def test_a_message_is_about_the_address_that_it_quotes_and_not_the_one_that_sent_it(tmp_path: Path) -> None:
    other = icmp(3, 1, port=1, seq=5).replace(bytes([192, 0, 2, 80]), bytes([192, 0, 2, 81]))
    assert not record(tmp_path, [said(0, MAC_A), (NS, other)]).symptoms


@pytest.mark.parametrize(("quoted", "syn"), [(40, True), (28, True), (24, None)])
def test_a_short_quote_is_of_a_syn_where_its_number_is_the_attempt_s(
    tmp_path: Path, quoted: int, syn: bool | None
) -> None:
    frames = [(NS, segment("S", port=1, seq=5)), (NS + 1, icmp(3, 1, port=1, seq=5, quoted_bytes=quoted))]
    told = record(tmp_path, [said(0, MAC_A), *frames]).symptoms[0]
    assert (told.quotes_syn, told.quoted_ttl, told.effect) == (syn, 63, "ended")


def test_questions_that_nobody_answers_are_one_symptom(tmp_path: Path) -> None:
    asked = [(round((20 + n) * NS), question()) for n in range(3)]
    found = record(tmp_path, [*good(1, 1), said(0, MAC_A), *asked, *good(60, 2)])
    (vain,) = [symptom for symptom in found.symptoms if symptom.kind == "question_unanswered"]
    assert (vain.times, vain.time) == (3, 20 * NS)
