"""How attempts begin, which SYN-ACK answers, and what an error means that a retry overcomes."""

from pathlib import Path

import pytest

from tests.correlator.connections.test_lost import PORT, at, one
from tests.diagnosis.cast import USUAL as CAST


def test_every_syn_ack_of_an_attempt_counts_and_the_first_one_answers(tmp_path: Path) -> None:
    frames = [CAST.send(5, "S", PORT, 1000), *(CAST.back(5 + wait, "SA", PORT, 9000, 1001) for wait in (0.1, 1.1, 3.1))]
    found = one(tmp_path, *frames)
    assert (found.isn, found.answers, found.answer_time, found.answer_ttl) == (1000, 3, at(5.1), 64)


@pytest.mark.parametrize("error", ["host", "port"])
def test_an_error_that_a_retry_overcomes_is_a_delay(tmp_path: Path, error: str) -> None:
    found = one(tmp_path, CAST.send(5, "S", PORT, 1000), CAST.error(5.1, error, PORT, 1000), *CAST.served(6, PORT))
    assert (found.outcome, found.delayed, found.failed) == ("ok", True, False)


def test_an_error_before_a_late_answer_to_the_same_syn_ended_it(tmp_path: Path) -> None:
    frames = [CAST.send(5, "S", PORT, 1000), CAST.error(5.1, "host", PORT, 1000)]
    frames += [CAST.back(5.2, "SA", PORT, 9000, 1001), CAST.send(5.3, "R", PORT, 1001)]
    assert one(tmp_path, *frames).outcome == "unreachable"


def test_a_client_that_resets_the_answer_to_its_retry_had_given_up(tmp_path: Path) -> None:
    frames = [CAST.send(5, "S", PORT, 1000), CAST.error(8.07, "host", PORT, 1000), CAST.send(8.08, "S", PORT, 1000)]
    frames += [CAST.back(8.1, "SA", PORT, 9000, 1001), CAST.send(8.101, "R", PORT, 1001)]
    assert one(tmp_path, *frames).outcome == "unreachable"
