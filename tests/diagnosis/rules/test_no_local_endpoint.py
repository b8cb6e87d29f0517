"""A live owner that drops SYNs, and other reasons why none is answered."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.cast import found, owned, verdict
from tests.diagnosis.scripts import dropping, silent

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
