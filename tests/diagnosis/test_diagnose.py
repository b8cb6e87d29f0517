"""From findings and blind spots to a verdict."""

from dataclasses import replace
from pathlib import Path

import pytest

from arpwatch_k8s.analysis import Result, analyze
from arpwatch_k8s.correlator.connections.connections import Connection, Connections
from arpwatch_k8s.diagnosis.case import Case, RuledOut
from arpwatch_k8s.diagnosis.diagnose import diagnose
from arpwatch_k8s.diagnosis.finding import Finding, Outcome, Step, some
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.segment import Segment
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.cast import Cast, verdict
from tests.savefiles import (
    MAC_A,
    MAC_B,
    NS,
    VIP,
    announcement,
    arp,
    exchange,
    pcap,
    pcapng,
    question,
    save,
    segment,
)

HEALTHY = [(0, announcement(MAC_A)), *exchange(NS, 40000)]


def result(tmp_path: Path, data: bytes, *vips: str) -> Result:
    return analyze([save(tmp_path / "x.pcap", data)], vips=vips)


def test_a_vip_that_answers_every_attempt_is_healthy(tmp_path: Path) -> None:
    verdict = result(tmp_path, pcapng(HEALTHY)).verdict
    assert (verdict.outcome, verdict.cause, verdict.caveats) == (Outcome.HEALTHY, None, ())
    assert "1 connection attempt, none failed" in verdict.summary


def test_a_container_without_drop_counters_is_a_caveat_not_a_verdict(tmp_path: Path) -> None:
    verdict = result(tmp_path, pcap(HEALTHY)).verdict
    assert verdict.outcome == Outcome.HEALTHY
    assert "does not say how many frames were lost" in verdict.caveats[0]


def test_frames_that_two_captures_saw_count_once_and_that_is_told(tmp_path: Path) -> None:
    one = save(tmp_path / "a.pcapng", pcapng(HEALTHY))
    other = save(tmp_path / "b.pcapng", pcapng([*HEALTHY[1:], (9 * NS, question())]))
    found = analyze([one, other])
    merged, twice = found.verdict.caveats
    assert merged.startswith(
        f"b.pcapng was merged by {len(HEALTHY) - 1} frames that others saw too: its clock is +0.000 ms"
    )
    assert twice == f"{len(HEALTHY) - 1} frames of a.pcapng + b.pcapng were seen twice and count once"
    assert [len(record.attempts) for record in found.case.vips] == [1]


def test_captures_that_share_nothing_are_judged_apart_and_that_is_told(tmp_path: Path) -> None:
    one = save(tmp_path / "a.pcapng", pcapng(HEALTHY))
    other = save(tmp_path / "b.pcapng", pcapng([(1, announcement(MAC_B)), *exchange(NS, 50000, mac=MAC_B, isn=7)]))
    found = analyze([one, other])
    assert found.verdict.caveats == (
        "a.pcapng; b.pcapng share too few frames to be put together: each is judged by itself",
    )
    assert [len(record.attempts) for record in found.case.vips] == [1, 1]


BLIND = {
    "it holds no frames": (pcap([]), ()),
    "192.0.2.199 never appears": (pcapng(HEALTHY), ("192.0.2.199",)),
    "lost 3 frames": (pcapng(HEALTHY, drops=3), ()),
    "ends inside a record, at byte": (pcap(HEALTHY)[:-1], ()),
    "no ARP or neighbor discovery": (pcap(exchange(0, 40000)), (VIP,)),
    "nobody tried to connect": (pcap([(0, announcement(MAC_A))]), ()),
    "no address in it behaves like a VIP": (pcap([(0, question())]), ()),
    "cut before the end of a header": (pcap(HEALTHY, snaplen=45), (VIP,)),
}


@pytest.mark.parametrize("reason", BLIND)
def test_a_capture_that_cannot_answer_is_never_called_healthy(tmp_path: Path, reason: str) -> None:
    data, vips = BLIND[reason]
    verdict = result(tmp_path, data, *vips).verdict
    assert verdict.outcome == Outcome.INCONCLUSIVE
    assert any(reason in caveat for caveat in verdict.caveats)


def test_a_contest_without_a_rule_that_explains_it_is_told_as_unexplained(tmp_path: Path) -> None:
    odd = [arp(1, mac, VIP, "02:aa:bb:cc:dd:ee", VIP) for mac in (MAC_A, MAC_B)]
    fight = [(i * 7 * NS, odd[i % 2]) for i in range(4)]
    verdict = result(tmp_path, pcap([*fight, *exchange(NS, 40000)])).verdict
    assert verdict.outcome == Outcome.SYMPTOMS_UNEXPLAINED
    assert "contested 192.0.2.80 for 14.0 s" in verdict.summary


