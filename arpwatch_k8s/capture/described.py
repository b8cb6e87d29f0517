"""What a capture was, once it has been read."""

from __future__ import annotations

from dataclasses import replace

from arpwatch_k8s.capture.sink import Sink
from arpwatch_k8s.capture.source import Source
from arpwatch_k8s.savefile.codec import Compression
from arpwatch_k8s.savefile.compression import Stream
from arpwatch_k8s.savefile.ending import Ending
from arpwatch_k8s.savefile.info import CaptureInfo, PrintedFrames
from arpwatch_k8s.wire import link

PRINTED = "text"
"""The format of printed frames."""


def describe(
    source: Source,
    name: str,
    format_: str,
    sink: Sink,
    ending: Ending,
    *,
    stream: Stream,
    interrupted: bool,
    known: bool,
) -> CaptureInfo:
    """What a capture was, after it was read; `known`: whether its VIPs were by then."""
    first_ns, last_ns = sink.times()
    return CaptureInfo(
        name=name,
        path=source.path,
        format=format_,
        compression=None if stream.compression is Compression.PLAIN else stream.compression.value,
        compression_fault=fault(stream),
        link_types=tuple(link.NAMES.get(number, f"link type {number}") for number in ending.link_types),
        sections=ending.sections,
        frames=int(sink.state["frame"]),
        first_ns=first_ns,
        last_ns=last_ns,
        undecoded=sink.undecoded(),
        drops=ending.drops,
        cut_frames=int(sink.state["cut_frames"]),
        backwards=int(sink.state["backwards"]),
        truncated_at=ending.truncated_at,
        corrupt_at=ending.corrupt_at,
        skipped_bytes=ending.skipped_bytes,
        rows_dropped=sink.rows_dropped,
        others_dropped=sink.others_dropped,
        flows_kept=known,
        presence_kept=known and not sink.stretches_lost,
        endpoints_lost=int(sink.state["endpoints_lost"]),
        presence_lost=sink.stretches_lost,
        turns_left=int(sink.state["turns_left"]),
        lists_left=sink.builder.lists_left,
        interrupted=interrupted,
        is_file=source.remote is None,
    )


def fault(stream: Stream) -> str | None:
    """What was wrong with a source's compression, or with the connection it came by; None where nothing was."""
    ended, kind = stream.ended, stream.compression.value
    if stream.broken:
        return stream.broken
    if ended.reason is not None:
        return f"{ended.reason} (byte {ended.corrupt_at} of the compressed file)"
    if ended.cut_at is not None:
        return f"its {kind} data end too early, at byte {ended.cut_at} of the compressed file"
    if ended.trailing_at is not None:
        return f"bytes behind its {kind} data, from byte {ended.trailing_at} of the file on, were not read"
    return None


def of_both(first: CaptureInfo, again: CaptureInfo | None) -> CaptureInfo:
    """What a capture was that was read again for its VIPs: what that kept and lost is what counts."""
    if again is None:
        return first
    return replace(
        first,
        rows_dropped=again.rows_dropped,
        presence_kept=again.presence_kept,
        presence_lost=again.presence_lost,
        turns_left=again.turns_left,
    )


def of_thinned(info: CaptureInfo, one_of: int, left_out: int) -> CaptureInfo:
    """What a capture was of which so many rows were left out, as one connection of `one_of` is kept."""
    if one_of == 1:
        return info
    return replace(info, one_of=one_of, rows_dropped=info.rows_dropped + left_out)


def of_printed(info: CaptureInfo, told: PrintedFrames) -> CaptureInfo:
    """What printed frames were: the capture that was made of them for the scan is not told of."""
    return replace(
        info,
        format=PRINTED,
        link_types=(),
        sections=(),
        frames=told.frames,
        first_ns=info.first_ns if told.frames else None,
        last_ns=info.last_ns if told.frames else None,
        undecoded={},
        cut_frames=0,
        truncated_at=None,
        flows_kept=info.flows_kept and told.segments,
        presence_kept=False,
        printed=told,
        drops=told.drops,
    )
