"""From findings and blind spots to a verdict."""

from dataclasses import replace
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.diagnose import diagnose, together
from arpwatch_k8s.diagnosis.finding import Finding, Outcome, Step, some
from arpwatch_k8s.diagnosis.rule import Judged, Rule
from arpwatch_k8s.evidence.reference import FrameRef, LineRef
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.cast import Cast, owned, verdict
from tests.diagnosis.cast import result as cast_result
from tests.diagnosis.explanations import finding, rule
from tests.diagnosis.hangs import busy
from tests.savefiles import (
    MAC_A,
    MAC_B,
    NS,
    VIP,
    Timed,
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


@pytest.mark.parametrize(
    ("data", "client_closes", "outcome"),
    [(b"", False, Outcome.INCONCLUSIVE), (b"", True, Outcome.HEALTHY), (b"x" * 90, False, Outcome.HEALTHY)],
    ids=["control frames only", "the client closed, too", "payload is there, and none was lost"],
)
def test_resets_after_a_close_are_not_called_healthy_where_payload_was_not_captured(
    tmp_path: Path, data: bytes, client_closes: bool, outcome: Outcome
) -> None:
    def server(at: int, flags: str, seq: int) -> Timed:
        return at * NS, segment(flags, port=2, seq=seq, ack=1001 + len(data), server=True)

    kept = [(2 * NS, segment("S", port=2, seq=1000)), server(2, "SA", 9000)]
    sent = [(3 * NS, segment("PA", port=2, seq=1001, ack=9001, data=data))] if data else []
    closed = [(5 * NS, segment("FA", port=2, seq=1001, ack=9002))] if client_closes else []
    frames = [
        *HEALTHY,
        *kept,
        *sent,
        server(4, "FA", 9001),
        *closed,
        server(6, "R", 9002),
        (9 * NS, announcement(MAC_A)),
    ]
    verdict = result(tmp_path, pcapng(frames), VIP).verdict
    assert verdict.outcome == outcome
    assert ("cannot be told" in " ".join([verdict.summary, *verdict.caveats])) == (outcome is Outcome.INCONCLUSIVE)


def test_a_container_without_drop_counters_is_a_caveat_not_a_verdict(tmp_path: Path) -> None:
    verdict = result(tmp_path, pcap(HEALTHY)).verdict
    assert verdict.outcome == Outcome.HEALTHY
    assert "does not say how many frames were lost" in verdict.caveats[0]


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
    verdict = diagnose(result(tmp_path, pcap([*fight, *exchange(NS, 40000)])).case, [])
    assert verdict.outcome == Outcome.SYMPTOMS_UNEXPLAINED
    assert "contested 192.0.2.80 for 14.0 s" in verdict.summary


def case(tmp_path: Path) -> Case:
    return result(tmp_path, pcapng(HEALTHY)).case


def test_findings_of_severity_info_leave_a_capture_healthy(tmp_path: Path) -> None:
    verdict = diagnose(case(tmp_path), [rule("a", finding("a", Severity.INFO))])
    assert (verdict.outcome, verdict.cause) == (Outcome.HEALTHY, None)


def test_a_rule_that_raises_becomes_a_caveat_and_the_others_still_speak(tmp_path: Path) -> None:
    def broken(_: Case) -> Judged:
        raise ZeroDivisionError("by zero")

    rules = [Rule(id="broken", title="", judge=broken), rule("b", finding("b", Severity.WARNING), danger=True)]
    verdict = diagnose(case(tmp_path), rules)
    assert verdict.cause == "b"
    assert any("rule broken failed (ZeroDivisionError: by zero)" in caveat for caveat in verdict.caveats)


def test_a_finding_without_frames_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="without frames or lines"):
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
            proofs=(),
        )


def test_a_sample_of_frames_keeps_first_and_last() -> None:
    frames = [FrameRef(0, n) for n in range(100)]
    kept = some(frames, 5)
    assert (len(kept), kept[0], kept[-1]) == (5, frames[0], frames[-1])


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
    assert lacking["proxy-amplified"] == "no error log of a proxy beside it"
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


def doubts_of(tmp_path: Path, *frames: Timed) -> tuple[Outcome, str]:
    """Of a VIP that serves twelve other connections well: the outcome, and what is said first."""
    cast = Cast()
    told = verdict(tmp_path, cast, *owned(cast), *busy(cast, 30, 42), *frames)
    return told.outcome, " ".join(told.caveats)


