"""The programs that are known: each with its sources, and in terms that matching understands."""

import pytest

from arpwatch_k8s.speakers.match import GROUPS
from arpwatch_k8s.speakers.signature import Signature
from arpwatch_k8s.speakers.signatures import BY_ID, SIGNATURES
from tests.speakers.programs import PROGRAMS, PROGRAMS6

SEEN_ONLY = {"router", "device"}
"""Known from captures, not from a source that could be played."""


def test_signatures_are_told_apart_and_each_is_played_in_a_test() -> None:
    assert len(BY_ID) == len(SIGNATURES)
    assert BY_ID.keys() == PROGRAMS.keys() | SEEN_ONLY
    assert PROGRAMS6.keys() <= BY_ID.keys()


@pytest.mark.parametrize("signature", SIGNATURES, ids=lambda signature: signature.id)
def test_a_signature_says_where_it_is_from_and_shares_that_can_be(signature: Signature) -> None:
    assert signature.sources
    assert signature.forms.keys() <= GROUPS.keys()
    shares = [*signature.forms.values(), *(known.likely for known in signature.beat.gaps), signature.usual]
    assert all(0 < share <= 1 for share in shares)
    assert 0 <= signature.mixes <= 1


@pytest.mark.parametrize("signature", SIGNATURES, ids=lambda signature: signature.id)
def test_a_burst_s_announcements_can_be_as_close_as_its_rhythm(signature: Signature) -> None:
    beat = signature.beat
    assert all(known.low <= known.high for known in beat.gaps)
    if beat.burst > 1:
        assert any(known.low <= beat.within_ns for known in beat.gaps)
    if beat.limit is not None:
        assert beat.limit >= beat.burst
