"""One recording: a file that gets what the rings hold from a time on, and then what comes, until it is ended.

What the disk does not take stays in the ring, and is tried again; what the ring has to let go of meanwhile is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.capture.live.ring import Begin, Piece, Ring
from arpwatch_k8s.capture.live.rotation import SaveFile
from arpwatch_k8s.changes.recording import RecordingEnd
from arpwatch_k8s.errors import OutputError
from arpwatch_k8s.monitor.recordings.folder import Folder
from arpwatch_k8s.monitor.recordings.numbers import Numbers
from arpwatch_k8s.savefile.writer import PcapngWriter, unwritable
from arpwatch_k8s.wording.times import rfc3339

ALLOWANCE_BYTES: Final = 16 << 20
"""Room is made for so much at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """An interface as the file names it. snaplen: most bytes of a frame, 0 without a limit."""

    name: str
    linktype: int
    snaplen: int = 0
    filter_text: str = ""


class Recording:
    """A file called `name`, of what passed from `since_ns` (UTC) on, for an incident told as `why`."""

    def __init__(
        self,
        folder: Folder,
        name: str,
        *,
        interfaces: Sequence[Described],
        rings: Sequence[Ring],
        begins: Sequence[Begin],
        numbers: Numbers,
        since_ns: int,
        why: str,
    ) -> None:
        self.name = name
        self.since_ns = since_ns
        self.numbers = numbers
        self.size_bytes = 0
        """How many bytes it has, once it is ended."""
        self.held_ns = max((begin.held_ns for begin in begins if begin.held_ns is not None), default=None)
        """From when on frames were held, ns UTC; None where all that were wanted are."""
        self._folder = folder
        self._interfaces = tuple(interfaces)
        self._rings = tuple(rings)
        self._why = why
        self._places = [begin.place for begin in begins]
        self._counts = [begin.counts for begin in begins]
        self._latest = [0 for _ in rings]
        self._lost = [0 for _ in rings]
        self._waiting: list[Piece | None] = [None for _ in rings]
        self._file: SaveFile | None = None
        self._writer: PcapngWriter | None = None
        self._allowed = 0

    @property
    def frames(self) -> int:
        """How many it holds."""
        return 0 if self._writer is None else self._writer.packets

    @property
    def lost(self) -> int:
        """Frames that the rings let go of before they could be written."""
        return sum(self._lost)

    @property
    def waiting(self) -> int:
        """Frames that are there and not written yet."""
        read = sum(piece.frames + piece.lost for piece in self._waiting if piece is not None)
        return read + sum(ring.after(place) for ring, place in zip(self._rings, self._places, strict=True))

    def follow(self, most_bytes: int) -> bool:
        """Write what there is now; whether the file may still grow (`most_bytes`). OutputError: the disk does not take
        it, and nothing is lost yet."""
        writer, file = self._begun()
        while (number := self._earliest()) is not None:
            piece = self._waiting[number]
            if piece is None:
                continue
            if file.size + len(piece.blocks) > most_bytes:
                return False
            if file.size + len(piece.blocks) > self._allowed:
                self._folder.make_room(self.name, ALLOWANCE_BYTES)
                self._allowed = file.size + ALLOWANCE_BYTES
            writer.write_blocks(piece.blocks, piece.frames)
            self.numbers.add(number, piece.frame, piece.frames)
            self._lost[number] += piece.lost
            self._latest[number] = piece.latest_ns
            self._waiting[number] = None
        return True

    def end(self, ending: RecordingEnd, note: str) -> None:
        """Write what the interfaces counted, with a note, and give the file its name. OutputError where that fails:
        what is there stays, incomplete."""
        writer, file = self._begun()
        try:
            for number, ring in enumerate(self._rings):
                now, before = ring.counts, self._counts[number]
                writer.statistics(
                    number,
                    end_ns=self._latest[number] or self.since_ns,
                    received=max(0, now.received - before.received),
                    dropped_by_interface=max(0, now.dropped_by_interface - before.dropped_by_interface),
                    dropped_by_system=max(0, now.dropped_by_kernel - before.dropped_by_kernel) + self._lost[number],
                    comments=(f"{ending}: {note}",),
                )
            try:
                file.keep()
                self._folder.complete(self.name)
            except OSError as error:
                raise unwritable(str(self._folder.path / self.name), error) from error
        finally:
            self.size_bytes = file.size
            file.close()
            self._file = None

    def leave(self) -> None:
        """Let go of the file, as it is; without a frame it is removed."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if not self.frames:
            self._folder.drop(self.name)

    def _begun(self) -> tuple[PcapngWriter, SaveFile]:
        """The file, with its interfaces described."""
        if self._writer is not None and self._file is not None:
            return self._writer, self._file
        file = self._folder.begin(self.name)
        comments = [self._why]
        if self.held_ns is not None:
            comments.append(
                f"wanted from {rfc3339(self.since_ns)} on; memory held no frames of before {rfc3339(self.held_ns)}"
            )
        try:
            writer = PcapngWriter(file, name=file.name, comments=comments)
            for each in self._interfaces:
                writer.add_interface(each.linktype, snaplen=each.snaplen, name=each.name, filter_text=each.filter_text)
        except OutputError:
            file.close()
            self._folder.drop(self.name)
            raise
        self._file, self._writer = file, writer
        return writer, file

    def _earliest(self) -> int | None:
        """The interface whose next frames are the earliest; None where there are none just now."""
        for number, ring in enumerate(self._rings):
            if self._waiting[number] is None:
                piece = self._waiting[number] = ring.read(self._places[number])
                if piece is not None:
                    self._places[number] = piece.next
        there = [(piece.first_ns, number) for number, piece in enumerate(self._waiting) if piece is not None]
        return min(there)[1] if there else None
