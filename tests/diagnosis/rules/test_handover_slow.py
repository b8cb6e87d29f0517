"""A move during which nobody served, and moves whose gaps mean nothing."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.diagnosis.rules.handover_slow import judge
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.wire import link
from tests.diagnosis.fights import asked, causes, cooked_of, finding, lost, own, result, served, told
from tests.savefiles import MAC_A, MAC_B, MAC_CLIENT, NODE_A, NODE_B, NS, Timed, at, icmp, question, segment
from tests.speakers.programs import kube_vip, metallb

RULE = "handover-slow"


def test_an_outage_longer_than_protocols_take(tmp_path: Path) -> None:
    frames = [
        *kube_vip(MAC_A, 0, 7),
        *served(0, 20),
        *lost(20.5, 49001),
        *lost(24.5, 49002),
        *lost(28.5, 49003),
        *(own(seconds, MAC_A, NODE_A) for seconds in range(21, 36, 3)),
        *kube_vip(MAC_B, 36, 8),
        *served(36.5, 60, MAC_B, port=50000),
    ]
    found = result(tmp_path, frames)
    assert RULE in causes(found)
    one = finding(found, RULE)
    assert one.severity is Severity.WARNING
    assert one.failed == 3
    assert "vip_leaseduration" in one.remedy
    assert "16.0 s" in one.summary


def test_a_gap_between_claims_is_no_outage(tmp_path: Path) -> None:
    frames = [*metallb(), *served(0, 300, every=10), *metallb(MAC_B, 300), *served(301, 330, MAC_B, port=50000)]
    found = result(tmp_path, frames)
    assert (found.verdict.outcome, told(found)) == (Outcome.HEALTHY, ["handover"])


def test_a_short_outage_is_a_handover(tmp_path: Path) -> None:
    frames = [*metallb(), *served(0, 20), *metallb(MAC_B, 22), *served(22.5, 40, MAC_B, port=50000)]
    assert RULE not in told(result(tmp_path, frames))


def test_nobody_tried_so_nothing_is_known(tmp_path: Path) -> None:
    frames = [*kube_vip(MAC_A, 0, 5), *served(0, 10), *kube_vip(MAC_B, 60, 5)]
    assert told(result(tmp_path, frames)) == ["handover"]


def unannounced(*vain: float) -> list[Timed]:
    """A move of which no more is seen than an answer to a question at 36 s; `vain`: when all were asked in vain."""
    return [
        *kube_vip(MAC_A, 0, 7),
        *served(0, 20),
        *(frame for number, at in enumerate((20.5, 24.5, 28.5)) for frame in lost(at, 49001 + number)),
        *(own(seconds, MAC_A, NODE_A) for seconds in range(21, 36, 3)),
        *((round(seconds * NS), question()) for seconds in vain),
        *asked(36, MAC_B),
        *served(36.5, 60, MAC_B, port=50000),
    ]


def test_who_did_no_more_than_answer_may_have_had_it_for_long(tmp_path: Path) -> None:
    (one,) = judge(result(tmp_path, unannounced()).case)[0]
    assert one.confidence is Confidence.LOW
    assert one.instead[0].startswith("missed-announcement: ")


def test_who_asked_all_in_vain_shows_that_nobody_had_it(tmp_path: Path) -> None:
    found = result(tmp_path, unannounced(30, 31, 32, 33))
    one = finding(found, RULE)
    assert (found.verdict.cause, one.confidence, one.failed, one.instead) == (RULE, Confidence.HIGH, 3, ())


def test_which_mac_a_cooked_capture_does_not_show_may_be_the_old_one(tmp_path: Path) -> None:
    frames = [
        *kube_vip(MAC_A, 0, 7),
        *served(0, 20),
        *kube_vip(MAC_B, 20.2, 3),
        *(frame for number in range(6) for frame in lost(20.5 + number, 49001 + number)),
        *served(36.5, 60, MAC_B, port=50000),
    ]
    script = [(time, cooked_of(frame, here=MAC_CLIENT)) for time, frame in frames]
    (one,) = judge(result(tmp_path, script, linktype=link.SLL).case)[0]
    assert one.confidence is Confidence.LOW
    assert "6 SYNs in vain came after" in one.instead[0]


def test_what_the_new_owner_refuses_is_no_slow_move(tmp_path: Path) -> None:
    refused = [
        frame
        for number in range(15)
        for frame in (
            at(20.5 + number, segment("S", port=49001 + number, seq=77, to=MAC_B)),
            at(20.501 + number, icmp(3, 3, port=49001 + number, seq=77, mac=MAC_B, source=NODE_B)),
        )
    ]
    found = result(
        tmp_path, [*metallb(), *served(0, 20), *metallb(MAC_B, 20.2), *refused, *served(36, 60, MAC_B, port=50000)]
    )
    assert RULE not in told(found)
    assert found.verdict.cause == "backend-refuses"


def test_what_the_new_owner_drops_once_it_is_there_is_no_slow_move(tmp_path: Path) -> None:
    vain = [frame for number in range(6) for frame in lost(20.5 + 2 * number, 49001 + number, MAC_B)]
    frames = [*metallb(), *served(0, 20), *metallb(MAC_B, 20.2), *vain, *served(36, 60, MAC_B, port=50000)]
    found = result(tmp_path, [*frames, own(26, MAC_B, NODE_B)])
    assert RULE not in told(found)
    assert found.verdict.cause == "no-local-endpoint"


def test_an_old_owner_that_still_claims_the_address_has_it(tmp_path: Path) -> None:
    frames = [
        *kube_vip(MAC_A, 0, 12),
        *served(0, 20),
        *(frame for number in range(7) for frame in lost(20.5 + 2 * number, 49001 + number)),
        *kube_vip(MAC_B, 36, 8),
        *served(36.5, 60, MAC_B, port=50000),
    ]
    assert RULE not in told(result(tmp_path, frames))


def test_an_old_owner_that_is_heard_and_let_go_of_nothing_makes_it_less_sure(tmp_path: Path) -> None:
    frames = [
        *metallb(),
        *served(0, 20),
        *(frame for number in range(3) for frame in lost(20.5 + 4 * number, 49001 + number)),
        *metallb(MAC_B, 36),
        *served(36.5, 60, MAC_B, port=50000),
    ]
    (one,) = judge(result(tmp_path, frames).case)[0]
    assert (one.confidence, one.failed) == (Confidence.HIGH, 3)
    (one,) = judge(result(tmp_path, [*frames, *(own(second, MAC_A, NODE_A) for second in (22, 26, 31))]).case)[0]
    assert one.confidence is Confidence.MEDIUM
    assert one.instead[0].startswith("no-local-endpoint: ")


def test_an_old_owner_that_asks_who_has_the_address_has_let_go_of_it(tmp_path: Path) -> None:
    frames = [
        *metallb(),
        *served(0, 20),
        *(frame for number in range(3) for frame in lost(20.5 + 4 * number, 49001 + number)),
        *(at(second, question(MAC_A, NODE_A)) for second in (20.501, 21.52, 22.54)),
        *metallb(MAC_B, 36),
        *served(36.5, 60, MAC_B, port=50000),
    ]
    found = result(tmp_path, frames)
    assert (found.verdict.cause, finding(found, RULE).confidence) == (RULE, Confidence.HIGH)
