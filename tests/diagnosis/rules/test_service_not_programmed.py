"""The owner that forwards what it should serve, and all that looks like it."""

from pathlib import Path

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.finding import Outcome, Verdict
from arpwatch_k8s.diagnosis.rules.service_not_programmed import judge as of_rule
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.fights import judge
from tests.savefiles import (
    MAC_A,
    MAC_B,
    NODE_A,
    NODE_B,
    NS,
    VIP,
    ZERO,
    Timed,
    announcement,
    arp,
    at,
    exchange,
    icmp,
    pcap,
    question,
    save,
    segment,
)
from tests.speakers.programs import kube_vip

RULE = "service-not-programmed"


def result_of(tmp_path: Path, *frames: Timed) -> Result:
    return analyze([save(tmp_path / "x.pcap", pcap(sorted(frames)))], vips=[VIP])


def rules(verdict: Verdict) -> list[str]:
    return [finding.rule for finding in verdict.findings]


def forwarded(start: float, port: int, *, ttl: int = 63, mac: str = MAC_A, source: str = NODE_A) -> list[Timed]:
    """A SYN that a node forwards: a redirect, and host-unreachable after three ARP probes."""
    return [
        at(start, segment("S", port=port, seq=1000)),
        at(start + 0.001, icmp(5, 1, port=port, seq=1000, ttl=ttl, mac=mac, source=source)),
        at(start + 1, segment("S", port=port, seq=1000)),
        at(start + 3.07, icmp(3, 1, port=port, seq=1000, ttl=ttl, mac=mac, source=source)),
    ]


OWNED = [at(0, announcement(MAC_A)), *exchange(1 * NS, 40000)]
SERVED_AGAIN = exchange(20 * NS, 40001)


def test_forwarded_syns_of_the_owner_are_the_cause(tmp_path: Path) -> None:
    verdict = judge(tmp_path, *OWNED, *forwarded(5, 40010), *forwarded(6, 40011), *SERVED_AGAIN)
    (finding,) = verdict.findings
    assert (verdict.outcome, verdict.cause) == (Outcome.ROOT_CAUSE, RULE)
    assert (finding.severity, finding.confidence, finding.failed) == (Severity.CRITICAL, Confidence.HIGH, 2)
    assert not verdict.vip_cleared
    assert all(step.frames for step in finding.because)


def test_silent_failures_of_the_same_spell_are_counted_with_the_proven_ones(tmp_path: Path) -> None:
    silent = [at(5.5, segment("S", port=40012, seq=7)), at(6.5, segment("S", port=40012, seq=7))]
    verdict = judge(tmp_path, *OWNED, *forwarded(5, 40010), *silent, *SERVED_AGAIN)
    assert verdict.findings[0].failed == 2


def test_failures_outside_the_spells_are_told_as_unexplained(tmp_path: Path) -> None:
    late = [at(21, segment("S", port=40012, seq=7)), *exchange(30 * NS, 40013)]
    between = exchange(round(20.5 * NS), 40014)
    verdict = judge(tmp_path, *OWNED, *forwarded(5, 40010), *SERVED_AGAIN, *between, *late)
    assert "1 of the 2 failed attempts" in verdict.caveats[0]


def test_redirect_alone_with_a_late_answer_is_told_and_is_no_root_cause(tmp_path: Path) -> None:
    frames = [
        at(5, segment("S", port=40010, seq=1000)),
        at(5.001, icmp(5, 1, port=40010, seq=1000)),
        at(5.001, question(MAC_A, NODE_A)),
        at(6, segment("S", port=40010, seq=1000)),
        at(6.001, segment("SA", port=40010, seq=9, ack=1001, server=True)),
    ]
    verdict = judge(tmp_path, *OWNED, *frames)
    assert [(f.rule, f.severity, f.confidence) for f in verdict.findings] == [(RULE, Severity.INFO, Confidence.LOW)]
    assert (verdict.outcome, verdict.cause) == (Outcome.HEALTHY, None)


