"""Answers that come back by another way, with harm and without, and moves that look like it."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.cast import COOKED_CAST, Cast, found, verdict, why_not
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.hangs import astray, busy, detour, router, unheard

RULE = "return-path"
BEYOND = Cast(vip="203.0.113.80")
"""A VIP that lies behind a router, whose MAC is that of the first node."""


def test_answers_by_a_router_behind_which_nothing_arrives_any_more(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *astray(CAST))
    (finding,) = found(told, RULE)
    assert (told.cause, finding.failed, finding.confidence) == (RULE, 3, Confidence.HIGH)
    assert any("the SYN-ACK came 3 times" in step.text for step in finding.because)
    assert found(told, "stalled") == []


def test_a_node_that_answers_a_routed_client_directly(tmp_path: Path) -> None:
    told = [BEYOND.ask(0.2, 0, of=BEYOND.client), BEYOND.ask(0.3, 1, of=BEYOND.client)]
    frames = [f for n in range(3) for f in unheard(BEYOND, 2 + 4 * n, 41000 + n, back=1)]
    (finding,) = found(verdict(tmp_path, BEYOND, *told, *frames), RULE)
    assert (finding.failed, finding.confidence) == (3, Confidence.HIGH)


def test_without_harm_it_is_a_note_and_the_vip_healthy(tmp_path: Path) -> None:
    frames = [f for n in range(5) for f in detour(CAST, 2 + n, 41000 + n)]
    told = verdict(tmp_path, CAST, CAST.announce(0), *router(CAST), *frames)
    (finding,) = found(told, RULE)
    assert (told.outcome, finding.severity, finding.failed) == (Outcome.HEALTHY, Severity.INFO, 0)
    assert "it did no harm: of 5 connections that were answered so none failed" in finding.summary
    assert f"was served by {CAST.macs[0]}:" in told.summary


def test_the_ttl_tells_of_one_router_more(tmp_path: Path) -> None:
    frames = [f for n in range(3) for f in CAST.served(2 + n, 41000 + n)]
    for number in range(3):
        port = 42000 + number
        frames += detour(CAST, 10 + number, port)
        frames[-5] = CAST.back(10.001 + number, "SA", port, 9000, 1001, node=3, ttl=63)
    (finding,) = found(verdict(tmp_path, CAST, CAST.announce(0), *router(CAST), *frames), RULE)
    assert any("is 63, where it is 64" in step.text for step in finding.because)


def test_a_new_owner_that_answers_what_the_old_one_passes_on_is_a_move(tmp_path: Path) -> None:
    frames = [f for n in range(3) for f in CAST.served(12 + n, 41000 + n, back=1)]
    told = verdict(tmp_path, CAST, CAST.announce(0), *busy(CAST, 2, 8), CAST.announce(10, 1), *frames)
    assert found(told, RULE) == []


def test_a_routers_virtual_mac_is_answered_by_its_own(tmp_path: Path) -> None:
    cast = Cast(vip="203.0.113.80", macs=("00:00:5e:00:01:33", *CAST.macs[1:]))
    frames = [f for n in range(3) for f in unheard(cast, 2 + 4 * n, 41000 + n, back=1)]
    told = verdict(tmp_path, cast, cast.ask(0.2, 0, of=cast.client), cast.ask(0.3, 1, of=cast.client), *frames)
    assert found(told, RULE) == []


def test_a_repeated_syn_ack_on_one_way_is_another_firewall(tmp_path: Path) -> None:
    frames = [f for n in range(3) for f in unheard(CAST, 2 + 4 * n, 41000 + n, back=0)]
    told = verdict(tmp_path, CAST, CAST.announce(0), *busy(CAST, 3, 20), *frames)
    assert found(told, RULE) == []
    (finding,) = found(told, "stalled")
    assert "hears nothing" in finding.summary


def test_without_arp_nobody_says_whose_macs_they_are(tmp_path: Path) -> None:
    frames = [f for n in range(3) for f in unheard(CAST, 2 + 4 * n, 41000 + n)]
    told = verdict(tmp_path, CAST, *frames)
    assert found(told, RULE) == []
    assert "no ARP" in why_not(told, RULE)


def test_a_cooked_capture_does_not_say_whom_syns_went_to(tmp_path: Path) -> None:
    cast = COOKED_CAST
    told = verdict(
        tmp_path, cast, cast.announce(0), *(f for n in range(3) for f in unheard(cast, 2 + 4 * n, 41000 + n))
    )
    assert found(told, RULE) == []
    assert RULE in {undecided.rule for undecided in told.undecided}


def test_ways_that_carry_other_connections_well_are_not_what_breaks_some(tmp_path: Path) -> None:
    """A full accept queue, for a while."""
    frames = [f for n in range(6) for f in detour(CAST, 2 + n, 42000 + n)]
    frames += [f for n in range(6) for f in detour(CAST, 40 + n, 42100 + n)]
    told = verdict(tmp_path, CAST, *astray(CAST), *frames)
    assert (told.cause, found(told, RULE)) == ("stalled", [])
    assert "surer cause" in why_not(told, RULE)
    (finding,) = found(told, "stalled")
    assert (finding.failed, finding.confidence) == (3, Confidence.MEDIUM)
    assert "accept queue" in " ".join(finding.instead)
