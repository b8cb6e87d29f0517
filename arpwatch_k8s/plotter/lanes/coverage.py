"""The strip that tells which time the savefiles cover: what is outside of them was not seen, which is not
calm.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from arpwatch_k8s.plotter.records import CoverageLane, FileBar
from arpwatch_k8s.plotter.scale import TEXT_SIZE, Scale
from arpwatch_k8s.plotter.text import cut, first_fitting
from arpwatch_k8s.savefile.info import CaptureInfo
from arpwatch_k8s.wording.plain import plain

LANE_HEIGHT: Final = 15.0
LEAST_WIDTH: Final = 2.0
LABEL_PADDING: Final = 10.0
MOST_LANES: Final = 4
MOST_FILES: Final = 40
MOST_NAME: Final = 180.0


def coverage_lanes(captures: Sequence[CaptureInfo], scale: Scale, top: float) -> tuple[CoverageLane, ...]:
    """Lanes from `top` on; savefiles share one where their times do not overlap. Those beyond the most
    lanes share the last.
    """
    lanes: list[list[FileBar]] = []
    files = [
        bar
        for info in sorted(captures, key=lambda info: (info.first_ns or 0, info.name))
        if (bar := file_bar(info, scale)) is not None
    ]
    for bar in joined(files, scale) if len(files) > MOST_FILES else files:
        free = next((lane for lane in lanes if lane[-1].drawn_end <= bar.drawn_start), None)
        if free is None and len(lanes) < MOST_LANES:
            lanes.append([bar])
        else:
            (free or lanes[-1]).append(bar)
    return tuple(
        CoverageLane(
            label=("capture" if len(captures) == 1 else f"{len(captures):,} captures") if index == 0 else "",
            note=losses(captures) if index == 0 else "",
            top=top + index * LANE_HEIGHT,
            height=LANE_HEIGHT,
            bars=tuple(lane),
        )
        for index, lane in enumerate(lanes)
    )


def file_bar(info: CaptureInfo, scale: Scale) -> FileBar | None:
    """A savefile's bar; None where it has no frame on the axis."""
    if info.first_ns is None or info.last_ns is None or not scale.shows(info.first_ns, info.last_ns):
        return None
    start, end = scale.clipped(info.first_ns), scale.clipped(info.last_ns)
    least = scale.ns(LEAST_WIDTH)
    drawn_start = max(scale.start, min(start, scale.end - least))
    drawn_end = max(end, drawn_start + least)
    name = cut(plain(info.name), MOST_NAME, TEXT_SIZE)
    frames, lost = [f"{info.frames:,} frames"], file_losses(info)
    shorter = ["incomplete"] if lost else frames
    candidates = [" · ".join([name, *facts]) for facts in (frames + lost, lost or frames, shorter, [])]
    room = scale.points(drawn_end - drawn_start) - LABEL_PADDING
    return FileBar(
        start=start,
        end=end,
        drawn_start=drawn_start,
        drawn_end=drawn_end,
        name=name,
        label=first_fitting(candidates, room, TEXT_SIZE),
        cut=not info.complete and info.last_ns <= scale.end,
    )


def joined(files: Sequence[FileBar], scale: Scale) -> list[FileBar]:
    """Very many savefiles as the stretches of time that they cover together."""
    runs: list[list[FileBar]] = []
    for bar in files:
        if runs and bar.start <= max(other.end for other in runs[-1][-MOST_FILES:]) + scale.ns(LEAST_WIDTH):
            runs[-1].append(bar)
        else:
            runs.append([bar])
    found = []
    for run in runs:
        start, end = run[0].drawn_start, max(bar.drawn_end for bar in run)
        label = first_fitting([f"{len(run):,} files"], scale.points(end - start) - LABEL_PADDING, TEXT_SIZE)
        found.append(
            FileBar(
                start=run[0].start,
                end=max(bar.end for bar in run),
                drawn_start=start,
                drawn_end=end,
                name=f"{run[0].name} to {run[-1].name}",
                label=label,
                cut=any(bar.cut for bar in run),
            )
        )
    return found


def file_losses(info: CaptureInfo) -> list[str]:
    """What is missing from a savefile, as words."""
    words = []
    if info.drops:
        words.append(f"{info.drops:,} dropped")
    if info.truncated_at is not None:
        words.append(f"ends inside a frame at byte {info.truncated_at:,}")
    if info.corrupt_at is not None:
        words.append(f"corrupt at byte {info.corrupt_at:,}")
    if info.cut_frames:
        words.append(f"{info.cut_frames:,} frames captured in part")
    return words


def losses(captures: Sequence[CaptureInfo]) -> str:
    """The sum of drops, or that it is not known."""
    known = [info.drops for info in captures if info.drops is not None]
    if len(known) < len(captures):
        return f"≥ {sum(known):,} dropped" if sum(known) else "drops unknown"
    return f"{sum(known):,} dropped" if sum(known) else "no drops"
