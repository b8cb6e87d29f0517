"""A live owner that drops SYNs, and other reasons why none is answered."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.cast import found, owned, verdict
from tests.diagnosis.scripts import dropping, silent
from tests.savefiles import Timed

RULE = "no-local-endpoint"


def test_a_live_owner_that_drops_syns_without_a_word_is_the_cause(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *dropping(CAST))
    (finding,) = found(told, RULE)
    assert told.cause == RULE
    assert (finding.severity, finding.confidence, finding.failed) == (Severity.CRITICAL, Confidence.MEDIUM, 2)
    assert any("6 redirects" in step.text for step in finding.because)
    assert any("NetworkPolicy" in words for words in finding.missing)


def test_an_owner_that_is_gone_is_another_cause(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *silent(CAST))
    assert found(told, RULE) == []


def test_an_owner_that_asks_for_the_vip_forwards(tmp_path: Path) -> None:
    asks = [CAST.ask(5.001 + i, 0) for i in range(3)]
    told = verdict(tmp_path, CAST, *owned(CAST), *CAST.lost(5, 41000), *asks, *CAST.served(30, 40001))
    assert found(told, RULE) == []


def test_connections_that_are_served_meanwhile_make_it_a_limit_rather(tmp_path: Path) -> None:
    frames = [*CAST.lost(5, 41000), *CAST.served(6, 41001), *CAST.lost(7, 41002), *CAST.served(8, 41003)]
    (finding,) = found(verdict(tmp_path, CAST, *owned(CAST), *frames, *CAST.served(30, 40001)), RULE)
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.LOW)
    assert "answered meanwhile" in finding.against[0]


def test_a_syn_that_only_had_to_be_retried_is_no_cause(tmp_path: Path) -> None:
    retried = [
        CAST.send(5, "S", 41000, 1000),
        CAST.send(6, "S", 41000, 1000),
        CAST.back(6.001, "SA", 41000, 9000, 1001),
    ]
    told = verdict(tmp_path, CAST, *owned(CAST), *retried)
    assert (told.outcome, told.findings) == (Outcome.HEALTHY, ())


def test_a_single_lost_syn_accuses_nobody(tmp_path: Path) -> None:
    alive = CAST.ask(5.5, 0, of=CAST.client)
    told = verdict(tmp_path, CAST, *owned(CAST), CAST.send(5, "S", 41000, 1000), alive, *CAST.served(30, 40001))
    assert found(told, RULE) == []
    assert told.outcome == Outcome.SYMPTOMS_UNEXPLAINED


def test_one_outage_has_one_cause_for_all_its_attempts(tmp_path: Path) -> None:
    lost = [frame for i in range(6) for frame in CAST.lost(5 + 2.5 * i, 41000 + i)]
    alive = CAST.ask(12, 0, of=CAST.client)
    told = verdict(tmp_path, CAST, *owned(CAST), *lost, alive, CAST.bystander(9), *CAST.served(40, 40001))
    (finding,) = found(told, RULE)
    assert (told.cause, finding.confidence, finding.failed) == (RULE, Confidence.MEDIUM, 6)
    assert found(told, "owner-silent") == []


def test_life_before_an_outage_and_at_its_very_end_is_none_in_it(tmp_path: Path) -> None:
    lost = [*CAST.lost(5, 41000), *CAST.lost(6, 41001)]
    edges = [CAST.ask(4.9, 0, of=CAST.client), CAST.ask(9.5, 0, of=CAST.client)]
    told = verdict(tmp_path, CAST, *owned(CAST), *lost, *edges, CAST.bystander(7), *CAST.served(10, 40001))
    (finding,) = found(told, RULE)
    assert (told.cause, finding.confidence) == (None, Confidence.LOW)
    assert "owner-silent" in finding.missing[0]
    assert "owner-silent" in finding.instead[0]


def test_a_port_that_nobody_ever_served_is_no_failure_of_the_service(tmp_path: Path) -> None:
    alive = CAST.ask(6.5, 0, of=CAST.client)
    told = verdict(tmp_path, CAST, *owned(CAST), *CAST.lost(5, 41000, to=9999), alive, *CAST.served(30, 40001))
    assert (told.outcome, told.findings) == (Outcome.SYMPTOMS_UNEXPLAINED, ())


def test_a_node_that_says_that_there_is_no_way_forwards(tmp_path: Path) -> None:
    told = [CAST.error(8.07, "host", 41001, 1000, ttl=63), CAST.send(5, "S", 41001, 1000)]
    frames = [*owned(CAST), *CAST.lost(5, 41000), *told, *CAST.served(30, 40001)]
    assert found(verdict(tmp_path, CAST, *frames), RULE) == []


def test_a_move_explains_it_otherwise(tmp_path: Path) -> None:
    alive = CAST.ask(5.5, 0, of=CAST.client)
    told = verdict(tmp_path, CAST, *owned(CAST), *CAST.lost(5, 41000), alive, CAST.announce(9, 1))
    assert found(told, RULE) == []


def dropped(start: float, many: int = 6) -> list[Timed]:
    """Attempts in vain, two seconds apart, and a sign of life amid them."""
    lost = [frame for n in range(many) for frame in CAST.lost(start + 2 * n, 43000 + round(start) * 20 + n)]
    return [*lost, CAST.ask(start + 1.5, 0, of=CAST.client)]


def test_answers_between_the_syns_of_a_single_attempt_tell_of_one_endpoint_of_several(tmp_path: Path) -> None:
    lost = [*CAST.lost(5, 41000), CAST.ask(6.5, 0, of=CAST.client)]
    served = [frame for n in range(4) for frame in CAST.served(5.3 + 0.7 * n, 41100 + n)]
    told = verdict(tmp_path, CAST, *owned(CAST), *lost, *served, *CAST.served(30, 40001))
    (finding,) = found(told, RULE)
    assert (told.cause, finding.severity, finding.confidence) == (None, Severity.WARNING, Confidence.LOW)
    assert "one endpoint of several" in finding.against[0]


def test_what_lasted_for_no_longer_than_a_hiccup_or_hit_one_attempt_is_less_sure(tmp_path: Path) -> None:
    retried = [CAST.send(5 + wait, "S", 41000, 1000) for wait in (0, 1)]
    retried += [CAST.send(5.4 + wait, "S", 41001, 1000) for wait in (0, 1)]
    for lost, confidence in (
        (retried, Confidence.LOW),
        (CAST.lost(5, 41000), Confidence.LOW),
        ([*CAST.lost(5, 41000), *CAST.lost(5.4, 41001)], Confidence.MEDIUM),
    ):
        alive = CAST.ask(5.2, 0, of=CAST.client)
        told = verdict(tmp_path, CAST, *owned(CAST), *lost, alive, *CAST.served(30, 40001))
        assert [finding.confidence for finding in found(told, RULE)] == [confidence]


def test_connections_that_hung_just_before_tell_of_a_full_accept_queue(tmp_path: Path) -> None:
    hung = []
    for number in range(3):
        port = 41000 + number
        hung += [
            CAST.send(5 + number, "S", port, 1000),
            CAST.back(5.001 + number, "SA", port, 9000, 1001),
            CAST.send(5.002 + number, "PA", port, 1001, 9001, data=517),
            CAST.back(5.003 + number, "A", port, 9001, 1518),
            CAST.send(16 + number, "FA", port, 1518, 9001),
        ]
    told = verdict(tmp_path, CAST, *owned(CAST), *hung, *dropped(9), *CAST.served(40, 40001))
    (finding,) = found(told, RULE)
    assert (told.cause == RULE, finding.confidence) == (False, Confidence.LOW)
    assert finding.instead[0].startswith("stalled: ")


def test_resets_from_the_endpoint_after_an_outage_tell_that_it_was_gone(tmp_path: Path) -> None:
    kept = []
    for number in range(3):
        port = 41000 + number
        kept += [
            CAST.send(2 + number, "S", port, 1000),
            CAST.back(2.001 + number, "SA", port, 9000, 1001, ttl=63),
            CAST.send(2.002 + number, "PA", port, 1001, 9001, data=200),
            CAST.back(2.003 + number, "PA", port, 9001, 1201, data=500, ttl=63),
            CAST.send(24 + number, "PA", port, 1201, 9501, data=200),
            CAST.back(24.001 + number, "R", port, 9501, ttl=63),
        ]
    told = verdict(tmp_path, CAST, *owned(CAST), *kept, *dropped(8), *CAST.served(23.5, 40001))
    assert told.cause is None
    assert [(f.rule, f.confidence) for f in told.findings] == [
        (RULE, Confidence.LOW),
        ("conntrack-lost", Confidence.LOW),
    ]


def test_a_new_owner_that_drops_after_a_clean_move_is_the_cause(tmp_path: Path) -> None:
    move = [CAST.announce(9, 1), CAST.announce(10.1, 1)]
    lost = [frame for n in range(8) for frame in CAST.lost(9.5 + 1.5 * n, 43000 + n, node=1)]
    alive = [CAST.ask(15, 1, of=CAST.client), CAST.ask(12, 0, of=CAST.client)]
    served = [*CAST.served(8, 42000), *CAST.served(30, 42001, node=1)]
    told = verdict(tmp_path, CAST, *owned(CAST), *move, *lost, *alive, *served)
    assert (told.cause, told.findings[0].failed) == (RULE, 8)
    assert found(told, "handover-slow") == []


def test_what_two_owners_drop_one_behind_the_other_is_no_node_without_endpoint(tmp_path: Path) -> None:
    move = [CAST.announce(18, 1), CAST.announce(19.1, 1)]
    before = [*dropped(8, 5), CAST.ask(13), CAST.reply(13.001), CAST.ask(17.5), CAST.reply(17.501)]
    after = [frame for n in range(6) for frame in CAST.lost(18.5 + 1.5 * n, 43500 + n, node=1)]
    alive = [CAST.ask(23, 1, of=CAST.client)]
    told = verdict(
        tmp_path,
        CAST,
        *owned(CAST),
        *CAST.served(7, 42000),
        *before,
        *move,
        *after,
        *alive,
        *CAST.served(32, 42001, node=1),
    )
    assert told.cause is None
    assert {finding.confidence for finding in found(told, RULE)} <= {Confidence.LOW}
    assert found(told, "handover-slow") == []
