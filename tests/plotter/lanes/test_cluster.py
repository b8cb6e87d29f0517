"""Who the cluster said held a VIP, as lanes."""

from arpwatch_k8s.correlator.ownership.epochs import EndsBy
from arpwatch_k8s.correlator.testimony.believed import ClusterEpoch, Voice
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.plotter.lanes.cluster import BY_NAME, cluster_lanes, named_nodes
from arpwatch_k8s.plotter.lanes.owners import owner_styles
from arpwatch_k8s.plotter.records import BarState, OwnerLane
from arpwatch_k8s.plotter.scale import page_scale
from arpwatch_k8s.plotter.setting import Setting
from tests.plotter.results import NS, T0, VIP, A, B, at, inventory

NODES = {"node1": A, "node2": B}


def said(
    node: str, start: float, end: float | None = None, *, heard: float = 60, program: str = "metallb"
) -> ClusterEpoch:
    """An epoch in seconds; without an end, nobody took it back."""
    until = 60 if end is None else end
    return ClusterEpoch(
        vip=VIP,
        owner=NODES.get(node),
        node=node,
        program=program,
        voice=Voice.LOG,
        start=at(start),
        start_width=NS,
        end=at(until),
        ends_by=EndsBy.CAPTURE_END if end is None else EndsBy.WITHDRAWN,
        said=LineRef(0, 1),
        ended=None if end is None else LineRef(0, 2),
        reason=None,
        lines=1,
        last=at(start),
        heard=at(min(until, heard)),
    )


def drawn(*epochs: ClusterEpoch) -> list[list[tuple[BarState, tuple[str, ...], float, float]]]:
    """Lanes as what bars say: state, nodes, from when, up to when."""
    by_name = named_nodes(epochs)
    styles = owner_styles(NODES.values(), inventory(), by_name=by_name)
    setting = Setting(
        scale=page_scale(at(0), at(60)),
        styles={style.owner: style for style in styles},
        inventory=inventory(),
        zone=None,
        by_name=by_name,
    )
    lanes = [lane for lane in cluster_lanes(epochs, setting) if isinstance(lane, OwnerLane)]
    names = {style.owner: style.name for style in styles}
    return [
        [
            (bar.state, tuple(names[owner] for owner in bar.owners), (bar.start - T0) / NS, (bar.end - T0) / NS)
            for bar in lane.bars
        ]
        for lane in lanes
    ]


HELD, TOGETHER, UNKNOWN = BarState.HELD, BarState.TOGETHER, BarState.UNKNOWN


def test_epochs_that_follow_each_other_are_bars_beside_each_other() -> None:
    assert drawn(said("node1", 0, 20), said("node2", 30)) == [
        [(HELD, ("node1",), 0, 20), (UNKNOWN, (), 20, 30), (HELD, ("node2",), 30, 60)]
    ]


def test_two_at_once_are_one_split_bar() -> None:
    assert drawn(said("node1", 0, 40), said("node2", 20)) == [
        [(HELD, ("node1",), 0, 20), (TOGETHER, ("node1", "node2"), 20, 40), (HELD, ("node2",), 40, 60)]
    ]


def test_one_that_is_not_heard_any_more_gives_way_to_the_next() -> None:
    assert drawn(said("node1", 0, heard=10), said("node2", 20)) == [
        [(HELD, ("node1",), 0, 20), (HELD, ("node2",), 20, 60)]
    ]
    assert drawn(said("node1", 0, heard=10)) == [[(HELD, ("node1",), 0, 60)]]


def test_a_node_without_a_mac_has_a_style_of_its_own_under_its_name() -> None:
    assert drawn(said("speaker-a", 0, 20), said("node1", 20)) == [
        [(HELD, ("speaker-a",), 0, 20), (HELD, ("node1",), 20, 60)]
    ]
    assert named_nodes([said("b10", 0), said("b9", 0), said("node1", 0)]) == {"b9": BY_NAME, "b10": BY_NAME | 1}


def test_each_program_has_a_lane() -> None:
    assert [len(lane) for lane in drawn(said("node1", 0, program="kube-vip"), said("node2", 0))] == [1, 1]


def test_what_is_over_at_once_is_drawn_all_the_same() -> None:
    (lane,) = drawn(said("node1", 10, 10), said("node2", 40))
    assert [(state, nodes) for state, nodes, _, _ in lane] == [
        (UNKNOWN, ()),
        (HELD, ("node1",)),
        (UNKNOWN, ()),
        (HELD, ("node2",)),
    ]


def test_nodes_without_a_mac_leave_the_others_their_colors() -> None:
    by_name = {"a-speaker": BY_NAME}
    assert owner_styles([A, B], inventory(), by_name=by_name)[:2] == owner_styles([A, B], inventory())


def test_a_style_without_a_mac_has_no_end_of_one() -> None:
    (style,) = owner_styles([], inventory(), by_name={"speaker-a": BY_NAME})
    assert (style.mac, style.tail, style.short) == ("", "", "speaker-a")
