"""Questions that nobody answers, and those whose answers are not to be seen."""

from pathlib import Path

from scapy.layers.inet6 import ICMPv6ND_NA, ICMPv6NDOptSrcLLAddr, IPv6
from scapy.layers.l2 import ARP

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.cast import ALL_NODES, ALL_NODES_MAC, OVER_IPV6, Cast, found, owned, result, verdict
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.scripts import nobody
from tests.savefiles import BROADCAST, Timed

RULE = "vip-unanswered"


def test_questions_of_the_capturing_host_in_vain_are_the_cause(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *nobody(CAST), CAST.bystander(12))
    (finding,) = found(told, RULE)
    assert (told.outcome, told.cause, finding.severity) == (Outcome.ROOT_CAUSE, RULE, Severity.CRITICAL)
    assert "asked 6 times" in finding.summary
    assert "errno 113" in finding.summary


def test_questions_of_others_may_be_answered_unseen(tmp_path: Path) -> None:
    asked = [CAST.ask(10 + 2 * i, 2) for i in range(6)]
    told = verdict(tmp_path, CAST, *owned(CAST), *asked, *CAST.served(25, 40001))
    assert (told.outcome, found(told, RULE)) == (Outcome.HEALTHY, [])


def test_a_kernel_that_goes_on_asking_may_not_have_been_answered_wherever_that_was_captured(tmp_path: Path) -> None:
    asked = [CAST.ask(10 + 1.02 * i, 2) for i in range(3)]
    told = verdict(tmp_path, CAST, *owned(CAST), *asked, *CAST.served(20, 40001))
    (finding,) = found(told, RULE)
    assert (finding.confidence, finding.severity) == (Confidence.LOW, Severity.CRITICAL)
    assert told.outcome is not Outcome.ROOT_CAUSE
    assert "empties its cache" in finding.instead[0]
    assert "a program that asks each second" in finding.missing[0]
    others = verdict(tmp_path, CAST, *owned(CAST), *asked, *CAST.served(11, 40002), *CAST.served(20, 40001))
    (beside,) = found(others, RULE)
    assert (beside.severity, beside.because[-1].text.partition(":")[0]) == (
        Severity.WARNING,
        "Others were served meanwhile",
    )


def test_a_node_that_forwards_asks_as_a_router_does(tmp_path: Path) -> None:
    asked = [CAST.ask(10.001 + 1.02 * i, 0) for i in range(3)]
    told = verdict(tmp_path, CAST, *owned(CAST), *CAST.lost(10, 41000), *asked, *CAST.served(20, 40001))
    assert found(told, RULE) == []


def test_who_probes_for_the_address_hopes_for_no_answer(tmp_path: Path) -> None:
    probes = [
        CAST.at(10 + i, ARP(op=1, hwsrc=CAST.client_mac, psrc="0.0.0.0", pdst=CAST.vip), CAST.client_mac, BROADCAST)
        for i in range(3)
    ]
    assert found(verdict(tmp_path, CAST, *owned(CAST), *probes, *CAST.served(20, 40001)), RULE) == []


def test_two_questions_and_then_an_answer_are_a_slow_answer(tmp_path: Path) -> None:
    asked = [CAST.ask(10), CAST.ask(11), CAST.ask(12), CAST.reply(12.5)]
    assert found(verdict(tmp_path, CAST, *owned(CAST), *asked, *CAST.served(20, 40001)), RULE) == []


def test_where_the_announcer_is_there_the_question_is_why_it_does_not_hear(tmp_path: Path) -> None:
    (finding,) = found(verdict(tmp_path, CAST, *nobody(CAST), CAST.announce(12, 0)), RULE)
    assert "announced 192.0.2.80 and does not answer for it" in finding.summary
    assert "broadcasts" in finding.remedy


def test_ipv6_is_spoken_of_in_its_own_words(tmp_path: Path) -> None:
    cast = OVER_IPV6
    frames = [cast.announce(0), *(cast.ask(10 + 1.024 * i) for i in range(3)), cast.announce(12)]
    (finding,) = found(verdict(tmp_path, cast, *frames, *talk(cast)), RULE)
    assert "MLD snooping" in finding.remedy
    assert "ndisc6" in finding.confirm
    assert "arping" not in finding.remedy + finding.confirm


def test_an_announcement_with_the_source_option_alone_makes_a_vip_that_nobody_answers_for(tmp_path: Path) -> None:
    cast, mac = OVER_IPV6, OVER_IPV6.macs[0]
    told = IPv6(src=cast.vip, dst=ALL_NODES, hlim=255) / ICMPv6ND_NA(R=0, S=0, O=0, tgt=cast.vip)
    announced = cast.at(0, told / ICMPv6NDOptSrcLLAddr(lladdr=mac), mac, ALL_NODES_MAC)
    frames = [announced, *(cast.ask(10 + 1.024 * i) for i in range(3))]
    assert [f.vip for f in found(result(tmp_path, cast, *frames, vips=()).verdict, RULE)] == [cast.vip]


def test_a_vip_that_only_questions_name_is_judged_when_it_was_asked_for(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *(CAST.ask(i) for i in range(6)), *talk(CAST))
    assert told.cause == RULE


def talk(cast: Cast) -> list[Timed]:
    """The capturing host's talk with two nodes about the nodes' own addresses."""
    asked = [(cast.ask(2 + n, of=cast.nodes[n]), cast.reply(2.001 + n, n, cast.nodes[n])) for n in (0, 1)]
    return [frame for pair in asked for frame in pair]


def test_lost_frames_make_it_uncertain(tmp_path: Path) -> None:
    (finding,) = found(verdict(tmp_path, CAST, *nobody(CAST), drops=3), RULE)
    assert finding.confidence == Confidence.LOW


def test_questions_to_one_neighbor_in_vain_do_not_show_that_nobody_answers(tmp_path: Path) -> None:
    asked = [CAST.ask(10 + i, to=CAST.macs[0]) for i in range(3)]
    frames = [*owned(CAST), *asked, CAST.ask(13), CAST.reply(13.001, 1), *CAST.served(20, 40001, node=1)]
    assert found(verdict(tmp_path, CAST, *frames), RULE) == []


def test_who_alone_has_no_answer_while_others_have_is_told_so(tmp_path: Path) -> None:
    asked = [CAST.ask(10 + 1.02 * i, 2) for i in range(5)]
    frames = [*owned(CAST), *asked, CAST.ask(12.2), CAST.reply(12.201), *CAST.served(20, 40001)]
    (finding,) = found(verdict(tmp_path, CAST, *frames), RULE)
    assert (finding.confidence, finding.severity) == (Confidence.LOW, Severity.WARNING)
    assert "alone has no answer" in finding.summary
    assert "does not answer for it" not in finding.summary


def test_where_no_third_host_is_heard_the_link_may_have_been_down(tmp_path: Path) -> None:
    before = [CAST.bystander(0.3 * i) for i in range(20)]
    frames = [*owned(CAST), *before, *(CAST.ask(12 + i) for i in range(3)), *CAST.served(20, 40001), *before[:1]]
    (deaf,) = found(verdict(tmp_path, CAST, *frames, CAST.bystander(21)), RULE)
    assert deaf.confidence is Confidence.LOW
    assert "link may have been down" in deaf.against[0]
    (alive,) = found(verdict(tmp_path, CAST, *frames, CAST.bystander(13)), RULE)
    assert alive.confidence is not Confidence.LOW
