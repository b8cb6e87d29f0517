"""Which advertisements choose a pool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.lint.facts.metallb import Advertisement, MetalLb, Pool

MOST: Final = 200_000
"""Pools times advertisements that choose by labels, above which it is not looked which choose which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A pool with the advertisements that choose it."""

    pool: Pool
    by: tuple[Advertisement, ...]
    may_be_more: bool
    """Whether one more may choose it, of which a name or a label cannot be known."""


def chosen(metallb: MetalLb) -> Iterator[Chosen]:
    """Each pool with its advertisements (MetalLB internal/config, setL2AdvertisementsToPools)."""
    everywhere: list[Advertisement] = []
    by_name: dict[str, list[Advertisement]] = {}
    selecting: list[Advertisement] = []
    unknown = False
    for each in metallb.advertisements:
        if not each.pools and not each.pool_selectors:
            everywhere.append(each)
        for name in {setting.text for setting in each.pools if setting.is_known}:
            by_name.setdefault(name, []).append(each)
        unknown |= any(not setting.is_known for setting in each.pools)
        if each.pool_selectors:
            selecting.append(each)
    too_many = len(selecting) * len(metallb.pools) > MOST
    for pool in metallb.pools:
        named = by_name.get(pool.name, [])
        selected: list[Advertisement] = []
        open_ones = unknown or too_many or (pool.name_is_open and bool(by_name))
        for each in () if too_many else selecting:
            answers = [selector.meets(dict(pool.labels)) for selector in each.pool_selectors]
            if True in answers:
                selected += [each] if each not in named else []
            elif None in answers:
                open_ones = True
        yield Chosen(pool=pool, by=(*named, *selected, *everywhere), may_be_more=open_ones)
