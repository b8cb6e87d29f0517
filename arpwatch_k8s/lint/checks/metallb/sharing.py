"""Services that share an address by MetalLB's annotation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.lint.checks.between.taking import by_metallb, takes
from arpwatch_k8s.lint.facts.cluster import Service
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.metallb import MetalLb
from arpwatch_k8s.lint.facts.span import Address
from arpwatch_k8s.lint.fault import Side
from arpwatch_k8s.lint.setting import Setting
from arpwatch_k8s.wording.plain import plain

ALLOW: Final = ("metallb.io/allow-shared-ip", "metallb.universe.tf/allow-shared-ip")


def key_of(service: Service) -> Setting | None:
    """The annotation that lets a Service share its address; None where it has none."""
    return next((service.annotations[name] for name in ALLOW if name in service.annotations), None)


def shared(facts: Facts, metallb: MetalLb) -> Iterator[tuple[Address, list[Service]]]:
    """Addresses with the Services of MetalLB that share each, by their annotation's value: two at least."""
    taken = by_metallb(metallb)
    groups: dict[tuple[Address, str], list[Service]] = {}
    for service in facts.services:
        key = key_of(service)
        if key is not None and key.text and takes(taken, service):
            for address in service.addresses:
                groups.setdefault((address, key.text), []).append(service)
    for (address, _), services in sorted(groups.items(), key=lambda each: (each[0][0].version, each[0])):
        if len(services) > 1:
            yield address, services


def side(service: Service) -> Side:
    """A Service with what it says of sharing."""
    key = key_of(service)
    place = key.place if key is not None and key.place is not None else service.place
    return Side(place=place, says=f"the Service {plain(service.name)}" + ("" if key is None else f", {key.said}"))
