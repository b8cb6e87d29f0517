"""pool-without-advertisement."""

from tests.lint.linting import faults, undecided
from tests.lint.objects import advertisement, listing, pool

CHECK = "pool-without-advertisement"
LAN = pool("lan", "192.0.2.0/28", labels="{zone: a}")


def test_a_pool_without_any_advertisement_is_told() -> None:
    assert faults({"pool.yaml": LAN}, CHECK) == [["pool.yaml:4"]]


def test_a_pool_that_other_advertisements_leave_out_is_told_with_them() -> None:
    other = advertisement("dmz", "ipAddressPools: [dmz]")
    assert faults({"a.yaml": LAN, "b.yaml": other}, CHECK) == [["a.yaml:4", "b.yaml:4"]]


def test_a_pool_that_is_chosen_in_any_way_is_fine() -> None:
    for chosen in (
        advertisement("all"),
        advertisement("by-name", "ipAddressPools: [dmz, lan]"),
        advertisement("by-label", "ipAddressPoolSelectors:", "- matchLabels: {zone: a}"),
        advertisement("bgp", "ipAddressPools: [lan]", kind="BGPAdvertisement"),
    ):
        assert faults({"a.yaml": LAN, "b.yaml": chosen}, CHECK) == []
        assert undecided({"a.yaml": LAN, "b.yaml": chosen}, CHECK) == []


def test_a_pool_whose_labels_are_others_is_not_chosen() -> None:
    other = advertisement("by-label", "ipAddressPoolSelectors:", "- matchLabels: {zone: b}")
    assert faults({"a.yaml": LAN, "b.yaml": other}, CHECK) == [["a.yaml:4", "b.yaml:4"]]


def test_a_pool_of_the_old_kind_says_itself_how_it_is_announced() -> None:
    old = LAN.replace("IPAddressPool", "AddressPool") + "  protocol: layer2\n"
    assert faults({"a.yaml": old}, CHECK) == []


def test_an_advertisement_in_another_namespace_chooses_nothing_here() -> None:
    elsewhere = advertisement("all").replace("metallb-system", "default")
    assert faults({"a.yaml": LAN, "b.yaml": elsewhere}, CHECK) == [["a.yaml:4"]]


def test_a_listing_of_pools_alone_leaves_it_open() -> None:
    assert faults({"pools.yaml": listing(LAN)}, CHECK) == []
    assert len(undecided({"pools.yaml": listing(LAN)}, CHECK)) == 1


def test_an_advertisement_whose_pools_are_filled_in_later_leaves_it_open() -> None:
    later = advertisement("lan", "ipAddressPools: ['${POOL}']")
    assert faults({"a.yaml": LAN, "b.yaml": later}, CHECK) == []
    assert len(undecided({"a.yaml": LAN, "b.yaml": later}, CHECK)) == 1


def test_a_pool_whose_name_is_filled_in_elsewhere_leaves_it_open() -> None:
    texts = {"a.yaml": pool('"${POOL}"', "192.0.2.0/28"), "b.yaml": advertisement("lan", "ipAddressPools: [lan]")}
    assert faults(texts, CHECK) == []
    assert undecided(texts, CHECK) == [
        "whether an advertisement chooses the pool ${POOL}: which pools the advertisements choose would tell"
    ]


def test_a_file_that_breaks_off_may_have_one_behind_the_break() -> None:
    broken = LAN + "---\nother: [\n---\nkind: L2Advertisement\n"
    assert faults({"a.yaml": broken}, CHECK) == []
    (why,) = undecided({"a.yaml": broken}, CHECK)
    assert why.startswith("whether an advertisement chooses the pool lan: what stands behind a.yaml:1")
    assert faults({"a.yaml": LAN, "b.yaml": "other: [\n"}, CHECK) == [["a.yaml:4"]]
