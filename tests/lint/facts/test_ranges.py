"""Many spans as few."""

from ipaddress import ip_address

from arpwatch_k8s.lint.facts.ranges import NO_RANGES, ranges
from tests.diagnosis.configured import spans


def test_spans_that_meet_are_one_and_each_address_of_any_is_found() -> None:
    several = spans("192.0.2.80-192.0.2.90", "192.0.2.85-192.0.2.99", "192.0.2.10", "2001:db8::/120", "192.0.2.82/31")
    found = ranges(several)
    assert len(found.firsts) == 3
    for last in (9, 10, 11, 79, 80, 84, 90, 99, 100):
        address = ip_address(f"192.0.2.{last}")
        assert (address in found) is any(address in each for each in several)
    assert ip_address("2001:db8::ff") in found
    assert ip_address("2001:db8::100") not in found


def test_an_address_of_one_family_is_in_no_span_of_the_other() -> None:
    assert ip_address("::c000:250") not in ranges(spans("192.0.2.80"))
    assert ip_address("192.0.2.80") not in ranges(spans("::c000:250"))
    assert ip_address("192.0.2.80") not in NO_RANGES
