"""Outcomes by name and number."""

from arpwatch_k8s.correlator.connections.outcomes import ATTEMPT, FAILED, NUMBER, OUTCOMES

NOT_THE_VIP_S_FAULT = {"ok", "aborted", "open", "pending", "partial"}


def test_each_outcome_has_the_number_of_its_place_and_fits_its_field() -> None:
    assert [OUTCOMES[NUMBER[name]] for name in OUTCOMES] == list(OUTCOMES)
    assert len(OUTCOMES) < 1 << 8 * ATTEMPT["outcome"].itemsize - 1


def test_a_failure_is_what_is_not_well_nor_the_client_s_nor_unknown() -> None:
    assert set(OUTCOMES) - FAILED == NOT_THE_VIP_S_FAULT
