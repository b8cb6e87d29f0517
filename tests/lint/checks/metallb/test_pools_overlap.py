"""pools-overlap."""

from tests.lint.linting import faults, linted, undecided
from tests.lint.objects import advertisement, pool

CHECK = "pools-overlap"
ALL = advertisement("all")


def test_two_pools_that_share_an_address_are_told_with_both_spans() -> None:
    text = pool("a", "192.0.2.10-192.0.2.20") + "---\n" + pool("b", "192.0.2.64/28", "192.0.2.20-192.0.2.30")
    assert faults({"pools.yaml": text, "ad.yaml": ALL}, CHECK) == [["pools.yaml:20", "pools.yaml:9"]]
    (fault,) = [each.fault for each in linted({"pools.yaml": text}).faults if each.check.id == CHECK]
    assert "192.0.2.20:" in fault.summary


def test_pools_that_touch_are_fine() -> None:
    text = pool("a", "192.0.2.0/28") + "---\n" + pool("b", "192.0.2.16/28", "2001:db8::/120")
    assert faults({"pools.yaml": text}, CHECK) == []


def test_a_pool_that_holds_an_address_twice_is_told() -> None:
    assert faults({"a.yaml": pool("a", "192.0.2.0/28", "192.0.2.8/29")}, CHECK) == [["a.yaml:10", "a.yaml:9"]]


def test_a_span_within_a_wide_one_is_found_behind_others() -> None:
    text = "---\n".join([pool("wide", "192.0.2.0/24"), pool("a", "192.0.2.1/32"), pool("b", "192.0.2.200/32")])
    assert [sides[1] for sides in faults({"pools.yaml": text}, CHECK)] == ["pools.yaml:9", "pools.yaml:9"]


def test_one_pool_in_a_manifest_and_in_a_listing_does_not_overlap_with_itself() -> None:
    assert faults({"a.yaml": pool("a", "192.0.2.0/28"), "b.yaml": pool("a", "192.0.2.0/28")}, CHECK) == []


def test_a_pool_whose_addresses_are_filled_in_later_leaves_it_open() -> None:
    text = pool("a", "192.0.2.0/28") + "---\n" + pool("b", "${RANGE}")
    assert faults({"pools.yaml": text}, CHECK) == []
    assert len(undecided({"pools.yaml": text}, CHECK)) == 1