def test_a_server_that_closes_without_a_byte_what_it_answers_elsewhere_is_not_healthy(tmp_path: Path) -> None:
    cast = Cast()
    frames = [
        cast.send(5, "S", 41000, 1000),
        cast.back(5.001, "SA", 41000, 9000, 1001),
        cast.send(5.002, "PA", 41000, 1001, 9001, data=200),
        cast.back(7.0, "FA", 41000, 9001, 1201),
        cast.send(7.001, "FA", 41000, 1201, 9002),
    ]
    outcome, said = doubts_of(tmp_path, *frames)
    assert outcome is Outcome.INCONCLUSIVE
    assert "closed 1 connection to 192.0.2.80 without a byte" in said


@pytest.mark.parametrize(("later", "outcome"), [(0.01, Outcome.INCONCLUSIVE), (60, Outcome.HEALTHY)])
def test_a_reset_by_the_server_soon_after_its_bytes_may_have_cut_an_answer(
    tmp_path: Path, later: float, outcome: Outcome
) -> None:
    cast = Cast()
    begun = cast.opened(5, 41000)[:3]
    frames = [*begun, cast.back(5.01, "PA", 41000, 9001, 1201, data=200)]
    frames.append(cast.back(5.01 + later, "RA", 41000, 9201, 1201))
    found, said = doubts_of(tmp_path, *frames)
    assert (found, "reset 1 connection to 192.0.2.80 in the place of closing" in said) == (outcome, later < 1)


def test_a_reset_after_the_clients_goodbye_cuts_nothing(tmp_path: Path) -> None:
    cast = Cast()
    goodbye = cast.send(5.0035, "FPA", 41000, 1201, 9501, data=31)
    frames = [*cast.opened(5, 41000), goodbye, cast.back(5.004, "RA", 41000, 9501, 1233)]
    assert doubts_of(tmp_path, *frames)[0] is Outcome.HEALTHY


@pytest.mark.parametrize("answered", [False, True])
def test_a_client_that_closes_again_and_again_shows_that_nobody_is_there(tmp_path: Path, answered: bool) -> None:
    cast = Cast()
    closes = [cast.send(20 + wait, "FA", 41000, 1201, 9501) for wait in (0, 0.4, 1.2, 2.8)]
    there = [cast.back(22.9, "FA", 41000, 9501, 1202)] if answered else []
    outcome, said = doubts_of(tmp_path, *cast.opened(5, 41000), *closes, *there)
    assert outcome is (Outcome.HEALTHY if answered else Outcome.INCONCLUSIVE)
    assert ("the client closed again and again" in said) != answered


def test_where_most_handshakes_needed_several_syns_it_is_not_healthy(tmp_path: Path) -> None:
    cast = Cast()
    frames = [cast.announce(0)]
    for number in range(3):
        at, port = 5 + 4 * number, 41000 + number
        frames += [cast.send(at, "S", port, 1000)]
        frames += cast.served(at + 1, port)
    told = verdict(tmp_path, cast, *frames)
    assert told.outcome is not Outcome.HEALTHY


def test_a_close_by_the_server_proves_that_it_had_answered(tmp_path: Path) -> None:
    cast = Cast()
    frames = [cast.send(5, "S", 41000, 1000), cast.back(5.2, "FA", 41000, 9501, 1201)]
    (record,) = cast_result(tmp_path, cast, *owned(cast), *frames, cast.ask(20)).case.vips
    assert record.outcomes()["partial"] == 1
    assert len(record.failed) == 0


@pytest.mark.parametrize(("times", "outcome"), [(12, Outcome.INCONCLUSIVE), (5, Outcome.HEALTHY)])
def test_a_claimant_that_only_tells_one_host_unasked_is_not_healthy(
    tmp_path: Path, times: int, outcome: Outcome
) -> None:
    cast = Cast()
    frames = [*cast.served(1, 40000), *cast.served(60, 40001), *(cast.reply(2.0 + 1.6 * n) for n in range(times))]
    assert verdict(tmp_path, cast, *frames).outcome is outcome


def test_findings_that_rest_on_lines_alone_are_told_together() -> None:
    said = replace(finding("x"), because=(Step("It says so", lines=(LineRef(0, 1),)),))
    again = replace(said, because=(Step("It says so", lines=(LineRef(0, 7),)),))
    one = together([said, again, finding("x")])
    assert (one.count, one.because[-1].lines, len(one.because[-1].frames)) == (3, (LineRef(0, 7),), 1)