def test_messages_that_quote_resets_of_old_connections_prove_nothing(tmp_path: Path) -> None:
    strays = [at(5 + i, icmp(kind, 1, port=40000, seq=1100, flags="R")) for i, kind in enumerate((5, 5, 3))]
    verdict = judge(tmp_path, *OWNED, *strays, *SERVED_AGAIN)
    assert verdict.outcome == Outcome.HEALTHY
    assert [(r.rule, r.why) for r in verdict.ruled_out] == [
        (RULE, "3 of 3 ICMP messages: quotes no SYN (a stray packet of an old connection)")
    ]


def test_a_syn_that_was_answered_before_the_message_is_no_proof(tmp_path: Path) -> None:
    frames = [*exchange(5 * NS, 40010), at(8.07, icmp(3, 1, port=40010, seq=1000))]
    assert rules(judge(tmp_path, *OWNED, *frames)) == []


def test_a_quoted_ttl_that_was_not_decremented_is_no_forwarding(tmp_path: Path) -> None:
    assert rules(judge(tmp_path, *OWNED, *forwarded(5, 40010, ttl=64), *SERVED_AGAIN)) == []


def test_a_message_from_another_node_does_not_accuse_the_owner(tmp_path: Path) -> None:
    assert rules(judge(tmp_path, *OWNED, *forwarded(5, 40010, mac=MAC_B, source=NODE_B), *SERVED_AGAIN)) == []


def test_a_move_in_the_window_explains_it_otherwise(tmp_path: Path) -> None:
    moved = [at(9, announcement(MAC_B)), *exchange(10 * NS, 40020, mac=MAC_B)]
    assert RULE not in rules(judge(tmp_path, *OWNED, *forwarded(5, 40010), *moved))


def test_a_firewalls_reject_is_not_forwarding(tmp_path: Path) -> None:
    frames = [at(5, segment("S", port=40010, seq=1000)), at(5.001, icmp(3, 13, port=40010, seq=1000))]
    assert RULE not in rules(judge(tmp_path, *OWNED, *frames, *SERVED_AGAIN))


def test_a_message_about_a_syn_that_was_not_captured_is_a_hint_by_its_ttl_and_no_cause(tmp_path: Path) -> None:
    for ttl, found in ((63, [RULE]), (127, [RULE]), (254, [RULE]), (64, []), (61, [])):
        verdict = judge(tmp_path, *OWNED, at(5, icmp(3, 1, port=41000, seq=5, ttl=ttl)))
        assert rules(verdict) == found
        assert verdict.outcome == Outcome.HEALTHY
        assert all((f.severity, f.confidence) == (Severity.INFO, Confidence.LOW) for f in verdict.findings)


def test_messages_alone_without_tcp_and_arp_are_told_with_what_to_capture_next(tmp_path: Path) -> None:
    """What the first report of such an incident had: tcpdump of ICMP alone."""
    frames = [at(5 + i, icmp(3, 1, port=41000 + i, seq=5)) for i in range(3)]
    verdict = judge(tmp_path, *frames)
    (finding,) = verdict.findings
    assert verdict.outcome == Outcome.INCONCLUSIVE
    assert (finding.severity, finding.confidence, finding.failed) == (Severity.INFO, Confidence.LOW, 0)
    assert any("TCP" in words for words in finding.missing)
    assert f"host {VIP} and tcp[tcpflags]" in (verdict.capture_next or "")


def test_a_decremented_ttl_that_does_not_fit_the_captured_syn_is_less_sure(tmp_path: Path) -> None:
    verdict = judge(tmp_path, *OWNED, *forwarded(5, 40010, ttl=127), *SERVED_AGAIN)
    assert [(f.severity, f.confidence, f.failed) for f in verdict.findings] == [(Severity.WARNING, Confidence.LOW, 1)]


