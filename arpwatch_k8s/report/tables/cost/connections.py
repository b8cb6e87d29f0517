"""The table of connections, the one that is made column by column: there may be a million of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.outcomes import NEVER, OUTCOMES
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.frame import categories
from arpwatch_k8s.report.tables.column import Column, ColumnType
from arpwatch_k8s.report.tables.dtypes import typed
from arpwatch_k8s.report.tables.rows import SEGMENT, VIEW, VIP, VipRow, of_vips

if TYPE_CHECKING:
    from typing import Any

    import pandas as pd
    from numpy.typing import NDArray
    from pandas.api.extensions import ExtensionArray

    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.correlator.connections.connections import Connections
    from arpwatch_k8s.report.tables.column import Cell

    Part = VipRow[Connections]
    """All connections of one VIP on one segment."""
    Cells = NDArray[Any] | ExtensionArray | pd.DatetimeIndex | list[Cell]

MOST: Final = 1_000_000
"""Connections that the table holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayColumn:
    """A column of connections."""

    name: str
    """Its heading."""
    type: ColumnType
    """What its cells are."""
    unit: str = ""
    """Of its numbers: bytes; empty where they count things, or are none."""
    meaning: str
    """What it holds, in a line."""
    get: Callable[[Part], Cells]
    """Its cells, for all connections of one VIP on one segment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayTable:
    """A table that is made column by column."""

    name: str
    """By which it is an `Analysis`'s property, and a file."""
    row: str
    """What a row is."""
    columns: tuple[ArrayColumn, ...]
    """Its columns, in order."""

    def frame(self, result: Result) -> pd.DataFrame:
        """The table of a result, as many connections as it holds."""
        import pandas as pd

        parts = [
            pd.DataFrame({column.name: column.get(part) for column in self.columns})
            for part in of_vips(result, lambda record: (record.connections,))
        ]
        nothing = pd.DataFrame(columns=[column.name for column in self.columns])
        every = pd.concat(parts, ignore_index=True) if parts else nothing
        return typed(every.iloc[:MOST], self.columns, texts="category")


def notable(every: pd.DataFrame) -> pd.DataFrame:
    """The connections that were not simply fine: all but the ok ones, and of these what moved or was delayed."""
    return every[(every["outcome"] != "ok") | every["moved"] | every["delayed"]].reset_index(drop=True)


def same(column: Column[VipRow[object]]) -> ArrayColumn:
    """A column whose cells are the same for all connections of a VIP on a segment."""
    return ArrayColumn(
        name=column.name,
        type=column.type,
        meaning=column.meaning,
        get=lambda part: [column.get(part)] * len(part.item),
    )


def numbers(name: str, meaning: str, field: str) -> ArrayColumn:
    """A column of whole numbers that stand in a field of `ATTEMPT`."""
    return ArrayColumn(name=name, type=ColumnType.INTEGER, meaning=meaning, get=lambda part: part.item.column(field))


def times(name: str, meaning: str, field: str) -> ArrayColumn:
    """A column of times that stand in a field of `ATTEMPT`, NaT for those that never were."""

    def cells(part: Part) -> pd.DatetimeIndex:
        import pandas as pd

        ns = part.item.column(field)
        return pd.DatetimeIndex(np.where(ns == NEVER, np.iinfo(np.int64).min, ns).view("M8[ns]")).tz_localize("UTC")

    return ArrayColumn(name=name, type=ColumnType.TIME, meaning=meaning, get=cells)


def macs(name: str, meaning: str, get: Callable[[Connections], NDArray[Any]]) -> ArrayColumn:
    """A column of MACs, as the evidence numbers them."""
    return ArrayColumn(
        name=name, type=ColumnType.MAC, meaning=meaning, get=lambda part: categories(get(part.item), mac_text)
    )


def flags(name: str, meaning: str, get: Callable[[Connections], NDArray[np.bool_]]) -> ArrayColumn:
    """A column of yes and no."""
    return ArrayColumn(name=name, type=ColumnType.FLAG, meaning=meaning, get=lambda part: get(part.item))


def carried(name: str, meaning: str, way: int) -> ArrayColumn:
    """A column of payload, to the VIP (0) or from it (1); missing where no flow is known."""

    def cells(part: Part) -> ExtensionArray:
        import pandas as pd

        flow, flows = part.item.column("flow"), part.item.flows
        payload = np.where(flow >= 0, flows["payload"][np.maximum(flow, 0), way] if len(flows) else 0, 0)
        return pd.arrays.IntegerArray(payload.astype(np.int64), flow < 0)

    return ArrayColumn(name=name, type=ColumnType.INTEGER, unit="bytes", meaning=meaning, get=cells)


def first_frames(part: Part) -> NDArray[Any]:
    """The frame that each begins with: its first SYN, or else what is seen of it first."""
    tried = part.item.column("tries") > 0
    return np.where(tried, part.item.at("first", "frame"), part.item.at("end_event", "frame"))


def last_frames(part: Part) -> ExtensionArray:
    """The frame that settled each outcome, missing where none has."""
    import pandas as pd

    settled = part.item.column("end_event") >= 0
    return pd.arrays.IntegerArray(part.item.at("end_event", "frame").astype(np.int64), ~settled)


CONNECTIONS: Final = ArrayTable(
    name="connections",
    row="a connection; by default all but those that were simply ok, which `rates` and `minutes` count",
    columns=(
        same(VIEW),
        same(VIP),
        numbers("port", "the VIP's port", "vip_port"),
        same(SEGMENT),
        ArrayColumn(
            name="sender",
            type=ColumnType.TEXT,
            meaning="address of the client",
            get=lambda part: categories(part.item.column("client"), part.result.case.evidence.addresses.text),
        ),
        numbers("sender_port", "its port", "client_port"),
        times("start", "its first SYN, or its first frame seen", "start"),
        times("end", "when its outcome was settled; NaT while it is open", "end"),
        ArrayColumn(
            name="outcome",
            type=ColumnType.TEXT,
            meaning=", ".join(OUTCOMES),
            get=lambda part: categories(part.item.column("outcome"), OUTCOMES.__getitem__),
        ),
        flags("failed", "whether it failed by no doing of the client", lambda tried: tried.is_failed),
        numbers("tries", "SYNs; 0 where the beginning was not seen", "tries"),
        flags("delayed", "whether a SYN was retried", lambda tried: tried.column("tries") > 1),
        ArrayColumn(name="first_frame", type=ColumnType.FRAME, meaning="its first frame", get=first_frames),
        ArrayColumn(
            name="end_frame", type=ColumnType.FRAME, meaning="the frame that settled the outcome", get=last_frames
        ),
        macs(
            "sent_to",
            "MAC that its last SYN was sent to; missing in cooked captures",
            lambda tried: tried.at("last_try", "eth_dst"),
        ),
        macs("answered_by", "MAC of the SYN-ACK", lambda tried: tried.column("answer_mac")),
        macs(
            "ended_by",
            "MAC of the ICMP error or reset that ended it",
            lambda tried: tried.column("reporter"),
        ),
        flags("moved", "whether the server side sent from more than one MAC", lambda tried: tried.column("moved")),
        carried("bytes_sent", "payload to the VIP; missing where none was carried", 0),
        carried("bytes_received", "payload from the VIP", 1),
    ),
)
