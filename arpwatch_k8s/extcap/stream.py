"""A thread that passes frames on to Wireshark, with notes on them.

A frame is held for as long as it takes to look at it, so that what it shows can stand on it. Whoever reads slowly keeps
nobody waiting but this thread: frames stay in the ring, and those that it has to let go of are counted, in the
statistics that end the stream and in a note.
"""

from __future__ import annotations

import time
from collections import deque
from threading import Event, Lock, Thread
from typing import Final

from arpwatch_k8s.capture.live.outflow import Outflow
from arpwatch_k8s.capture.live.ring import RING_BYTES, Piece, Place, Ring
from arpwatch_k8s.capture.live.stop import Stop
from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.errors import OutputError
from arpwatch_k8s.extcap.fifo import is_left
from arpwatch_k8s.extcap.notes import Note
from arpwatch_k8s.extcap.placing import Placing
from arpwatch_k8s.monitor.recordings.recording import Described
from arpwatch_k8s.savefile.commenting import with_comments
from arpwatch_k8s.savefile.writer import PcapngWriter
from arpwatch_k8s.wording.counts import plural

STEP_S: Final = 0.05
HOLD_S: Final = 0.5
"""How long a frame is held: the scan hands over what it found every 0.1 s, and the loop takes it within 0.1 s."""
HELD_BYTES: Final = 8 << 20
"""Beyond so much of them frames are not held but left in the ring."""
CLOSE_S: Final = 5.0
"""How long a reader who does not read is waited for in the end."""
READER_GONE: Final = (BrokenPipeError, TimeoutError)


class Stream:
    """Passes on what one interface gives to the reader of a pipe, and asks for the end when the reader leaves."""

    def __init__(
        self, descriptor: int, stop: Stop, described: Described, *, about: str, size: int = RING_BYTES
    ) -> None:
        self.rings = (Ring(0, size),)
        """Where the interface's frames are put."""
        self.fault: BaseException | None = None
        """What ended the thread, a fault of the program."""
        self._descriptor = descriptor
        self._stop = stop
        self._described = described
        self._about = about
        self._placing = Placing()
        self._held: deque[tuple[float, Piece]] = deque()
        self._held_bytes = 0
        self._place = Place(at=0, frame=1)
        self._latest_ns = self._lost = 0
        self._lock = Lock()
        self._end = Event()
        self._thread = Thread(target=self._run, name="stream", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def tick(self, now: int) -> None:
        """The stream goes by the frames' own times."""

    def step(self) -> None:
        """Frames from before and after the clock was set stand in the stream as they came."""

    def hear(self, change: Change) -> Change:
        """What a look brought comes by way of the notes, too."""
        return change

    def close(self) -> None:
        """Notes may still come, after the last frame: `finish` ends it."""

    def put(self, note: Note) -> None:
        """One more note; from any thread."""
        with self._lock:
            self._placing.put(note)

    def finish(self) -> None:
        """There is no more: pass on what is held, and end; gives up on a reader who does not read."""
        self._end.set()
        self._thread.join(CLOSE_S)

    def _run(self) -> None:
        try:
            self._pass_all()
        except OutputError as error:
            if not isinstance(error.__cause__, READER_GONE):
                self.fault = error
        except BaseException as error:  # noqa: BLE001 - raised again by the loop
            self.fault = error
        finally:
            self._stop.request()

    def _pass_all(self) -> None:
        """The stream, from its header to its statistics, or to where the reader leaves."""
        each = self._described
        writer = PcapngWriter(
            Outflow(self._descriptor, self._stop), name="the pipe to Wireshark", comments=(self._about,)
        )
        writer.add_interface(each.linktype, snaplen=each.snaplen, name=each.name, filter_text=each.filter_text)
        over = False
        while not over and not is_left(self._descriptor):
            over = self._end.wait(STEP_S)
            while self._fill() or self._is_due(over=over):
                if self._is_due(over=over):
                    self._pass_on(writer, self._held.popleft()[1])
        if over:
            self._statistics(writer)

    def _fill(self) -> bool:
        """Take a stretch of the ring, where there is room for it; whether there was one."""
        if self._held_bytes >= HELD_BYTES:
            return False
        piece = self.rings[0].read(self._place)
        if piece is None:
            return False
        self._place = piece.next
        self._held.append((time.monotonic(), piece))
        self._held_bytes += len(piece.blocks)
        return True

    def _is_due(self, *, over: bool) -> bool:
        """Whether the oldest frames were held for long enough."""
        if not self._held:
            return False
        return over or self._held_bytes >= HELD_BYTES or time.monotonic() - self._held[0][0] >= HOLD_S

    def _pass_on(self, writer: PcapngWriter, piece: Piece) -> None:
        """Write some frames, with their notes."""
        self._held_bytes -= len(piece.blocks)
        self._lost += piece.lost
        with self._lock:
            if piece.lost:
                said = f"arpwatch-k8s: {plural(piece.lost, 'frame')} before this one found no room: too slowly read"
                self._placing.put(Note(text=said, frames=(piece.frame,)))
            comments = self._placing.on(piece.frame, piece.frames)
        if not comments:
            writer.write_blocks(piece.blocks, piece.frames)
        else:
            writer.write_blocks(b"".join(with_comments(piece.blocks, comments)), piece.frames)
        self._latest_ns = piece.latest_ns

    def _statistics(self, writer: PcapngWriter) -> None:
        """What was counted, and the notes that no frame came for."""
        counts = self.rings[0].counts
        with self._lock:
            comments = self._placing.rest()
            lost = self._placing.lost
        if lost:
            comments.append(f"arpwatch-k8s: {plural(lost, 'note')} found no room")
        writer.statistics(
            0,
            end_ns=self._latest_ns,
            received=counts.received,
            dropped_by_interface=counts.dropped_by_interface,
            dropped_by_system=counts.dropped_by_kernel + self._lost,
            comments=comments,
        )
        writer.flush()
