"""Who holds a VIP: the node, where one is known, and its MAC."""

from __future__ import annotations

from dataclasses import dataclass

from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.wording.value import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A node, or a MAC that no node is known for."""

    label: str
    """For people: name and MAC, or MAC and vendor."""

    mac: str | None
    """Lower case, with colons; None for a node that is known by its address alone."""

    node: str | None
    """The node's name, None where it has none."""


def holder_of(inventory: Inventory, owner: int, mac: int) -> Holder:
    """Who shows as `mac` and is the inventory's `owner`."""
    return Holder(label=inventory.label(owner, mac), mac=mac_text(mac), node=inventory.name(owner))


def holder_details(holder: Holder) -> dict[str, JsonValue]:
    """Who holds it now, for programs."""
    return {"mac": holder.mac, "node": holder.node}


def before_details(before: Holder) -> dict[str, JsonValue]:
    """Who held it before, for programs."""
    return {"before_mac": before.mac, "before_node": before.node}
