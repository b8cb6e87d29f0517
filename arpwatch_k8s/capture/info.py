"""What a capture is and what it lost, apart from its rows."""

from dataclasses import dataclass, field

from arpwatch_k8s.capture.ending import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureInfo:
    """One savefile, as read.

    name: short and unique within a run; path: as given; sections: of a pcapng, one for a pcap; first_ns, last_ns:
    earliest and latest frame, None without frames; undecoded: reason -> frames; drops: frames the capturing side says
    it lost, None where it does not say; cut_frames: frames captured shorter than they were; backwards: frames older
    than the one before them; truncated_at: byte offset where the file ends inside a record; corrupt_at: byte offset of
    the first record that lies; skipped_bytes: bytes not read for that reason.
    """

    name: str
    path: str
    format: str
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

    @property
    def complete(self) -> bool:
        """Whether the file was read to its proper end."""
        return self.truncated_at is None and self.corrupt_at is None
