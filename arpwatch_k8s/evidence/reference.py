"""References to a frame of a capture and to a line of a log: what every finding rests on."""

from typing import NamedTuple


class FrameRef(NamedTuple):
    """One frame."""

    capture: int
    """The index of the capture within the run."""
    frame: int
    """The frame's number in it, as Wireshark numbers it."""


class LineRef(NamedTuple):
    """One line of what was told; of what has no lines, one item."""

    log: int
    """The index of the log within the run."""
    line: int
    """The line's number in its file, from 1."""
