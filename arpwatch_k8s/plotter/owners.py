"""Colors: a node has the same one in every lane, by sorted name, so that figures of one case agree.

The Okabe-Ito palette without its black, in an order that puts dark beside light; from the third on a hatch tells apart
what a gray printer makes alike; beyond seven, color and hatch are combined anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.plotter.records import OwnerStyle
from arpwatch_k8s.plotter.text import plain

WHITE, BLACK = "#ffffff", "#000000"
PALETTE: Final = (
    ("#0072b2", WHITE),
    ("#e69f00", BLACK),
    ("#009e73", BLACK),
    ("#cc79a7", BLACK),
    ("#56b4e9", BLACK),
    ("#d55e00", BLACK),
    ("#f0e442", BLACK),
)
"""Color, and the color of text upon it. Okabe and Ito, Color Universal Design, 2008."""
HATCHES: Final = ("", "..", "\\\\\\", "xxx", "---", "ooo", "+++", "***")
FIRST_HATCHED: Final = 2


def owner_styles(owners: Iterable[int], inventory: Inventory) -> tuple[OwnerStyle, ...]:
    """Styles of owners (one MAC each), named nodes first, each kind in natural order of its names."""
    named = sorted(
        (unnamed, natural(name), owner, name) for owner in set(owners) for unnamed, name in [called(owner, inventory)]
    )
    return tuple(style(index, owner, name) for index, (_, _, owner, name) in enumerate(named))


def called(owner: int, inventory: Inventory) -> tuple[bool, str]:
    """Whether an owner has no name, and what to call it."""
    name = inventory.name(owner)
    return (False, plain(name)) if name else (True, mac_text(owner) or "unknown MAC")


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sort key that puts node2 before node10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def style(index: int, owner: int, name: str) -> OwnerStyle:
    """The style of the owner at `index` in sorted order."""
    color, ink = PALETTE[index % len(PALETTE)]
    turn, place = divmod(index, len(PALETTE))
    hatch = HATCHES[(place if place >= FIRST_HATCHED else 0) if turn == 0 else (place + turn) % len(HATCHES)]
    mac = mac_text(owner) or ""
    short = name if name == mac else f"{name} ..{mac[-5:]}"
    return OwnerStyle(owner=owner, name=name, mac=mac, short=short, color=color, hatch=hatch, ink=ink)
