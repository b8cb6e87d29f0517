"""A reference to one frame of one capture: what every finding rests on."""

from typing import NamedTuple


class FrameRef(NamedTuple):
    """One frame."""

    capture: int
    """The index of the capture within the run."""
    frame: int
    """The frame's number in it, as Wireshark numbers it."""
