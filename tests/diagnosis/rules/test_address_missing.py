"""An announcer whose node does not hold the address, and one that only seems so."""

from pathlib import Path

from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.cast import OVER_IPV6, Cast, found, verdict, why_not
from tests.diagnosis.cast import USUAL as CAST
from tests.savefiles import NS, Timed
from tests.speakers.programs import kube_vip

RULE = "address-missing"


def announced(cast: Cast, until: float = 60) -> list[Timed]:
    """An announcement every three seconds."""
    return [cast.announce(3 * i) for i in range(round(until / 3))]


def held(cast: Cast) -> list[Timed]:
    """The node answers and serves up to 20 s."""
    return [cast.ask(0.5), cast.reply(0.501), *cast.served(1, 40000), cast.ask(20), cast.reply(20.001)]


def deaf(cast: Cast) -> list[Timed]:
    """From then on it does neither."""
    asked = [cast.ask(30 + i, to=cast.macs[0]) for i in range(3)] + [cast.ask(33 + 1.02 * i) for i in range(3)]
    return [*cast.lost(25, 41000), *cast.lost(27, 41001), *asked, cast.bystander(40)]


def test_a_node_that_goes_on_announcing_and_answers_nobody_any_more_does_not_hold_it(tmp_path: Path) -> None:
    for cast in (CAST, OVER_IPV6):
        told = verdict(tmp_path, cast, *announced(cast), *held(cast), *deaf(cast))
        (finding,) = found(told, RULE)
        assert (told.cause, finding.severity, finding.confidence) == (RULE, Severity.CRITICAL, Confidence.HIGH)
        assert finding.failed == 2
        assert [f.rule for f in told.findings if f.severity.rank] == [RULE]


def test_a_node_that_answers_or_serves_again_holds_it(tmp_path: Path) -> None:
    for again in (CAST.served(55, 40001), [CAST.ask(55), CAST.reply(55.001)]):
        assert found(verdict(tmp_path, CAST, *announced(CAST), *held(CAST), *deaf(CAST), *again), RULE) == []


def test_an_announcer_that_stops_as_well_is_gone(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *announced(CAST, 21), *held(CAST), *deaf(CAST))
    assert (told.cause, found(told, RULE)) == ("owner-silent", [])
    assert "did not go on announcing" in why_not(told, RULE)


def test_questions_that_may_never_have_reached_it_tell_nothing(tmp_path: Path) -> None:
    asked = [CAST.ask(33 + 1.02 * i) for i in range(3)]
    told = verdict(tmp_path, CAST, *announced(CAST), *CAST.served(1, 40000), *asked, CAST.bystander(40))
    assert found(told, RULE) == []


def as_kube_vip() -> list[Timed]:
    """Announcements as kube-vip makes them."""
    return [(round(CAST.start * NS) + time, frame) for time, frame in kube_vip(CAST.macs[0], 0, 10)]


def test_a_node_whose_kernel_should_hold_it_and_that_asks_for_it_does_not(tmp_path: Path) -> None:
    forwards = [CAST.ask(t + i, 0) for t in (10.001, 20.001) for i in range(3)]
    told = verdict(tmp_path, CAST, *as_kube_vip(), *CAST.lost(10, 41000), *CAST.lost(20, 41001), *forwards)
    (finding,) = found(told, RULE)
    assert (told.cause, finding.confidence, finding.failed) == (RULE, Confidence.MEDIUM, 2)
    assert any("asked 6 times itself" in step.text for step in finding.because)
    assert "never seen to hold it" in finding.missing[1]


def test_a_program_that_answers_by_itself_announces_what_no_kernel_holds(tmp_path: Path) -> None:
    forwards = [CAST.ask(25.001 + i, 0) for i in range(3)]
    frames = [*announced(CAST), *held(CAST), *CAST.lost(25, 41000), *forwards, CAST.ask(30), CAST.reply(30.001)]
    assert found(verdict(tmp_path, CAST, *frames), RULE) == []


def test_lost_frames_make_it_less_sure(tmp_path: Path) -> None:
    (finding,) = found(verdict(tmp_path, CAST, *announced(CAST), *held(CAST), *deaf(CAST), drops=3), RULE)
    assert finding.confidence == Confidence.MEDIUM


def test_a_node_that_opens_connections_from_the_address_has_it(tmp_path: Path) -> None:
    opens = CAST.back(27, "S", 443, 7000, 0)
    assert found(verdict(tmp_path, CAST, *announced(CAST), *held(CAST), *deaf(CAST), opens), RULE) == []
