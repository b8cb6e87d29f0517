"""Ranges that the user names, or that files give, as addresses to ask for."""

from dataclasses import replace
from pathlib import Path

import pytest

from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.lint.facts.cilium import Cilium, CiliumPool
from arpwatch_k8s.probe.pool import MOST_ADDRESSES, addresses_of, given, named, place, pools_of
from tests.diagnosis.configured import facts, spans
from tests.diagnosis.configured import place as written


@pytest.mark.parametrize(
    ("text", "first", "last", "size"),
    [
        ("192.0.2.80-192.0.2.83", "192.0.2.80", "192.0.2.83", 4),
        ("192.0.2.64/30", "192.0.2.64", "192.0.2.67", 4),
        ("192.0.2.80", "192.0.2.80", "192.0.2.80", 1),
        ("2001:db8::10-2001:db8::1f", "2001:db8::10", "2001:db8::1f", 16),
    ],
)
def test_a_range_is_all_its_addresses(text: str, first: str, last: str, size: int) -> None:
    addresses = addresses_of([named(text)])
    assert (addresses[0], addresses[-1], len(addresses)) == (first, last, size)


@pytest.mark.parametrize("text", ["", "somewhere", "192.0.2.9-192.0.2.1", "192.0.2.1-2001:db8::1", "192.0.2.0/33"])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no range of addresses"):
        named(text)


def test_more_addresses_than_are_asked_for_are_refused_before_they_are_made() -> None:
    with pytest.raises(UsageError, match=f"at most {MOST_ADDRESSES:,}"):
        addresses_of([named("2001:db8::/64")])
    assert len(addresses_of([named("10.0.0.0/20")])) == MOST_ADDRESSES


def test_ranges_that_share_addresses_ask_for_each_once() -> None:
    pools = [named("192.0.2.80-192.0.2.83"), named("192.0.2.82/31")]
    assert len(addresses_of(pools)) == 4
    assert place(pools, "192.0.2.82") == "192.0.2.80-192.0.2.83"


def test_pools_of_files_are_called_by_their_names() -> None:
    blue = CiliumPool(name="blue", place=written(2), spans=spans("192.0.2.96/30"))
    cilium = Cilium(place=written(1), made_by="manifests", pools=(blue,))
    known = replace(facts("192.0.2.80/31"), cilium=(cilium,))
    assert [pool.name for pool in pools_of(known)] == ["pool-0 192.0.2.80/31", "blue 192.0.2.96/30"]


def test_a_file_without_pools_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("kind: ConfigMap\napiVersion: v1\n")
    with pytest.raises(InputError, match="gives no pool"):
        given(str(file))