def test_an_owner_that_asks_for_its_own_vip_when_a_syn_comes_forwards_it(tmp_path: Path) -> None:
    silent = [
        at(5, segment("S", port=40010, seq=1000)),
        at(5.001, question(MAC_A, NODE_A)),
        at(6, segment("S", port=40010, seq=1000)),
        at(6.001, question(MAC_A, NODE_A)),
    ]
    verdict = judge(tmp_path, *OWNED, *silent, *SERVED_AGAIN)
    (finding,) = verdict.findings
    assert (finding.rule, finding.severity, finding.confidence, finding.failed) == (
        RULE,
        Severity.WARNING,
        Confidence.LOW,
        1,
    )
    other = [frame for frame in silent if frame[1][:6] != b"\xff" * 6]
    asked = [at(5.001, question(MAC_B, NODE_B)), at(4.5, question(MAC_A, NODE_A))]
    assert RULE not in rules(judge(tmp_path, *OWNED, *other, *asked, *SERVED_AGAIN))


def test_a_probe_for_the_address_is_no_routers_question(tmp_path: Path) -> None:
    probes = [at(5.001 + i, arp(1, MAC_A, "0.0.0.0", ZERO, VIP)) for i in range(3)]
    lost = [at(5 + i, segment("S", port=40010, seq=1000)) for i in range(3)]
    verdict = judge(tmp_path, *OWNED, *lost, *probes, *SERVED_AGAIN)
    assert "no-local-endpoint" in rules(verdict)
    assert RULE not in rules(verdict)


