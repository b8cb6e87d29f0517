"""What rows are made from, and the columns that tables share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from arpwatch_k8s.correlator.ownership.holders import NOBODY
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.inventory.nodes import BY_ADDRESS
from arpwatch_k8s.report.tables import column
from arpwatch_k8s.report.tables.column import Column, Source

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.correlator.correlate import VipRecord
    from arpwatch_k8s.evidence.segment import Segment

Item = TypeVar("Item")
ItemOut = TypeVar("ItemOut", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Generic[ItemOut]):
    """One thing of a result."""

    result: Result
    """What names and captures are looked up in."""
    item: ItemOut
    """The thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VipRow(Generic[ItemOut]):
    """One thing of one VIP on one segment."""

    result: Result
    """What names and captures are looked up in."""
    view: str | None
    """The capture, or the captures merged, that it was seen in; None where there is none."""
    record: VipRecord
    """The VIP on a segment."""
    item: ItemOut
    """The thing."""


def of_record(
    result: Result, record: VipRecord, items: Iterable[Item], *, view: str | None = None
) -> Iterator[VipRow[Item]]:
    """Rows of things of one record, seen in its own view where no other is given."""
    seen_in = view_name(result, record.view) if view is None else view
    return (VipRow(result=result, view=seen_in, record=record, item=item) for item in items)


def of_vips(result: Result, items: Callable[[VipRecord], Iterable[Item]]) -> Iterator[VipRow[Item]]:
    """Rows of things of every VIP and segment, in order."""
    for record in result.case.vips:
        yield from of_record(result, record, items(record))


def view_name(result: Result, view: int) -> str | None:
    """The name of a view by its number."""
    return result.case.views[view].name if result.case.views else None


def vip(get: Callable[[Source], str | None]) -> Column[Source]:
    """The column of the VIP."""
    return column.text("vip", "the VIP", get)


def segment(get: Callable[[Source], Segment]) -> Column[Source]:
    """The column of the segment."""
    return column.text(
        "segment",
        "interface id, or if and the kernel's index, with .VLAN where tagged",
        lambda source: str(get(source)),
    )


VIEW: Final[Column[VipRow[object]]] = column.text("view", "the capture, or the captures merged", lambda row: row.view)
VIP: Final[Column[VipRow[object]]] = vip(lambda row: row.record.vip)
SEGMENT: Final[Column[VipRow[object]]] = segment(lambda row: row.record.segment)


def node_name(result: Result, owner: int) -> str | None:
    """The name of an owner's node, where it is known."""
    return result.case.inventory.name(owner)


def mac_of(owner: int) -> int | None:
    """The MAC that stands for an owner; None where nobody is known, or by an address alone."""
    return None if owner == NOBODY or owner & BY_ADDRESS else owner


def owner_name(result: Result, owner: int) -> str | None:
    """The node's name, or else its MAC; None where nobody is known."""
    mac = mac_of(owner)
    return None if owner == NOBODY else node_name(result, owner) or (None if mac is None else mac_text(mac))
