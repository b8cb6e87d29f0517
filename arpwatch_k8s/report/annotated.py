"""The frames that findings cite, and one neighbor on either side, as pcapng in which each says what it is cited for."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.anonymous.links import anonymous
from arpwatch_k8s.anonymous.pseudonyms import Pseudonyms
from arpwatch_k8s.capture.extract import Change, Interfaces, as_it_is, changed
from arpwatch_k8s.capture.records import Frame, anchors, frames
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.report.citations import EVERY_FRAME, about, citations, comment
from arpwatch_k8s.report.pseudonymous import Words
from arpwatch_k8s.savefile.writer import write_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How frames are written: at most `snap` bytes of each, with other addresses where `anonymize`, of which
    `keep_vendor` leaves the vendors."""

    snap: int | None = None
    anonymize: bool = False
    keep_vendor: bool = False

    def change(self, pseudonyms: Pseudonyms | None = None) -> Change:
        """What it does to a frame's bytes."""
        names = pseudonyms or (Pseudonyms(keep_vendor=self.keep_vendor) if self.anonymize else None)
        if names is None and self.snap is None:
            return as_it_is

        def shaped(data: bytes, linktype: int) -> bytes:
            return (anonymous(data, linktype, names) if names else data)[: self.snap]

        return shaped


WHOLE = Shape()


def write_cited(result: Result, target: str, shape: Shape = WHOLE) -> int:
    """Write the cited frames and their neighbors; how many frames there were.

    InputError: there is no capture, or one cannot be read a second time, or has changed. OutputError: the
    target cannot be written.
    """
    if not result.case.captures:
        raise InputError("there are no frames: only logs were read", fix="Name a capture, too.")
    pseudonyms = Pseudonyms(keep_vendor=shape.keep_vendor) if shape.anonymize else None
    words = Words(pseudonyms, result, keep_vendor=shape.keep_vendor).text if pseudonyms else str
    cited = {
        place: [words(comment(one, result.case.captures[place.capture].name, place.frame)) for one in some]
        for place, some in citations(result).items()
    }
    change = shape.change(pseudonyms)
    with write_file(target, comments=[words(text) for text in about(result)]) as writer:
        out = Interfaces(writer, result.case.captures, clocks(result), words=words, named=not shape.anonymize)
        for capture, frame in in_time(result, list(cited)):
            out.write(capture, frame, change, cited.get(FrameRef(capture, frame.number), ()))
        return writer.packets


def write_commented(result: Result, target: str) -> int:
    """Write all frames, the cited ones with their comments; how many there were. Errors are those of `write_cited`."""
    if not result.case.captures:
        raise InputError("there are no frames: only logs were read", fix="Name a capture, too.")
    captures = result.case.captures
    cited = {
        place: [comment(one, captures[place.capture].name, place.frame) for one in some]
        for place, some in citations(result).items()
    }
    everything = [
        of_numbers(result, capture, range(1, info.frames + 1), set()) for capture, info in enumerate(captures)
    ]
    with write_file(target, comments=list(about(result, EVERY_FRAME))) as writer:
        out = Interfaces(writer, captures, clocks(result))
        for _, capture, frame in heapq.merge(*everything, key=itemgetter(0)):
            out.write(capture, frame, as_it_is, cited.get(FrameRef(capture, frame.number), ()))
        return writer.packets


def in_time(result: Result, cited: Sequence[FrameRef]) -> Iterator[tuple[int, Frame]]:
    """Frames with the number of their capture: of one capture in its order, of several merged by time."""
    parts = []
    for capture in sorted({place.capture for place in cited}):
        parts.append(list(of_capture(result, capture, {place.frame for place in cited if place.capture == capture})))
    yield from ((capture, frame) for _, capture, frame in heapq.merge(*parts, key=itemgetter(0)))


def of_capture(result: Result, capture: int, cited: set[int]) -> Iterator[tuple[int, int, Frame]]:
    """The cited frames of a capture and their neighbors, each with its time (that of the one before where it has
    none)."""
    info = result.case.captures[capture]
    near = {number for frame in cited for number in (frame - 1, frame, frame + 1)}
    return of_numbers(result, capture, sorted(number for number in near if 1 <= number <= info.frames), cited)


def of_numbers(
    result: Result, capture: int, wanted: Sequence[int], needed: set[int]
) -> Iterator[tuple[int, int, Frame]]:
    """Frames of a capture by their numbers, which rise, each with its time. InputError: one that is `needed` is not
    there any more."""
    info = result.case.captures[capture]
    known = anchors(result.case.evidence, capture)
    time = 0
    missing = set(needed)
    for frame in frames(result.sources[capture], info, known, wanted):
        time = time if frame.time_ns is None else frame.time_ns
        missing.discard(frame.number)
        yield time, capture, frame
    if missing:
        raise changed(info)


def clocks(result: Result) -> list[str]:
    """What is known of each capture's clock beside the others'; nothing where it was not compared."""
    told = [""] * len(result.case.captures)
    for view in result.case.views:
        base = result.case.captures[view.vantages[0][0]].name if view.vantages[0] else ""
        for offset in view.offsets:
            for capture in offset.vantage:
                told[capture] = f"its clock is {offset.offset_ns / 1e6:+,.3f} ms off that of {base}"
    return told
