"""Large segments that never arrive, from either end, and all that looks like it."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence
from tests.diagnosis.cast import OVER_IPV6, found, owned, verdict, why_not
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.hangs import behind, busy, dropped, far, gone, in_vain, large, narrow

RULE = "path-mtu-blackhole"


def test_large_requests_that_are_sent_again_in_vain_are_lost_to_their_size(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *narrow(CAST))
    (finding,) = found(told, RULE)
    assert (told.cause, told.vip_cleared, finding.failed, finding.confidence) == (RULE, True, 3, Confidence.HIGH)
    assert "Large segments to 192.0.2.80 never arrive" in finding.summary
    assert any("segments of 1,400 bytes, 5 times each" in step.text for step in finding.because)
    assert any("segments of up to 200 bytes" in step.text for step in finding.because)


def test_answers_of_which_the_end_alone_arrives_were_sent(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *far(CAST))
    (finding,) = found(told, RULE)
    assert (told.cause, finding.failed, finding.confidence) == (RULE, 3, Confidence.HIGH)
    assert "Large segments from 192.0.2.80 never arrive" in finding.summary
    assert any("sent 2,800 bytes that never arrived" in step.text for step in finding.because)
    assert found(told, "stalled") == []
    assert "lack bytes that the server did send" in why_not(told, "stalled")


def test_what_every_path_passes_is_not_lost_to_its_size(tmp_path: Path) -> None:
    small = [f for n in range(3) for f in large(CAST, 5 + 4 * n, 41000 + n, size=500)]
    told = verdict(tmp_path, CAST, *owned(CAST), *busy(CAST, 4, 26), *small)
    assert found(told, RULE) == []
    assert "which every path passes" in why_not(told, RULE)
    assert [f.rule for f in told.findings] == ["stalled"]


def test_over_ipv6_every_path_passes_more(tmp_path: Path) -> None:
    cast = OVER_IPV6
    lost = [f for n in range(3) for f in large(cast, 5 + 4 * n, 41000 + n, size=1200)]
    assert found(verdict(tmp_path, cast, *owned(cast), *busy(cast, 4, 26), *lost), RULE) == []
    (finding,) = found(verdict(tmp_path, cast, *narrow(cast)), RULE)
    assert "ping -6" in finding.confirm


def test_where_as_large_ones_arrive_size_alone_does_not_tell(tmp_path: Path) -> None:
    lost = [f for n in range(3) for f in large(CAST, 5 + 4 * n, 41000 + n)]
    told = verdict(tmp_path, CAST, *owned(CAST), *busy(CAST, 4, 26, size=1400), *lost)
    assert (told.cause, found(told, RULE)) == ("stalled", [])
    assert "surer cause" in why_not(told, RULE)


def test_a_move_while_they_were_open_explains_it_better(tmp_path: Path) -> None:
    frames = [*owned(CAST), CAST.announce(10, 1), *busy(CAST, 12, 26, node=1)]
    for number in range(3):
        frames += CAST.opened(3 + number, 41000 + number)
        frames += in_vain(CAST, 11 + number, 41000 + number, 1400, node=1)
    told = verdict(tmp_path, CAST, *frames)
    assert (told.cause, found(told, RULE)) == ("connections-broken-by-move", [])
    assert "while it was open" in why_not(told, RULE)


def test_bytes_that_came_on_the_second_try_are_not_lost(tmp_path: Path) -> None:
    late = behind(CAST, 5, 41000)
    late[6:] = [
        CAST.back(5.3, "A", 41000, 9001, 1201, data=1400),
        CAST.back(5.31, "A", 41000, 10401, 1201, data=1400),
        CAST.send(5.32, "A", 41000, 1201, 12013),
        CAST.send(14, "FA", 41000, 1201, 12013),
    ]
    told = verdict(tmp_path, CAST, *owned(CAST), *late)
    assert (told.outcome, found(told, RULE)) == (Outcome.HEALTHY, [])


def test_bytes_that_the_capture_missed_and_the_client_got_are_not_lost(tmp_path: Path) -> None:
    missed = [
        *behind(CAST, 5, 41000)[:5],
        CAST.send(5.01, "A", 41000, 1201, 12013),
        CAST.send(14, "FA", 41000, 1201, 12013),
    ]
    told = verdict(tmp_path, CAST, *owned(CAST), *missed)
    assert (told.outcome, found(told, RULE)) == (Outcome.HEALTHY, [])


def test_one_connection_is_no_pattern(tmp_path: Path) -> None:
    (finding,) = found(verdict(tmp_path, CAST, *owned(CAST), *busy(CAST, 4, 26), *large(CAST, 5, 41000)), RULE)
    assert finding.confidence == Confidence.LOW


def test_lost_frames_make_it_uncertain(tmp_path: Path) -> None:
    (finding,) = found(verdict(tmp_path, CAST, *far(CAST), drops=3), RULE)
    assert finding.confidence == Confidence.LOW


def test_without_others_to_hold_against_it_is_likely_at_most(tmp_path: Path) -> None:
    alone = [f for n in range(3) for f in large(CAST, 5 + 4 * n, 41000 + n)]
    (finding,) = found(verdict(tmp_path, CAST, *owned(CAST), *alone), RULE)
    assert finding.confidence == Confidence.MEDIUM


def test_connections_that_were_idle_for_long_may_have_been_forgotten(tmp_path: Path) -> None:
    frames = [*owned(CAST), *busy(CAST, 70, 90)]
    for number in range(3):
        frames += CAST.opened(3 + number, 41000 + number)
        frames += in_vain(CAST, 72 + number, 41000 + number, 1400)
    told = verdict(tmp_path, CAST, *frames)
    assert (told.cause, found(told, RULE)) == ("stalled", [])
    assert "forgot" in found(told, "stalled")[0].remedy


def test_silence_after_a_move_is_none(tmp_path: Path) -> None:
    assert found(verdict(tmp_path, CAST, *dropped(CAST)), RULE) == []


def test_where_small_segments_are_lost_as_well_nobody_is_there(tmp_path: Path) -> None:
    """A pod that was killed."""
    frames = [f for n in range(3) for f in gone(CAST, 3 + n, 20 + 2 * n, 41000 + n, heard=False)]
    told = verdict(tmp_path, CAST, *owned(CAST), *busy(CAST, 4, 40), *frames)
    assert (told.cause, found(told, RULE)) == ("stalled", [])
    assert "a FIN as well" in why_not(told, RULE)


def test_a_small_segment_that_was_answered_shows_that_somebody_is(tmp_path: Path) -> None:
    frames = [f for n in range(3) for f in gone(CAST, 3 + n, 20 + 2 * n, 41000 + n, heard=True)]
    told = verdict(tmp_path, CAST, *owned(CAST), *busy(CAST, 4, 40), *frames)
    (finding,) = found(told, RULE)
    assert (told.cause, finding.failed, finding.confidence) == (RULE, 3, Confidence.HIGH)
    assert any("said once more how far it had come" in step.text for step in finding.because)


def test_connections_that_break_at_one_moment_may_have_lost_their_pod(tmp_path: Path) -> None:
    frames = [f for n in range(3) for f in large(CAST, 8 + 0.1 * n, 41000 + n)]
    told = verdict(tmp_path, CAST, *owned(CAST), *busy(CAST, 4, 26), *frames)
    assert (told.cause, found(told, RULE)) == ("stalled", [])


def test_connections_that_were_quiet_before_they_broke_show_no_life(tmp_path: Path) -> None:
    frames = [*owned(CAST), *busy(CAST, 4, 40)]
    for number in range(3):
        frames += CAST.opened(3 + number, 41000 + number)
        frames += in_vain(CAST, 20 + 3 * number, 41000 + number, 1400)
    told = verdict(tmp_path, CAST, *frames)
    assert (told.cause, found(told, RULE)) == ("stalled", [])
