"""Where two nodes were believed to hold an address at once."""

from arpwatch_k8s.correlator.ownership.epochs import EndsBy
from arpwatch_k8s.correlator.testimony.believed import MOST_AT_ONCE, Believed, ClusterEpoch, Voice, rivals
from arpwatch_k8s.evidence.reference import LineRef


def epoch(
    node: str, start: int, heard: int, *, width: int = 1, voice: Voice = Voice.LOG, vip: str = "a"
) -> ClusterEpoch:
    return ClusterEpoch(
        vip=vip,
        owner=None,
        node=node,
        program="metallb",
        voice=voice,
        start=start,
        start_width=width,
        end=100,
        ends_by=EndsBy.CAPTURE_END,
        said=LineRef(0, 1),
        ended=None,
        reason=None,
        lines=1,
        last=start,
        heard=heard,
    )


def found(*epochs: ClusterEpoch) -> list[tuple[str, str, int, int]]:
    return [(pair.first.node, pair.second.node, pair.start, pair.end) for pair in rivals(epochs)]


def test_two_nodes_that_are_both_heard_are_rivals_for_as_long_as_both_are() -> None:
    assert found(epoch("n1", 0, 50), epoch("n2", 10, 40)) == [("n1", "n2", 11, 40)]


def test_what_the_width_of_a_stamp_may_explain_is_no_rivalry() -> None:
    assert found(epoch("n1", 0, 11), epoch("n2", 10, 40)) == []
    assert found(epoch("n1", 0, 12), epoch("n2", 10, 40)) == [("n1", "n2", 11, 12)]


def test_one_node_two_voices_and_two_addresses_are_no_rivals() -> None:
    assert found(epoch("n1", 0, 50), epoch("n1", 10, 40)) == []
    assert found(epoch("n1", 0, 50), epoch("n2", 10, 40, voice=Voice.LEASE)) == []
    assert found(epoch("n1", 0, 50), epoch("n2", 10, 40, vip="b")) == []


def test_very_many_at_once_are_held_against_a_few() -> None:
    many = [epoch(f"n{number}", number, 90) for number in range(60)]
    assert len(found(*many)) <= 60 * MOST_AT_ONCE


def test_what_is_believed_of_one_address_is_told_apart() -> None:
    both = Believed(epochs=(epoch("n1", 0, 50), epoch("n2", 10, 40, vip="b")))
    assert [item.node for item in both.of("b").epochs] == ["n2"]
