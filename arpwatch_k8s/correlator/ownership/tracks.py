"""The tracks on which a VIP can be held, which stay apart: each is told by frames, or lines, of its own."""

from enum import StrEnum


class Track(StrEnum):
    """In which respect an owner holds a VIP."""

    CLAIMED = "claimed"
    """Claims say so."""
    USED = "used"
    """A sender puts this MAC on its frames to the VIP."""
    SERVING = "serving"
    """It answers SYNs."""
    EXPECTED = "expected"
    """The capturing host's neighbor cache may hold it, after what that host saw."""
    KERNEL = "kernel"
    """The capturing host's kernel says that its neighbor cache holds it."""
