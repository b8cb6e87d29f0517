"""The tracks on which an owner can hold a VIP. They stay apart, since each is seen in frames, or lines, of its own.

Later frames of a connection say nothing about *serving*: the old owner goes on retransmitting for many seconds after a
clean move.
"""

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
    CLUSTER = "cluster"
    """A program of the cluster says that it holds the VIP."""
