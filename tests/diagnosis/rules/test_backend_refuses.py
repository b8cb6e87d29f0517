"""Refusals behind a stable VIP, and all that looks like them."""

from pathlib import Path

import pytest
from scapy.layers.inet import IP, TCP

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.diagnosis.rules.backend_refuses import judge as of_rule
from arpwatch_k8s.grades import Confidence
from tests.diagnosis.fights import judge
from tests.savefiles import (
    MAC_A,
    MAC_B,
    MAC_C,
    NS,
    VIP,
    Timed,
    announcement,
    at,
    ether,
    exchange,
    icmp,
    pcap,
    save,
    segment,
)
from tests.speakers.programs import kube_vip, metallb

RULE = "backend-refuses"


def refused(start: float, port: int, *, mac: str = MAC_A, ttl: int = 64) -> list[Timed]:
    return [
        at(start, segment("S", port=port, seq=1000, to=mac)),
        at(start + 0.001, segment("RA", port=port, seq=0, ack=1001, to=mac, server=True, ttl=ttl)),
    ]


OWNED = [at(0, announcement(MAC_A)), *exchange(1 * NS, 40000)]


def test_refusals_of_a_port_that_serves_at_other_times_clear_the_vip(tmp_path: Path) -> None:
    verdict = judge(
        tmp_path, *OWNED, *refused(5, 40001), *refused(6, 40002), *refused(7, 40003), *exchange(9 * NS, 40004)
    )
    assert (verdict.outcome, verdict.cause, verdict.vip_cleared) == (Outcome.ROOT_CAUSE, RULE, True)
    assert verdict.findings[0].failed == 3
    assert "refused 3 of 5 connection attempts" in verdict.summary


@pytest.mark.parametrize(
    ("ttl", "words"), [(64, "the node itself refused"), (63, "a pod behind the node refused"), (60, "with TTL 60")]
)
def test_the_ttl_says_who_refused(tmp_path: Path, ttl: int, words: str) -> None:
    verdict = judge(tmp_path, *OWNED, *refused(5, 40001, ttl=ttl))
    assert any(words in step.text for step in verdict.findings[0].because)


def test_a_node_that_refuses_itself_what_pods_serve_may_lack_their_rules(tmp_path: Path) -> None:
    pods = [
        at(1, segment("S", port=40000, seq=1000)),
        at(1.001, segment("SA", port=40000, seq=9000, ack=1001, server=True, ttl=63)),
    ]
    frames = [frame for number in range(3) for frame in refused(5 + number, 40001 + number)]
    (finding,) = [f for f in judge(tmp_path, at(0, announcement(MAC_A)), *pods, *frames).findings if f.rule == RULE]
    assert (finding.confidence, finding.vip_cleared) == (Confidence.LOW, False)
    assert "rules of the Service were away" in finding.instead[0]


def test_port_unreachable_is_a_refusal_too(tmp_path: Path) -> None:
    frames = [at(5, segment("S", port=40001, seq=1000)), at(5.001, icmp(3, 3, port=40001, seq=1000, ttl=64))]
    assert judge(tmp_path, *OWNED, *frames).cause == RULE


def test_a_port_that_never_served_is_not_judged(tmp_path: Path) -> None:
    verdict = judge(tmp_path, at(0, announcement(MAC_A)), *refused(5, 40001))
    assert verdict.findings == ()
    assert verdict.outcome == Outcome.SYMPTOMS_UNEXPLAINED
    assert "never served port 443" in verdict.ruled_out[0].why


def test_refusals_around_a_move_are_not_blamed_on_the_backend(tmp_path: Path) -> None:
    verdict = judge(tmp_path, *OWNED, *refused(5, 40001), at(6, announcement(MAC_B)))
    assert RULE not in [finding.rule for finding in verdict.findings]
    assert any("another node claimed or served" in out.why for out in verdict.ruled_out if out.rule == RULE)


def test_resets_in_mid_connection_are_no_refusals(tmp_path: Path) -> None:
    frames = [
        at(5, segment("S", port=40001, seq=1000)),
        at(5.001, segment("SA", port=40001, seq=9000, ack=1001, server=True)),
        at(5.1, segment("R", port=40001, seq=9501, server=True)),
    ]
    assert RULE not in [finding.rule for finding in judge(tmp_path, *OWNED, *frames).findings]


