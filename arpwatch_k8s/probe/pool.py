"""Pools: the ranges that the user names, or that manifests give to MetalLB or Cilium, as addresses to ask for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.span import Span, span
from arpwatch_k8s.lint.linting import facts_of
from arpwatch_k8s.lint.loading import load
from arpwatch_k8s.lint.scopes import scopes
from arpwatch_k8s.lint.setting import Setting
from arpwatch_k8s.wording.names import readable
from arpwatch_k8s.wording.plain import plain

MOST_ADDRESSES: Final = 4096
"""Of all pools together: at 50 questions a second each asked three times, four minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Addresses from the first to the last."""

    name: str
    """As it was given: `192.0.2.80-192.0.2.99`; with the pool's name where a file gives it."""
    span: Span

    @property
    def size(self) -> int:
        """How many they are."""
        return int(self.span.last) - int(self.span.first) + 1

    def addresses(self) -> Iterator[str]:
        """All of them, as canonical texts."""
        kind = type(self.span.first)
        return (str(kind(number)) for number in range(int(self.span.first), int(self.span.last) + 1))

    def __contains__(self, address: str) -> bool:
        return ip_address(address) in self.span


def named(text: str) -> Pool:
    """A range that the user names; UsageError where it is none."""
    found = span(Setting(name="--pool", value=text))
    if found is None:
        raise UsageError(
            f"--pool {plain(text)}: no range of addresses",
            fix="Give 192.0.2.80-192.0.2.99, 192.0.2.64/26, or one address.",
        )
    return Pool(name=plain(text), span=found)


def given(path: str) -> list[Pool]:
    """The pools that a file, or the files of a folder, give; InputError where there is none."""
    loaded = load([path])
    found = [pool for scope in scopes(loaded.files) for pool in pools_of(facts_of(scope)[0])]
    if not found:
        raise InputError(
            f"{readable(path)}: gives no pool of addresses that could be read",
            fix="Name an IPAddressPool's manifest, or the range itself with --pool.",
        )
    return found


def pools_of(facts: Facts) -> Iterator[Pool]:
    """The pools in what was read."""
    several = [pool for metallb in facts.metallb for pool in metallb.pools]
    for name, spans in (
        *((pool.name, pool.spans) for pool in several),
        *((pool.name, pool.spans) for cilium in facts.cilium for pool in cilium.pools),
    ):
        yield from (Pool(name=plain(f"{name} {each.setting.text}"), span=each) for each in spans)


def addresses_of(pools: Sequence[Pool]) -> list[str]:
    """All addresses of pools, each once, in order; UsageError where they are too many."""
    total = sum(pool.size for pool in pools)
    if total > MOST_ADDRESSES:
        raise UsageError(
            f"{total:,} addresses, at most {MOST_ADDRESSES:,} are asked for in one run",
            fix="Give smaller ranges, one after the other.",
        )
    return list(dict.fromkeys(address for pool in pools for address in pool.addresses()))


def place(pools: Iterable[Pool], address: str) -> str:
    """The first pool that has an address."""
    return next(pool.name for pool in pools if address in pool)
