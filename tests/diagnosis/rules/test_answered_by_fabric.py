"""Answers in the name of a node that is not there, and those of one that is."""

from pathlib import Path

from scapy.layers.inet import IP
from scapy.layers.vrrp import VRRP

from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.cast import OVER_IPV6, Cast, found, verdict, why_not
from tests.diagnosis.cast import USUAL as CAST
from tests.savefiles import Timed

RULE = "answered-by-fabric"


def advert(seconds: float, node: int) -> Timed:
    """A master's advertisement."""
    packet = IP(src=CAST.nodes[node], dst="224.0.0.18", ttl=255) / VRRP(vrid=51, priority=100, addrlist=[CAST.vip])
    return CAST.at(seconds, packet, CAST.macs[node], "01:00:5e:00:00:12")


def adverts(start: float, end: float, node: int) -> list[Timed]:
    """One a second."""
    return [advert(start + i, node) for i in range(round(end - start))]


def suppressed(cast: Cast, *, alone: bool = True) -> list[Timed]:
    """The owner dies at 10 s; whoever asks all for the VIP is told its MAC all the same, twice."""
    frames = [cast.announce(0), cast.ask(0.5), cast.reply(0.501), *cast.served(1, 40000), *cast.served(9, 40001)]
    frames += [frame for i in range(12) for frame in cast.lost(11 + 3 * i, 41000 + i)]
    for begin in (20, 35):
        frames += [cast.ask(begin + i, to=cast.macs[0]) for i in range(3)] if alone else []
        frames += [cast.ask(begin + 3), cast.reply(begin + 3.001)]
    return [*frames, *(cast.bystander(15 + 5 * i) for i in range(6))]


def mastered() -> list[Timed]:
    """The owner advertises until it dies, another one from then on."""
    return [*adverts(0.3, 10, 0), *adverts(14, 50, 1)]


def test_answers_with_the_mac_of_a_master_that_died_come_from_a_switch(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *suppressed(CAST), *mastered())
    (finding,) = found(told, RULE)
    assert (told.cause, finding.severity, finding.confidence) == (RULE, Severity.CRITICAL, Confidence.HIGH)
    assert finding.failed == len(told.findings[0].explains) == 12
    assert "192.0.2.22" in finding.summary
    assert any("6 questions to that MAC alone" in step.text for step in finding.because)
    assert [f.rule for f in told.findings if f.severity.rank] == [RULE]


def test_without_vrrp_a_silence_that_it_never_keeps_tells(tmp_path: Path) -> None:
    chatter = [CAST.ask(-40 + i, 0, of=CAST.other) for i in range(49)]
    told = verdict(tmp_path, CAST, *suppressed(CAST), *chatter)
    (finding,) = found(told, RULE)
    assert (told.cause, finding.confidence, finding.failed) == (RULE, Confidence.HIGH, 12)
    assert any("never quiet for longer than 1.0 s" in step.text for step in finding.because)


def test_a_node_that_sends_anything_else_is_there(tmp_path: Path) -> None:
    alive = [CAST.ask(12.5 + 4 * i, 0, of=CAST.other) for i in range(9)]
    told = verdict(tmp_path, CAST, *suppressed(CAST, alone=False), *mastered(), *alive)
    assert found(told, RULE) == []


def test_a_node_that_answers_what_it_alone_is_asked_is_there(tmp_path: Path) -> None:
    asked = [CAST.ask(30, to=CAST.macs[0]), CAST.reply(30.001)]
    told = verdict(tmp_path, CAST, *suppressed(CAST), *mastered(), *asked)
    assert found(told, RULE) == []
    assert "it is there" in why_not(told, RULE)


def pulled(*, served: float) -> list[Timed]:
    """The owner's link is pulled for 9 s; the question after that is answered, and SYNs from some second on."""
    frames = [CAST.announce(0), CAST.ask(0.5), CAST.reply(0.501), *CAST.served(1, 40000), *CAST.served(9, 40001)]
    frames += [frame for i in range(4) for frame in CAST.lost(11 + i, 41000 + i)]
    frames += [CAST.ask(15 + i, to=CAST.macs[0]) for i in range(3)]
    return [*frames, CAST.ask(19), CAST.reply(19.001), *CAST.served(served, 42000), *CAST.served(30, 42001)]


def test_a_node_that_answers_and_is_heard_at_once_is_back(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *pulled(served=19.002))
    assert found(told, RULE) == []
    assert "before it was back" in why_not(told, RULE)
    assert found(told, "owner-silent")


def test_a_node_that_was_not_heard_again_is_not_said_to_be_back(tmp_path: Path) -> None:
    frames = [CAST.announce(0), *CAST.served(1, 40000), *CAST.served(9, 40001), CAST.ask(10), CAST.reply(10.001)]
    frames += [frame for i in range(4) for frame in CAST.lost(11 + i, 41000 + i)]
    why = why_not(verdict(tmp_path, CAST, *frames, CAST.ask(60)), RULE)
    assert why.endswith("was named in no answer after SYNs to it had died")


def test_a_node_that_is_heard_long_after_an_answer_in_its_name_was_not_back(tmp_path: Path) -> None:
    (finding,) = found(verdict(tmp_path, CAST, *pulled(served=26)), RULE)
    assert finding.confidence is Confidence.LOW


def test_a_handover_by_vrrp_that_is_heard_is_none(tmp_path: Path) -> None:
    frames = [CAST.announce(0), *CAST.served(1, 40000), *CAST.lost(11, 41000), CAST.announce(14, 1)]
    told = verdict(tmp_path, CAST, *frames, *mastered(), *CAST.served(15, 40001, node=1))
    assert found(told, RULE) == []


def test_one_sign_alone_is_no_headline(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *suppressed(CAST, alone=False), *mastered())
    (finding,) = found(told, RULE)
    assert (told.cause != RULE, finding.confidence) == (True, Confidence.LOW)
    assert any("to 192.0.2.21" in words for words in finding.missing)


def test_where_nothing_tells_whether_it_is_there_nothing_is_said(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *suppressed(CAST, alone=False))
    assert found(told, RULE) == []
    assert "nothing tells" in why_not(told, RULE)


def test_ipv6_is_spoken_of_in_its_own_words(tmp_path: Path) -> None:
    cast = OVER_IPV6
    chatter = [cast.ask(-40 + i, 0, of=cast.other) for i in range(49)]
    (finding,) = found(verdict(tmp_path, cast, *suppressed(cast), *chatter), RULE)
    assert "ndisc6" in finding.confirm
    assert "arping" not in finding.confirm