def test_port_unreachable_tells_of_missing_endpoints_even_where_the_port_never_served(tmp_path: Path) -> None:
    frames = [at(5, segment("S", port=40001, seq=1000)), at(5.001, icmp(3, 3, port=40001, seq=1000, ttl=64))]
    verdict = judge(tmp_path, at(0, announcement(MAC_A)), *frames)
    (finding,) = verdict.findings
    assert (finding.rule, finding.confidence, verdict.vip_cleared) == (RULE, Confidence.MEDIUM, True)
    assert any("REJECT rule" in step.text for step in finding.because)


def test_port_unreachable_after_a_redirect_is_a_reject_too_and_no_forwarding(tmp_path: Path) -> None:
    """As measured: the redirect comes at once, the reject only for the retry."""
    frames = [
        at(5, segment("S", port=40001, seq=1000)),
        at(5.0001, icmp(5, 1, port=40001, seq=1000)),
        at(6, segment("S", port=40001, seq=1000)),
        at(6.0001, icmp(3, 3, port=40001, seq=1000)),
    ]
    assert [f.rule for f in judge(tmp_path, at(0, announcement(MAC_A)), *frames).findings] == [RULE]


def test_a_router_on_the_way_that_refuses_is_not_the_owner(tmp_path: Path) -> None:
    seen = [at(0, announcement(MAC_A, "192.0.2.1")), *exchange(NS, 40000), *refused(5, 40001)]
    verdict = judge(tmp_path, *seen)
    assert RULE not in [finding.rule for finding in verdict.findings]
    assert any("a router on the way" in out.why for out in verdict.ruled_out)


def rejected(start: float, port: int) -> list[Timed]:
    return [at(start, segment("S", port=port, seq=1000)), at(start + 0.001, icmp(3, 3, port=port, seq=1000, ttl=64))]


def test_what_the_limit_on_messages_left_unanswered_was_refused_as_well(tmp_path: Path) -> None:
    unsaid = [at(5.3 + wait, segment("S", port=40002, seq=1000)) for wait in (0, 1, 3)]
    verdict = judge(tmp_path, *OWNED, *rejected(5, 40001), *unsaid, *exchange(12 * NS, 40004))
    assert [(f.rule, f.failed) for f in verdict.findings] == [(RULE, 2)]
    # served in between, it is another spell; and a reset is not limited
    between = judge(tmp_path, *OWNED, *rejected(5, 40001), *exchange(round(5.2 * NS), 40004), *unsaid)
    assert [f.failed for f in between.findings if f.rule == RULE] == [1]
    reset = judge(tmp_path, *OWNED, *refused(5, 40001), *unsaid, *exchange(12 * NS, 40004))
    assert [f.failed for f in reset.findings if f.rule == RULE] == [1]


def never(*more: Timed, first: int = 0, mac: str = MAC_A) -> list[Timed]:
    """The owner claims the address and refuses a dozen connections."""
    frames = [frame for number in range(first, first + 12) for frame in refused(3 + number, 41000 + number, mac=mac)]
    return [at(0, announcement(MAC_A)), *frames, *more]


def test_a_port_that_is_asked_for_again_and_again_and_always_refused_was_never_served(
    tmp_path: Path,
) -> None:
    verdict = judge(tmp_path, *never())
    (finding,) = verdict.findings
    assert (verdict.cause, verdict.vip_cleared, finding.failed) == (RULE, True, 12)
    assert (finding.confidence, "was never served" in finding.summary) == (Confidence.MEDIUM, True)
    assert any("the node itself refused" in step.text for step in finding.because)
    assert "kube-proxy" in finding.remedy


def test_a_pod_that_refuses_from_the_first_on_listens_elsewhere(tmp_path: Path) -> None:
    frames = [frame for number in range(12) for frame in refused(3 + number, 41000 + number, ttl=63)]
    (finding,) = judge(tmp_path, at(0, announcement(MAC_A)), *frames).findings
    assert "targetPort" in finding.remedy


def test_where_another_port_is_served_it_may_not_be_meant_to(tmp_path: Path) -> None:
    other = [at(30, segment("S", port=50000, seq=1, to=MAC_A)), *exchange(31 * NS, 50001)]
    web = [at(t / NS, f.replace((443).to_bytes(2, "big"), (80).to_bytes(2, "big"))) for t, f in never()[1:]]
    verdict = judge(tmp_path, at(0, announcement(MAC_A)), *web, *other[1:])
    assert RULE not in [finding.rule for finding in verdict.findings]
    assert any("it may not be meant to" in out.why for out in verdict.ruled_out)


