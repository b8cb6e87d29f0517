"""The table of epochs: who held each track when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.report.tables.column import frame, integer, mac, text, time
from arpwatch_k8s.report.tables.rows import SEGMENT, VIEW, VIP, VipRow, node_name, of_record, of_vips
from arpwatch_k8s.report.tables.table import RowTable

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.evidence.reference import FrameRef


def epochs(result: Result) -> Iterator[VipRow[Epoch]]:
    """Epochs of each view; where several captures were merged, those of each follow."""
    yield from of_vips(result, lambda record: record.epochs)
    for view, record in result.by_vantage:
        yield from of_record(result, record, record.epochs, view=view)


def capture_name(result: Result, reference: FrameRef | None) -> str | None:
    """The name of the capture that a frame is in."""
    return None if reference is None or not result.case.captures else result.case.captures[reference.capture].name


EPOCHS: Final[RowTable[VipRow[Epoch]]] = RowTable(
    name="epochs",
    row="a span over which one owner held a track; half-open, disjoint within view, VIP, segment, track and sender",
    columns=(
        VIEW,
        VIP,
        SEGMENT,
        text(
            "track",
            "claimed (who says so), used (the MAC that a sender puts on its frames), serving, kernel",
            lambda row: row.item.track,
        ),
        mac("sender", "MAC of the sender, on the track used", lambda row: row.item.sender),
        mac("mac", "the MAC that the owner showed first", lambda row: row.item.mac),
        text("node", "the owner's name, where it is known", lambda row: node_name(row.result, row.item.owner)),
        time("start", "from, included", lambda row: row.item.start),
        time("end", "until, not included", lambda row: row.item.end),
        text(
            "first_capture",
            "capture of the first frame that shows it",
            lambda row: capture_name(row.result, row.item.first_frame),
        ),
        frame(
            "first_frame",
            "that frame; missing on the track kernel, which rests on logs",
            lambda row: row.item.first_frame,
        ),
        text(
            "last_capture",
            "capture of the last frame that shows it",
            lambda row: capture_name(row.result, row.item.last_frame),
        ),
        frame("last_frame", "that frame", lambda row: row.item.last_frame),
        integer("claims", "how many frames (or lines) show it", lambda row: row.item.claims),
        text("ends_by", "takeover, withdrawn, contest or capture_end", lambda row: row.item.ends_by),
    ),
    rows=epochs,
)