def lost(n: int) -> Connections:
    """Attempts that failed."""
    return Connections.of(
        [
            Connection(
                number=number, vip=0, port=443, segment=Segment(0, 0, 0), sender=1, sender_mac=2, sender_port=40000,
                isn=number, start=number, outcome="unanswered",
            )
            for number in range(n)
        ]
    )  # fmt: skip


def finding(rule: str, severity: Severity, failed: int, vip: str = VIP) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        confidence=Confidence.HIGH,
        vip=vip,
        start=0,
        end=1,
        summary=rule,
        because=(Step("seen", (FrameRef(0, 1),)),),
        remedy="",
        confirm="",
        explains=lost(failed),
    )


def case(tmp_path: Path) -> Case:
    return result(tmp_path, pcapng(HEALTHY)).case


def test_findings_are_ranked_by_severity_then_by_what_they_explain(tmp_path: Path) -> None:
    rules = {
        "a": lambda _: ([finding("a", Severity.INFO, 9)], []),
        "b": lambda _: ([finding("b", Severity.WARNING, 1)], []),
        "c": lambda _: ([finding("c", Severity.WARNING, 5)], []),
    }
    verdict = diagnose(case(tmp_path), rules)
    assert [f.rule for f in verdict.findings] == ["c", "b", "a"]
    assert verdict.cause == "c"


def test_a_danger_that_failed_nothing_leads_no_cause_that_did(tmp_path: Path) -> None:
    told = {
        "danger": lambda _: ([finding("danger", Severity.CRITICAL, 0)], []),
        "cause": lambda _: ([finding("cause", Severity.WARNING, 2)], []),
        "note": lambda _: ([finding("note", Severity.INFO, 0)], []),
    }
    verdict = diagnose(case(tmp_path), told)
    assert [found.rule for found in verdict.findings] == ["cause", "danger", "note"]
    assert verdict.cause == "cause"


def test_what_one_rule_explains_is_not_left_for_the_next(tmp_path: Path) -> None:
    silent = [(round((5 + i) * NS), segment("S", port=41000 + i, seq=7)) for i in range(3)]
    found = result(tmp_path, pcapng([*HEALTHY, *silent, (30 * NS, question())]), VIP)
    seen: list[int] = []

    def first_two(case: Case) -> tuple[list[Finding], list[RuledOut]]:
        left = case.left(case.vips[0])
        seen.append(len(left))
        return [replace(finding("a", Severity.WARNING, 0), explains=left.only(left[:2]))], []

    verdict = diagnose(found.case, {"a": first_two, "b": first_two})
    assert seen == [3, 1]
    assert sum(f.failed for f in verdict.findings) == 3
    assert verdict.caveats == ()


def test_findings_of_severity_info_leave_a_capture_healthy(tmp_path: Path) -> None:
    verdict = diagnose(case(tmp_path), {"a": lambda _: ([finding("a", Severity.INFO, 0)], [])})
    assert (verdict.outcome, verdict.cause) == (Outcome.HEALTHY, None)


def test_a_rule_that_raises_becomes_a_caveat_and_the_others_still_speak(tmp_path: Path) -> None:
    def broken(_: Case) -> tuple[list[Finding], list[object]]:
        raise ZeroDivisionError("by zero")

    rules = {"broken": broken, "b": lambda _: ([finding("b", Severity.WARNING, 1)], [])}
    verdict = diagnose(case(tmp_path), rules)  # type: ignore[arg-type] # a rule for this test
    assert verdict.cause == "b"
    assert "rule broken failed (ZeroDivisionError: by zero)" in verdict.caveats[0]


def test_a_finding_without_frames_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="without frames"):
        Finding(
            rule="x",
            severity=Severity.INFO,
            confidence=Confidence.LOW,
            vip=VIP,
            start=0,
            end=0,
            summary="",
            because=(Step("says who"),),
            remedy="",
            confirm="",
        )


def test_a_sample_of_frames_keeps_first_and_last() -> None:
    frames = [FrameRef(0, n) for n in range(100)]
    kept = some(frames, 5)
    assert (len(kept), kept[0], kept[-1]) == (5, frames[0], frames[-1])


