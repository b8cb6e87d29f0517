"""What a capture is and what it lost, apart from its rows."""

from dataclasses import dataclass, field

from arpwatch_k8s.savefile.ending import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedFrames:
    """What a file of printed frames was: its frames are numbered by their lines."""

    program: str
    """Whose form it has."""
    frames: int
    """Frames that were printed, of whatever kind."""
    lines: int
    """Lines, of frames or not."""
    dateless: bool
    """Whether its times have no date, so that they stand in no relation to others."""
    counts: bool
    """Whether they say what passed since another frame, which no day makes dates."""
    zone: str | None
    """The zone that its local times were read in; None where they were not local."""
    named: int
    """Frames that are not read because they have names where addresses should be."""
    odd: int
    """Lines that are of no frame."""
    first_odd: tuple[int, str] | None
    """The first of them: its number and text."""
    segments: bool
    """Whether segments were printed that neither open nor close a connection."""
    drops: int | None = None
    """Frames that were lost, where what the program said at its end was copied; else None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureInfo:
    """One savefile, as read.

    name: short and unique within a run; path: as given; is_file: whether it is a file's, not that of what came out of
    an archive; compression_fault: what is wrong with its compression, or with the connection it came by; sections: of a
    pcapng, one for a pcap; first_ns, last_ns: earliest and latest frame, None without frames; undecoded: reason ->
    frames; drops: frames the capturing side says it lost, None where it does not say; cut_frames: frames captured
    shorter than they were; backwards: frames older than the one before them; truncated_at: byte where the
    (decompressed) file ends inside a record; corrupt_at: that of the first record that lies; skipped_bytes: not read
    for that reason; rows_dropped: frames about TCP connections beyond what is kept; others_dropped: of ARP, neighbor
    discovery, ICMP and VRRP, the same; one_of: of so many connections one is kept, 1 where all are; interrupted: Ctrl-C
    ended it.

    flows_kept: whether what the VIPs' connections carried was recorded; presence_kept: whether it was, in full, who
    else spoke; neither is where it was read but once, before its VIPs were known. endpoints_lost: segments that are in
    no count by address; presence_lost: stretches in which a MAC was heard that found no room; turns_left: changes of
    MAC beyond those that are told of a connection; lists_left: advertisements of VRRP whose lists of addresses are more
    than is kept. printed: what else is to be said of printed frames, whose numbers
    are those of their lines; None for a capture.
    """

    name: str
    path: str
    format: str
    compression: str | None
    compression_fault: str | None
    link_types: tuple[str, ...]
    sections: tuple[Section, ...]
    frames: int
    first_ns: int | None
    last_ns: int | None
    undecoded: dict[str, int] = field(default_factory=dict)
    drops: int | None = None
    cut_frames: int = 0
    backwards: int = 0
    truncated_at: int | None = None
    corrupt_at: int | None = None
    skipped_bytes: int = 0
    rows_dropped: int = 0
    others_dropped: int = 0
    one_of: int = 1
    interrupted: bool = False
    flows_kept: bool = True
    presence_kept: bool = True
    endpoints_lost: int = 0
    presence_lost: int = 0
    turns_left: int = 0
    lists_left: int = 0
    is_file: bool = True
    printed: PrintedFrames | None = None

    @property
    def numbered_by(self) -> str:
        """What its frames are numbered by: "frame", or "line" where they were printed."""
        return "frame" if self.printed is None else "line"

    @property
    def dateless(self) -> bool:
        """Whether its times have no date, so that no log can be held against them."""
        return self.printed is not None and self.printed.dateless

    @property
    def complete(self) -> bool:
        """Whether the file was read to its proper end."""
        return self.truncated_at is None and self.corrupt_at is None and self.compression_fault is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Something in a folder that is not read, and why."""

    path: str
    reason: str
