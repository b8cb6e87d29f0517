"""Writes what taps give into pcapng files, until it is told to stop: a loop that waits, copies and rotates.

A full disk ends nothing: frames that find no room are counted, and writing goes on as soon as there is some.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.capture.live.blocks import NO_LIMIT, Blocks
from arpwatch_k8s.capture.live.rotation import Files, PipedFile, Rotation, SaveFile
from arpwatch_k8s.capture.live.stop import Stop
from arpwatch_k8s.capture.live.tap import POLL_S, Counts, Tap
from arpwatch_k8s.errors import OutputError
from arpwatch_k8s.savefile.writer import PcapngWriter

PIECE_BYTES: Final = 4 << 20
RETRY_S: Final = 1.0

log = logging.getLogger("arpwatch_k8s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of one interface: `written` frames are in the files, `unwritten` found no room on the disk."""

    interface: str
    written: int
    unwritten: int
    counts: Counts


class Stream:
    """One tap's records on their way into blocks."""

    def __init__(self, tap: Tap, number: int) -> None:
        self.tap = tap
        self.written = self.unwritten = 0
        self._blocks = Blocks(number, PIECE_BYTES)

    @property
    def latest_ns(self) -> int:
        """The last frame's time, ns UTC."""
        return self._blocks.latest_ns

    def blocks(self, most: int) -> tuple[memoryview, int]:
        """Packet blocks of what is there just now, and how many; at most `most`."""
        return self._blocks.made(self.tap.read_into(self._blocks.room), most)


class Recorder:
    """Taps to files. `most` frames end it, all interfaces together. `since_ns`: when it began, ns UTC."""

    def __init__(
        self,
        taps: Sequence[Tap],
        target: str,
        rotation: Rotation,
        files: Files,
        *,
        filter_text: str = "",
        snaplen: int = 0,
        most: int | None = None,
    ) -> None:
        self._streams = [Stream(tap, number) for number, tap in enumerate(taps)]
        self._target = target
        self._rotation = rotation
        self._files = files
        self._filter = filter_text
        self._snaplen = snaplen
        self._left = NO_LIMIT if most is None else most
        self._full_since: float | None = None
        self._told: list[Counts] = [Counts() for _ in taps]
        self._file: SaveFile | PipedFile | None = None
        self._begin()

    def _begin(self) -> None:
        """The next file, with its interfaces described. OutputError where that fails, and the file before goes on."""
        file = self._files.next()
        try:
            writer = PcapngWriter(file, name=file.name)
            for stream in self._streams:
                tap = stream.tap
                writer.add_interface(tap.linktype, snaplen=self._snaplen, name=tap.name, filter_text=self._filter)
        except OutputError:
            file.close()
            raise
        self._file, self._writer, self._began = file, writer, time.monotonic()

    def run(self, stop: Stop) -> tuple[Recorded, ...]:
        """Record until the end is asked for; what became of each interface."""
        while self._left > 0:
            got = [self._take(stream) for stream in self._streams]
            if self._is_full():
                self._rotate()
            if stop.is_over(idle=not any(got)):
                break
            if not any(got):
                self._wait(stop)
        self._end()
        return tuple(
            Recorded(
                interface=stream.tap.name,
                written=stream.written,
                unwritten=stream.unwritten,
                counts=stream.tap.counts(),
            )
            for stream in self._streams
        )

    def _is_full(self) -> bool:
        """Whether the file has what it may have; one without frames never has."""
        return (
            self._file is not None
            and self._writer.packets > 0
            and self._rotation.is_due(size=self._file.size, age_s=time.monotonic() - self._began)
        )

    def _take(self, stream: Stream) -> bool:
        """Write what one interface has; whether there was anything."""
        blocks, frames = stream.blocks(self._left)
        if not frames:
            return False
        self._left -= frames
        if self._full_since is not None and time.monotonic() - self._full_since < RETRY_S:
            stream.unwritten += frames
            return True
        try:
            self._writer.write_blocks(blocks, frames)
        except OutputError as error:
            self._suffer(error)
            stream.unwritten += frames
            return True
        if self._full_since is not None:
            self._full_since = None
            log.warning("%s: written to again", self._target)
        stream.written += frames
        return True

    def _suffer(self, error: OutputError) -> None:
        """Say once that writing fails; go on trying. A reader that closed its end of a pipe ends it."""
        if isinstance(error.__cause__, BrokenPipeError):
            raise error.__cause__
        if self._full_since is None:
            log.warning("%s; frames are lost until there is room", error.what)
        self._full_since = time.monotonic()

    def _rotate(self) -> None:
        """End this file, begin the next."""
        before = self._file
        try:
            self._statistics()
            self._begin()
        except OutputError as error:
            self._suffer(error)
            self._began = time.monotonic()
            return
        if before is not None:
            self._files.done(before)

    def _statistics(self) -> None:
        """What the interfaces counted since the file began."""
        for number, stream in enumerate(self._streams):
            now, before = stream.tap.counts(), self._told[number]
            self._writer.statistics(
                number,
                end_ns=stream.latest_ns,
                received=now.received - before.received,
                dropped_by_interface=max(0, now.dropped_by_interface - before.dropped_by_interface),
                dropped_by_system=now.dropped_by_kernel - before.dropped_by_kernel,
            )
            self._told[number] = now

    def _end(self) -> None:
        """The last file's end."""
        try:
            self._statistics()
        except OutputError as error:
            self._suffer(error)
        if self._file is not None:
            self._files.done(self._file)
        self._files.close()

    def _wait(self, stop: Stop) -> None:
        """Until some interface has frames, or the end is asked for."""
        if len(self._streams) == 1:
            self._streams[0].tap.wait(stop)
            return
        there = (stream.tap.fileno() for stream in self._streams if stream.tap.is_there)
        stop.wait_for(*there, most_s=POLL_S)
