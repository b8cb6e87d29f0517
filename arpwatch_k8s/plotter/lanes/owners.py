"""Colors: a node has the same one in every lane, by sorted name, so that figures of one case agree.

The Okabe-Ito palette without its black, in an order that puts dark beside light; from the third on a hatch
tells apart what a gray printer makes alike; beyond seven, color and hatch are combined anew. What is known of a node is
at times its log's file alone: that is gray, as it may be any of the nodes that have a color.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.plotter.records import OwnerStyle
from arpwatch_k8s.plotter.scale import TEXT_SIZE
from arpwatch_k8s.plotter.text import cut
from arpwatch_k8s.plotter.theme import LIGHT, Theme, legible
from arpwatch_k8s.wording.plain import plain

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
GRAYS: Final = (("#dadada", BLACK), ("#b0b0b0", BLACK), ("#8c8c8c", BLACK))
"""The same of files that stand for nodes."""
HATCHES: Final = ("", "..", "\\\\\\", "xxx", "---", "ooo", "+++", "***")
FIRST_HATCHED: Final = 2
MOST_NAME: Final = 230.0
"""Points: ip-10-0-12-34.eu-central-1.compute.internal fits."""
DIGITS: Final = "0123456789"
LEAST_TAIL: Final = len("00:00")

Key = tuple[tuple[int, int, str], ...]


def owner_styles(
    owners: Iterable[int],
    inventory: Inventory,
    theme: Theme = LIGHT,
    by_name: Mapping[str, int] = MappingProxyType({}),
    files: Mapping[str, str] = MappingProxyType({}),
) -> tuple[OwnerStyle, ...]:
    """Styles of owners (one MAC each, or a number of `by_name`), named nodes first, each kind in natural order of its
    names, and logs last; `files`: names of `by_name` that are files', each with what tells it from the others."""
    alone = {number: name for name, number in by_name.items() if name not in files}
    named = sorted((*called(owner, inventory, alone), owner) for owner in {*owners, *alone})
    ends = tail_length([mac_text(owner) or "" for _, _, _, owner in named])
    nodes = (style(index, owner, name, theme, ends) for index, (_, _, name, owner) in enumerate(named))
    logs = (
        style_of_log(index, by_name[name], name, files[name], theme)
        for index, name in enumerate(sorted(files, key=natural))
    )
    return (*nodes, *logs)


def tail_length(macs: Sequence[str]) -> int:
    """Characters from a MAC's end that tell all of these apart: two bytes of it, or more where those are alike."""
    lengths = range(LEAST_TAIL, len("00:00:00:00:00:00"), len(":00"))
    return next((n for n in lengths if len({mac[-n:] for mac in macs}) == len(set(macs))), lengths.stop)


def called(owner: int, inventory: Inventory, alone: Mapping[int, str]) -> tuple[int, Key, str]:
    """Which kind of owner it is, the key to sort it by among those, and what to call it; `alone`: names without a MAC,
    which come last, so that logs given beside a capture do not change the colors of its nodes."""
    given = alone.get(owner) or inventory.name(owner)
    if given:
        name = plain(given)
        return 2 if owner in alone else 0, natural(name), cut(name, MOST_NAME, TEXT_SIZE)
    mac = mac_text(owner) or "unknown MAC"
    return 1, ((1, 0, mac),), mac


def natural(name: str) -> Key:
    """Sort key that puts node2 before node10: numbers compare by their length first."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    return tuple((0, len(part.lstrip("0")), part.lstrip("0")) if part[0] in DIGITS else (1, 0, part) for part in parts)


def style(index: int, owner: int, name: str, theme: Theme, ends: int = LEAST_TAIL) -> OwnerStyle:
    """The style of the owner at `index` in sorted order."""
    color, ink = PALETTE[index % len(PALETTE)]
    turn, place = divmod(index, len(PALETTE))
    hatch = HATCHES[(place if place >= FIRST_HATCHED else 0) if turn == 0 else (place + turn) % len(HATCHES)]
    mac = mac_text(owner) or ""
    tail = f"..{mac[-ends:]}" if mac else ""
    return OwnerStyle(
        owner=owner,
        name=name,
        mac=mac,
        short=name if mac in ("", name) else f"{name} {tail}",
        tail=tail,
        color=color,
        hatch=hatch,
        ink=ink,
        line=legible(color, theme),
    )


def style_of_log(index: int, owner: int, name: str, part: str, theme: Theme) -> OwnerStyle:
    """The style of a log, at `index` in sorted order, whose node nothing tells; `part` tells it from the others."""
    turn, place = divmod(index, len(GRAYS))
    color, ink = GRAYS[place]
    label = cut(plain(f"log {name}"), MOST_NAME, TEXT_SIZE)
    return OwnerStyle(
        owner=owner,
        name=label,
        mac="",
        short=label,
        tail=cut(plain(f"log {part}".strip()), MOST_NAME, TEXT_SIZE),
        color=color,
        hatch=HATCHES[turn % len(HATCHES)],
        ink=ink,
        line=legible(color, theme),
    )