def test_what_a_graver_cause_explains_is_told_as_ruled_out(tmp_path: Path) -> None:
    rules = {
        "a": lambda _: ([finding("split-brain", Severity.WARNING, 0), finding("flapping", Severity.WARNING, 0)], []),
        "b": lambda _: ([finding("two-controllers", Severity.WARNING, 2)], []),
        "c": lambda _: ([finding("flapping", Severity.WARNING, 0, "192.0.2.81")], []),
    }
    order = {"two-controllers": 0, "split-brain": 1, "flapping": 2}
    verdict = diagnose(case(tmp_path), {name: rules.get(name, lambda _: ([], [])) for name in (*rules, *order)})
    assert [(f.rule, f.vip) for f in verdict.findings] == [("two-controllers", VIP), ("flapping", "192.0.2.81")]
    assert [(r.rule, r.why.split(":")[0]) for r in verdict.ruled_out] == [
        ("split-brain", "explained by two-controllers"),
        ("flapping", "explained by two-controllers"),
    ]


def test_a_lesser_or_less_certain_cause_explains_nothing_away(tmp_path: Path) -> None:
    info = {"orphan-address": lambda _: ([finding("orphan-address", Severity.INFO, 0)], [])}
    grave = {"flapping": lambda _: ([finding("flapping", Severity.WARNING, 0)], [])}
    assert [f.rule for f in diagnose(case(tmp_path), info | grave).findings] == ["flapping", "orphan-address"]


def test_what_accompanies_another_cause_is_no_cause_beside_it(tmp_path: Path) -> None:
    loop = {"reannounce-loop": lambda _: ([finding("reannounce-loop", Severity.WARNING, 0)], [])}
    other = {"b": lambda _: ([finding("b", Severity.WARNING, 0)], [])}
    assert diagnose(case(tmp_path), loop).cause == "reannounce-loop"
    verdict = diagnose(case(tmp_path), loop | other)
    assert [(f.rule, f.severity) for f in verdict.findings] == [
        ("b", Severity.WARNING),
        ("reannounce-loop", Severity.INFO),
    ]


def test_what_to_capture_next_is_told_where_the_capture_says_too_little(tmp_path: Path) -> None:
    assert result(tmp_path, pcapng(HEALTHY)).verdict.capture_next is None
    told = result(tmp_path, pcap([(0, announcement(MAC_A))])).verdict.capture_next
    assert told == (
        "tcpdump -i IF -w FILE 'arp or icmp or icmp6 or vrrp or "
        "(host 192.0.2.80 and tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0)'"
    )


def test_the_filter_reads_ipv6_headers_by_offset_and_looks_behind_vlan_tags(tmp_path: Path) -> None:
    cast = Cast(vip="2001:db8::80", client="2001:db8::10", vlan=200)
    told = verdict(tmp_path, cast, cast.announce(0)).capture_next or ""
    assert "(host 2001:db8::80 and ip6[6] == 6 and ip6[53] & 7 != 0)" in told
    assert " or (vlan and (arp or " in told


def test_connections_seen_one_way_alone_are_no_failures_and_no_proof_of_health(tmp_path: Path) -> None:
    cast = Cast()
    there = [cast.served(port - 39990, port)[number] for port in range(40000, 40003) for number in (0, 2, 5)]
    told = verdict(tmp_path, cast, cast.announce(0), *there)
    assert told.outcome == Outcome.INCONCLUSIVE
    assert any("3 of 3 connections to 192.0.2.80 it holds one direction only" in caveat for caveat in told.caveats)


def test_rules_that_the_capture_cannot_answer_for_are_told_with_what_it_lacks(tmp_path: Path) -> None:
    told = result(tmp_path, pcapng(exchange(NS, 40000)), VIP).verdict
    lacking = {out.rule: out.why for out in told.undecided}
    assert lacking["split-brain"] == "no ARP or neighbor discovery about the VIP"
    assert lacking["proxy-amplified"] == "no nginx error log (--log)"
    assert "backend-refuses" not in lacking


def test_a_port_scan_accuses_nobody(tmp_path: Path) -> None:
    cast = Cast()
    frames = [cast.announce(0), *cast.served(1, 40000), cast.ask(4, 0, of=cast.client)]
    for number in range(12):
        frames += cast.lost(5, 41000 + number, to=8000 + number)
        frames += [cast.send(5, "S", 42000 + number, 1000, to=9000 + number)]
        frames += [cast.error(5.001, "prohibited" if number % 2 else "port", 42000 + number, 1000, to=9000 + number)]
    told = verdict(tmp_path, cast, *frames, *cast.served(20, 40001))
    assert (told.outcome, told.findings) == (Outcome.SYMPTOMS_UNEXPLAINED, ())
    assert any("24 ports of 192.0.2.80 were tried that nobody ever served" in caveat for caveat in told.caveats)
