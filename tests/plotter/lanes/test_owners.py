"""Colors of nodes."""

from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.plotter.lanes.cluster import BY_NAME
from arpwatch_k8s.plotter.lanes.owners import FIRST_HATCHED, GRAYS, PALETTE, natural, owner_styles
from tests.plotter.results import A, B, C, inventory


def test_colors_follow_the_sorted_names_whatever_the_order_of_appearance() -> None:
    names = [style.name for style in owner_styles([C, B, A], inventory())]
    assert names == ["node1", "node2", "node10"]
    assert owner_styles([C, B, A], inventory()) == owner_styles([A, B, C, A], inventory())


def test_a_node_without_a_name_is_its_mac_and_comes_last() -> None:
    low, high = parse_mac("00:00:00:00:ba:40"), parse_mac("00:00:00:00:ba:4c")
    shown = owner_styles([high, low, A], inventory())
    assert [style.name for style in shown] == ["node1", "00:00:00:00:ba:40", "00:00:00:00:ba:4c"]
    assert (shown[0].short, shown[1].short) == ("node1 ..ba:0a", "00:00:00:00:ba:40")


def test_the_first_two_are_solid_and_no_two_of_forty_look_the_same() -> None:
    many = {f"node{i}": A + i for i in range(40)}
    shown = owner_styles(many.values(), inventory(many))
    assert [style.hatch for style in shown[:FIRST_HATCHED]] == ["", ""]
    assert all(style.hatch for style in shown[FIRST_HATCHED : len(PALETTE)])
    assert len({(style.color, style.hatch) for style in shown}) == 40


def test_the_first_two_differ_in_gray() -> None:
    first, second = (sum(int(color[i : i + 2], 16) for i in (1, 3, 5)) for color, _ in PALETTE[:2])
    assert abs(first - second) > 80


def test_numbers_of_any_length_in_a_name_can_be_sorted() -> None:
    assert natural("node" + "9" * 10_000) < natural("node1" + "0" * 10_000)
    assert natural("node2") < natural("node010")


def test_macs_that_end_alike_are_told_apart_by_more_of_their_end() -> None:
    one, two = parse_mac("52:54:00:00:02:16"), parse_mac("52:54:01:00:02:16")
    assert [style.tail for style in owner_styles([one, two], inventory())] == ["..00:00:02:16", "..01:00:02:16"]
    assert [style.tail for style in owner_styles([one, A], inventory())] == ["..ba:0a", "..02:16"]


def test_a_very_long_name_is_cut_but_sorted_by_all_of_it() -> None:
    long = {"n" * 1000 + "2": A, "n" * 1000 + "1": B}
    first, second = owner_styles(long.values(), inventory(long))
    assert (first.owner, second.owner) == (B, A)
    assert len(first.name) < 60


def test_a_log_whose_node_nothing_tells_is_gray_and_changes_no_node_s_color() -> None:
    names = {"speaker-node2.log": BY_NAME, "speaker-node3.log": BY_NAME | 1, "zebra": BY_NAME | 2}
    files = {"speaker-node2.log": "node2", "speaker-node3.log": "node3"}
    shown = owner_styles([A, B], inventory(), by_name=names, files=files)
    assert [(style.name, style.tail) for style in shown[3:]] == [
        ("log speaker-node2.log", "log node2"),
        ("log speaker-node3.log", "log node3"),
    ]
    assert [style.color for style in shown[3:]] == [color for color, _ in GRAYS[:2]]
    assert shown[:3] == owner_styles([A, B], inventory(), by_name={"zebra": BY_NAME | 2})


def test_no_two_of_twenty_logs_look_the_same_and_the_only_one_needs_no_part() -> None:
    names = {f"{number}.log": BY_NAME | number for number in range(20)}
    shown = owner_styles([], inventory(), by_name=names, files=dict.fromkeys(names, ""))
    assert len({(style.color, style.hatch) for style in shown}) == 20
    assert {style.tail for style in shown} == {"log"}
