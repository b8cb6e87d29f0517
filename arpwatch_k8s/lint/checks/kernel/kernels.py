"""A host's kernel: what it had, what its files set, and which of several values counts.

The kernel takes the greatest of `all` and an interface's own value for some keys, either for others, both for a few
(include/linux/inetdevice.h). `default` counts for none: it is what interfaces begin with that are made later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from arpwatch_k8s.lint.checks.kernel.roles import VIRTUAL
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import Sysctl, own_name
from arpwatch_k8s.lint.fault import Side
from arpwatch_k8s.lint.setting import Setting
from arpwatch_k8s.wording.plain import plain

CONF: Final = "net.ipv4.conf"
ANY: Final = "*"
"""The interface of a pattern, `net.ipv4.conf.*.arp_ignore`: all of them (sysctl.d(5))."""


MOST_SHOWN: Final = 3
"""Interfaces of a host that are named; of more, how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """The values of one kernel, or those that a host's files set."""

    by_key: Mapping[str, Setting] = field(default_factory=dict)
    by_name: Mapping[str, Mapping[str, Setting]] = field(default_factory=dict)
    """Of each key of an interface, as `arp_ignore`, the value by interface."""

    def of(self, name: str, interface: str) -> Setting | None:
        """An interface's own value; None where nothing says it."""
        found = self.by_name.get(name, {})
        return found.get(interface) or found.get(ANY)

    def number(self, name: str, interface: str) -> float | None:
        """The same as a number."""
        found = self.of(name, interface)
        return found.number if found is not None else None

    def outside(self, name: str) -> list[str]:
        """The interfaces with a value at which somebody outside may ask."""
        return [each for each in self.by_name.get(name, {}) if not VIRTUAL.fullmatch(each.replace("/", "."))]

    def unknown(self, name: str) -> Iterator[Setting]:
        """Values that cannot be known."""
        yield from (each for each in self.by_name.get(name, {}).values() if not each.is_known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """One host."""

    host: str
    live: Values
    """What its kernel had; of no key where that was not read."""
    written: Values
    """What its files set."""

    @property
    def values(self) -> Values:
        """What its kernel had, else what its files set."""
        return self.live if self.live.by_key else self.written


def kernels(facts: Facts) -> list[Kernel]:
    """All hosts whose values were read."""
    by_host: dict[str, list[Sysctl]] = {}
    for each in facts.sysctls:
        by_host.setdefault(each.host, []).append(each)
    return [
        Kernel(
            host=host,
            live=values([each for each in several if each.live]),
            written=values([each for each in several if not each.live]),
        )
        for host, several in by_host.items()
    ]


def values(sysctls: list[Sysctl]) -> Values:
    """Values, by what they are looked for by."""
    by_name: dict[str, dict[str, Setting]] = {}
    for each in sysctls:
        parts = each.key.split(".")
        if each.key.startswith(f"{CONF}.") and len(parts) == 5:
            by_name.setdefault(parts[4], {})[parts[3]] = each.setting
    return Values(by_key={each.key: each.setting for each in sysctls}, by_name=by_name)


def greatest(values: Values, name: str, interface: str) -> float | None:
    """Of a key of which the greatest counts; None where neither value is known."""
    known = [each for each in (values.number(name, "all"), values.number(name, interface)) if each is not None]
    return max(known, default=None)


def switched_on(values: Values, name: str) -> list[Setting]:
    """Of a key of which either counts: what switches it on for anybody outside."""
    found = [values.of(name, each) for each in ("all", *values.outside(name))]
    return [each for each in found if each is not None and (each.number or 0) > 0]


def shown(names: list[str]) -> list[str]:
    """The first of some names, and how many more there are."""
    return names if len(names) <= MOST_SHOWN else [*names[:MOST_SHOWN], f"{len(names) - MOST_SHOWN} more"]


def side(setting: Setting) -> Side:
    """A value as a side of a fault."""
    assert setting.place is not None
    return Side(place=setting.place, says=setting.said)


def named(host: str) -> str:
    """A host, without the folders before it."""
    return plain(own_name(host))


def key(name: str, interface: str = "all") -> str:
    """A key as one would write it."""
    return f"{CONF}.{plain(interface)}.{name}"
