"""Bytes that never arrived: where a connection fails for them, when, and where it does not."""

from pathlib import Path

from arpwatch_k8s.correlator.connections.connection import Connection
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.cast import owned, result
from tests.diagnosis.hangs import behind, in_vain
from tests.savefiles import NS, Timed

PORT = 41000


def one(tmp_path: Path, *frames: Timed) -> Connection:
    (record,) = result(tmp_path, CAST, *owned(CAST), *frames).case.vips
    (found,) = [connection for connection in record.connections if connection.sender_port == PORT]
    return found


def at(seconds: float) -> int:
    return round((CAST.start + seconds) * NS)


def test_bytes_sent_again_in_vain_fail_a_connection_when_they_first_are_whoever_closes_it(tmp_path: Path) -> None:
    found = one(tmp_path, *CAST.opened(3, PORT), *in_vain(CAST, 10, PORT, 300))
    assert (found.outcome, found.start, found.broke, found.end) == ("stalled_midway", at(3), at(10.2), at(13.2))


def test_it_fails_where_the_capture_ends_before_anybody_closes(tmp_path: Path) -> None:
    assert one(tmp_path, *CAST.opened(3, PORT), *in_vain(CAST, 10, PORT, 300)[:-1]).outcome == "stalled_midway"


def test_what_is_acknowledged_in_the_end_did_arrive(tmp_path: Path) -> None:
    frames = [
        *in_vain(CAST, 10, PORT, 300)[:-1],
        CAST.back(17, "A", PORT, 9501, 1501),
        CAST.send(18, "FA", PORT, 1501, 9501),
    ]
    assert one(tmp_path, *CAST.opened(3, PORT), *frames).outcome == "ok"


def test_a_closed_window_is_probed_and_no_loss(tmp_path: Path) -> None:
    probes = [CAST.send(10 + second, "A", PORT, 1201, 9501, data=1) for second in range(8)]
    assert one(tmp_path, *CAST.opened(3, PORT), *probes, CAST.send(19, "RA", PORT, 1202, 9501)).outcome == "aborted"


def test_frames_that_a_capture_has_twice_were_not_sent_again(tmp_path: Path) -> None:
    sent = [CAST.send(10 + number / 1e4, "PA", PORT, 1201 + 300 * number, 9501, data=300) for number in range(6)]
    twice = [(time + 2000, frame) for time, frame in sent]
    assert (
        one(tmp_path, *CAST.opened(3, PORT), *sent, *twice, CAST.send(10.1, "RA", PORT, 3001, 9501)).outcome
        == "aborted"
    )


def test_a_hole_that_nothing_fills_fails_a_connection_that_had_been_served(tmp_path: Path) -> None:
    frames = [
        *CAST.opened(3, PORT),
        CAST.send(10, "PA", PORT, 1201, 9501, data=100),
        CAST.back(10.001, "A", PORT, 9501, 1301),
        CAST.back(10.002, "PA", PORT, 9501 + 2800, 1301, data=200),
        CAST.send(10.003, "A", PORT, 1301, 9501),
        CAST.send(20, "FA", PORT, 1301, 9501),
    ]
    found = one(tmp_path, *frames)
    assert (found.outcome, found.broke) == ("stalled_midway", at(10.002))


def test_who_hangs_up_soon_did_not_wait_for_what_is_missing(tmp_path: Path) -> None:
    frames = [*CAST.opened(3, PORT), CAST.back(3.1, "PA", PORT, 9501 + 2800, 1201, data=200)]
    assert one(tmp_path, *frames, CAST.send(4, "RA", PORT, 1201, 9501)).outcome == "aborted"


def test_a_client_that_is_gone_is_no_failure_of_the_servers(tmp_path: Path) -> None:
    frames = [*CAST.opened(3, PORT), CAST.send(3.1, "A", PORT, 1201, 9501)]
    frames += [CAST.back(10 + wait, "PA", PORT, 9501, 1201, data=900) for wait in (0, 0.2, 0.6, 1.4, 3.0, 6.2)]
    assert one(tmp_path, *frames, CAST.back(20, "RA", PORT, 10401, 1201)).outcome == "ok"
    assert one(tmp_path, *frames, CAST.send(20, "FA", PORT, 1201, 9501)).outcome == "stalled_midway"


def test_an_answer_of_which_the_end_alone_came_was_not_served(tmp_path: Path) -> None:
    assert one(tmp_path, *behind(CAST, 5, PORT)).outcome == "unserved"


def test_a_reset_in_mid_connection_stays_one(tmp_path: Path) -> None:
    frames = [*CAST.opened(3, PORT), *in_vain(CAST, 10, PORT, 300)[:-1], CAST.back(17, "R", PORT, 9501)]
    found = one(tmp_path, *frames)
    assert (found.outcome, found.broke) == ("reset_midway", at(17))


def test_an_incident_lies_where_connections_broke(tmp_path: Path) -> None:
    (record,) = result(tmp_path, CAST, *owned(CAST), *CAST.opened(3, PORT), *in_vain(CAST, 100, PORT, 300)).case.vips
    (incident,) = record.incidents
    assert (incident.start, incident.attempts, incident.failed) == (at(100.2), 1, 1)


def test_an_address_that_talks_to_itself_and_the_loopback_make_no_attempts(tmp_path: Path) -> None:
    inside = CAST.__class__(client=CAST.vip)
    loopback = CAST.__class__(macs=("00:00:00:00:00:00",) * 4, client_mac="00:00:00:00:00:00", client="127.0.0.1")
    frames = [*inside.lost(5, PORT), *loopback.lost(6, PORT + 1), CAST.bystander(20)]
    (record,) = result(tmp_path, CAST, *owned(CAST), *frames).case.vips
    assert [connection.sender_port for connection in record.connections] == [40000]
