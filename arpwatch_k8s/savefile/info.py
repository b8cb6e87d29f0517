"""What a capture is and what it lost, apart from its rows."""

from dataclasses import dataclass, field

from arpwatch_k8s.savefile.ending import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureInfo:
    """One savefile, as read.

    name: short and unique within a run; path: as given; compression_fault: what is wrong with its compression;
    sections: of a pcapng, one for a pcap; first_ns, last_ns: earliest and latest frame, None without frames; undecoded:
    reason -> frames; drops: frames the capturing side says it lost, None where it does not say; cut_frames: frames
    captured shorter than they were; backwards: frames older than the one before them; truncated_at: byte where the
    (decompressed) file ends inside a record; corrupt_at: that of the first record that lies; skipped_bytes: not read
    for that reason; rows_dropped: TCP rows beyond what is kept; interrupted: Ctrl-C ended it.
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
    interrupted: bool = False

    @property
    def complete(self) -> bool:
        """Whether the file was read to its proper end."""
        return self.truncated_at is None and self.corrupt_at is None and self.compression_fault is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Something in a folder that is not read, and why."""

    path: str
    reason: str