def test_a_router_on_the_way_is_not_accused_of_owning_the_vip(tmp_path: Path) -> None:
    unseen = [*exchange(1 * NS, 40000), at(0, announcement(MAC_A, "192.0.2.1"))]
    messages = [frame for frame in (*forwarded(5, 40010), *forwarded(6, 40011)) if frame[0] % NS != NS // 1000]
    verdict = judge(tmp_path, *unseen, *messages, *SERVED_AGAIN)
    assert verdict.findings == ()
    assert verdict.outcome == Outcome.SYMPTOMS_UNEXPLAINED
    assert any("may come from a router" in out.why for out in verdict.ruled_out if out.rule == RULE)
    assert any("a router may stand between" in caveat for caveat in verdict.caveats)


def test_without_arp_a_redirect_to_the_vip_itself_shows_that_it_is_on_this_segment(tmp_path: Path) -> None:
    frames = [*exchange(1 * NS, 40000), *forwarded(5, 40010), *forwarded(6, 40011), *SERVED_AGAIN]
    verdict = judge(tmp_path, *frames)
    assert [(f.rule, f.confidence) for f in verdict.findings] == [(RULE, Confidence.MEDIUM)]
    assert any("ARP" in words for words in verdict.findings[0].missing)


def asks(seconds: float) -> Timed:
    return at(seconds, question(MAC_A, NODE_A))


def test_a_node_whose_kernel_had_the_address_and_asks_for_it_has_lost_it(tmp_path: Path) -> None:
    owned = [*kube_vip(MAC_A, 0, 7), *exchange(1 * NS, 40000)]
    lost = [*forwarded(21, 40001), asks(21.001), asks(22.001), asks(23.001)]
    moved = [*kube_vip(MAC_B, 30, 4), *exchange(31 * NS, 40002, mac=MAC_B)]
    assert RULE not in rules(judge(tmp_path, *owned, *lost, *moved))
    # nobody takes over, or the node claims it again: then it is the rules that were missing
    assert RULE in rules(judge(tmp_path, *owned, *lost))
    assert RULE in rules(judge(tmp_path, *owned, *lost, *kube_vip(MAC_A, 30, 4)))


def test_one_that_forwards_and_is_followed_by_another_may_have_lost_the_address(tmp_path: Path) -> None:
    after = [at(20, announcement(MAC_B)), *exchange(21 * NS, 40001, mac=MAC_B)]
    found = result_of(tmp_path, *OWNED, *forwarded(5, 40010), *after)
    ((finding,), _) = of_rule(found.case)
    assert found.verdict.cause == "handover-slow"
    assert finding.confidence is Confidence.LOW
    assert finding.instead[0].startswith("handover-slow: ")
    assert finding.because[-1].text == "It had served before (1 SYN-ACK), and did not again in this capture"


def test_one_that_forwards_and_announces_again_still_had_the_address(tmp_path: Path) -> None:
    after = [at(12, announcement(MAC_A)), at(20, announcement(MAC_B)), *exchange(21 * NS, 40001, mac=MAC_B)]
    ((finding,), _) = of_rule(result_of(tmp_path, *OWNED, *forwarded(5, 40010), *forwarded(6, 40011), *after).case)
    assert (finding.confidence, finding.instead) == (Confidence.HIGH, ())


def unreachable(start: float, port: int, *, source: str = NODE_A, sought: str | None = None) -> list[Timed]:
    """A SYN that goes on with its TTL decremented, and host-unreachable when questions for the next hop, `sought`,
    stayed unanswered; nothing redirects."""
    asked = [at(start + i + 0.0003, question(MAC_A, NODE_A, sought)) for i in range(3)] if sought else []
    return [
        *(at(start + wait, segment("S", port=port, seq=1000)) for wait in (0, 1)),
        *asked,
        at(start + 3.07, icmp(3, 1, port=port, seq=1000, source=source)),
    ]


BEYOND = "192.0.2.77"
"""A node that endpoints run on."""


def test_an_owner_that_reports_in_the_vips_own_name_has_rules_and_a_dead_endpoint(tmp_path: Path) -> None:
    for sought in (BEYOND, None):
        gone = [frame for n in range(3) for frame in unreachable(5 + n, 40010 + n, source=VIP, sought=sought)]
        beside = [frame for n in range(4) for frame in exchange(round((5.5 + n) * NS), 40020 + n)]
        verdict = judge(tmp_path, *OWNED, *gone, *beside, *SERVED_AGAIN)
        assert RULE not in rules(verdict)
        assert verdict.outcome == Outcome.SYMPTOMS_UNEXPLAINED
        assert any("endpoint" in out.why for out in verdict.ruled_out if out.rule == RULE)


def test_an_owner_that_asks_for_another_node_in_vain_forwards_to_an_endpoint(tmp_path: Path) -> None:
    gone = [frame for n in range(3) for frame in unreachable(5 + 4 * n, 40010 + n, sought=BEYOND)]
    verdict = judge(tmp_path, *OWNED, *gone, *SERVED_AGAIN)
    assert RULE not in rules(verdict)
    assert any("asked for another address" in out.why for out in verdict.ruled_out if out.rule == RULE)


def test_an_owner_that_asks_for_the_vip_and_reports_in_its_own_name_has_no_rules(tmp_path: Path) -> None:
    gone = [frame for n in range(3) for frame in unreachable(5 + 4 * n, 40010 + n, sought=VIP)]
    verdict = judge(tmp_path, *OWNED, *gone, *SERVED_AGAIN)
    assert (verdict.cause, verdict.findings[0].confidence) == (RULE, Confidence.HIGH)


def test_a_message_alone_does_not_tell_what_the_owner_looked_for(tmp_path: Path) -> None:
    gone = [frame for n in range(3) for frame in unreachable(5 + 4 * n, 40010 + n)]
    verdict = judge(tmp_path, *OWNED, *gone, *SERVED_AGAIN)
    assert [(f.rule, f.confidence) for f in verdict.findings] == [(RULE, Confidence.LOW)]
    assert verdict.cause is None


def test_a_redirect_to_another_gateway_is_of_a_node_with_rules(tmp_path: Path) -> None:
    led = [at(5 + n, segment("S", port=40010, seq=1000)) for n in (0, 1, 3)]
    led += [at(5.001 + n, icmp(5, 1, port=40010, seq=1000, gateway=BEYOND)) for n in (0, 1, 3)]
    verdict = judge(tmp_path, *OWNED, *led, *SERVED_AGAIN)
    assert RULE not in rules(verdict)
    assert any("another gateway" in out.why for out in verdict.ruled_out if out.rule == RULE)
