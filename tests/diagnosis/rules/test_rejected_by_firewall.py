"""Rejects of a packet filter, and what only looks like them."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.cast import found, owned, verdict, why_not
from tests.diagnosis.scripts import firewall

RULE = "rejected-by-firewall"


def test_rejected_syns_of_the_owner_are_a_firewalls_doing_and_clear_the_vip(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *firewall(CAST))
    (finding,) = found(told, RULE)
    assert (told.cause, told.vip_cleared) == (RULE, True)
    assert (finding.severity, finding.confidence, finding.failed) == (Severity.WARNING, Confidence.HIGH, 3)
    assert "3/10 (host prohibited), quoting them as they were sent: a rule for what comes in" in finding.because[0].text


def test_a_quoted_ttl_that_was_decremented_names_the_forward_chain(tmp_path: Path) -> None:
    frames = [CAST.send(5, "S", 41000, 1000), CAST.error(5.001, "prohibited", 41000, 1000, ttl=63)]
    (finding,) = found(verdict(tmp_path, CAST, *owned(CAST), *frames), RULE)
    assert "(FORWARD)" in finding.because[0].text


def test_a_node_without_a_way_or_without_a_listener_is_no_firewall(tmp_path: Path) -> None:
    for code in ("host", "port"):
        frames = [CAST.send(5, "S", 41000, 1000), CAST.error(5.001, code, 41000, 1000)]
        assert found(verdict(tmp_path, CAST, *owned(CAST), *frames), RULE) == []


def test_a_message_about_a_connection_that_was_accepted_is_none(tmp_path: Path) -> None:
    frames = [*CAST.served(5, 41000), CAST.error(5.5, "prohibited", 41000, 1000)]
    told = verdict(tmp_path, CAST, *owned(CAST), *frames)
    assert told.outcome == Outcome.HEALTHY
    assert "quotes a SYN that was answered" in why_not(told, RULE)


def test_a_stray_packets_reject_ended_no_attempt(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *owned(CAST), CAST.error(5, "prohibited", 40000, 1201, flags="R"))
    assert told.outcome == Outcome.HEALTHY
    assert "quotes no SYN" in why_not(told, RULE)


def test_a_reject_from_another_node_does_not_accuse_the_one_that_was_asked(tmp_path: Path) -> None:
    frames = [CAST.send(5, "S", 41000, 1000), CAST.error(5.001, "prohibited", 41000, 1000, node=1)]
    told = verdict(tmp_path, CAST, *owned(CAST), *frames)
    assert found(told, RULE) == []
    assert told.outcome == Outcome.SYMPTOMS_UNEXPLAINED


def test_behind_a_router_the_firewall_is_somewhere_on_the_way(tmp_path: Path) -> None:
    seen = [CAST.announce(0, 0, "192.0.2.1"), *CAST.served(1, 40000)]
    frames = [CAST.send(5, "S", 41000, 1000), CAST.error(5.001, "prohibited", 41000, 1000)]
    told = verdict(tmp_path, CAST, *seen, *frames)
    (finding,) = found(told, RULE)
    assert (finding.confidence, told.vip_cleared) == (Confidence.LOW, False)
    assert "A firewall on the way" in finding.summary


def test_messages_alone_tell_of_a_firewall_and_not_whom_it_hit(tmp_path: Path) -> None:
    frames = [CAST.announce(0), *(CAST.error(5 + i, "prohibited", 41000 + i, 1000) for i in range(3))]
    told = verdict(tmp_path, CAST, *frames)
    (finding,) = found(told, RULE)
    assert (told.outcome, finding.severity, finding.failed) == (Outcome.INCONCLUSIVE, Severity.INFO, 0)


def test_what_the_limit_on_messages_left_unanswered_was_rejected_as_well(tmp_path: Path) -> None:
    frames = [CAST.send(5, "S", 41000, 1000), CAST.error(5.001, "prohibited", 41000, 1000), *CAST.lost(5.3, 41001)]
    (finding,) = found(verdict(tmp_path, CAST, *owned(CAST), *frames, CAST.ask(7, 0, of=CAST.client)), RULE)
    assert (finding.failed, "1 of them got no message" in finding.summary) == (2, True)
    late = [*frames[:2], *CAST.lost(15, 41001), CAST.ask(16, 0, of=CAST.client)]
    (finding,) = found(verdict(tmp_path, CAST, *owned(CAST), *late), RULE)
    assert finding.failed == 1


def test_one_that_fought_for_the_address_may_have_no_business_with_it(tmp_path: Path) -> None:
    fight = [CAST.ask(0.2), CAST.reply(0.201, 0), CAST.reply(0.202, 1)]
    told = verdict(tmp_path, CAST, *fight, *firewall(CAST))
    (finding,) = found(told, RULE)
    assert (finding.confidence, finding.failed) == (Confidence.LOW, 3)
    assert "one of those that contested it" in finding.against[0]
    assert (told.outcome, told.cause) == (Outcome.ROOT_CAUSE, "duplicate-address")
