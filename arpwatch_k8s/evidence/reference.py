"""A reference to one frame of one capture: what every finding rests on."""

from typing import NamedTuple


class FrameRef(NamedTuple):
    """Index of the capture within the run, and the frame's number in it (as Wireshark numbers it)."""

    capture: int
    frame: int
