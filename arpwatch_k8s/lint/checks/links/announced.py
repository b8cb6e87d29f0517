"""Pools that MetalLB announces in layer 2, with the advertisements that choose them by name or choose all.

By labels too, as far as those are known. A pool of which it is not known whether one chooses it is left: that is told
by the checks of MetalLB itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.metallb import Advertisement, Pool


def announced(facts: Facts) -> Iterator[tuple[Pool, tuple[Advertisement, ...]]]:
    """Each such pool. One of the old ConfigMap says by itself that it is, and has no advertisements."""
    for metallb in facts.metallb:
        layer2 = [each for each in metallb.advertisements if each.layer2]
        everywhere = [each for each in layer2 if not each.pools and not each.pool_selectors]
        selecting = [each for each in layer2 if each.pool_selectors]
        by_name: dict[str, list[Advertisement]] = {}
        for each in layer2:
            for name in {setting.text for setting in each.pools}:
                by_name.setdefault(name, []).append(each)
        for pool in metallb.pools:
            labels = dict(pool.labels)
            selected = [each for each in selecting if any(one.meets(labels) for one in each.pool_selectors)]
            by = (*by_name.get(pool.name, ()), *selected, *everywhere)
            if by or pool.protocol == "layer2":
                yield pool, by