def test_where_another_claims_it_too_that_comes_first(tmp_path: Path) -> None:
    verdict = judge(tmp_path, *never(at(40, announcement(MAC_B))))
    assert RULE not in [finding.rule for finding in verdict.findings]
    assert any("another node claimed or served it" in out.why for out in verdict.ruled_out)


def test_who_never_claimed_it_need_not_serve_it(tmp_path: Path) -> None:
    verdict = judge(tmp_path, *never()[1:])
    assert verdict.findings == ()
    assert any("never claimed the address" in out.why for out in verdict.ruled_out)


def test_where_two_programs_announce_from_one_node_its_rules_may_have_been_away(tmp_path: Path) -> None:
    frames = [frame for number in range(4) for frame in refused(5 + number, 40001 + number)]
    both = [*metallb(), *kube_vip(MAC_A, 0, 7)]
    path = save(tmp_path / "x.pcap", pcap(sorted([*both, *exchange(1 * NS, 40000), *frames])))
    (finding,) = of_rule(analyze([path], vips=[VIP]).case)[0]
    assert finding.confidence is Confidence.LOW
    assert finding.instead[0].startswith("two-controllers: ")


def by_another(start: float, port: int, *, ttl: int = 64) -> list[Timed]:
    """A second client, which is refused."""
    there, back = TCP(sport=port, dport=443, flags="S", seq=1000), TCP(sport=443, dport=port, flags="RA", ack=1001)
    return [
        at(start, ether(IP(src="192.0.2.11", dst=VIP) / there, MAC_C, MAC_A)),
        at(start + 0.001, ether(IP(src=VIP, dst="192.0.2.11", ttl=ttl) / back, MAC_A, MAC_C)),
    ]


def test_one_client_that_is_always_refused_while_another_is_served_meets_a_policy(tmp_path: Path) -> None:
    served = [frame for n in range(12) for frame in exchange((3 + 2 * n) * NS, 40100 + n)]
    policy = [frame for n in range(8) for frame in by_another(4 + 2.5 * n, 41000 + n)]
    verdict = judge(tmp_path, *OWNED, *served, *policy)
    (finding,) = [f for f in verdict.findings if f.rule == RULE]
    assert (verdict.cause, finding.confidence, finding.vip_cleared) == (None, Confidence.LOW, False)
    assert finding.instead[0].startswith("rejected-by-firewall: ")


def test_clients_that_are_refused_and_served_by_turns_meet_a_backend(tmp_path: Path) -> None:
    served = [frame for n in range(12) for frame in exchange((3 + 2 * n) * NS, 40100 + n)]
    down = [frame for n in range(8) for frame in refused(4 + 2.5 * n, 41000 + n)]
    verdict = judge(tmp_path, *OWNED, *served, *down)
    assert (verdict.cause, verdict.findings[0].confidence, verdict.vip_cleared) == (RULE, Confidence.HIGH, True)


def test_refusals_by_one_owner_and_then_by_the_next_are_the_backends(tmp_path: Path) -> None:
    move = [at(12, announcement(MAC_B)), at(13.1, announcement(MAC_B))]
    before = [frame for n in range(10) for frame in refused(4 + 0.8 * n, 41000 + n, ttl=63)]
    after = [frame for n in range(10) for frame in refused(12.2 + 0.8 * n, 41100 + n, mac=MAC_B, ttl=63)]
    verdict = judge(tmp_path, *OWNED, *before, *move, *after, *exchange(22 * NS, 40300, mac=MAC_B))
    causes = [(f.rule, f.failed) for f in verdict.findings if f.explains]
    assert (verdict.cause, causes) == (RULE, [(RULE, 10), (RULE, 10)])


def test_a_refusal_at_the_very_move_accuses_no_backend(tmp_path: Path) -> None:
    move = [at(6.4, announcement(MAC_B)), *exchange(7 * NS, 40300, mac=MAC_B)]
    verdict = judge(tmp_path, *OWNED, *refused(6, 41000), *move)
    assert RULE not in [f.rule for f in verdict.findings]
