"""How the reading of a savefile ended."""

from dataclasses import dataclass

from arpwatch_k8s.savefile.pcapng import Interface


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of a savefile from byte `offset` on: struct's byte order, its interfaces by their ids."""

    offset: int
    order: str
    interfaces: tuple[Interface, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Byte offsets are in the (decompressed) stream; None means that did not happen."""

    truncated_at: int | None = None
    corrupt_at: int | None = None
    skipped_bytes: int = 0
    drops: int | None = None
    sections: tuple[Section, ...] = ()

    @property
    def link_types(self) -> tuple[int, ...]:
        """Each link type once, in order of appearance."""
        return tuple(dict.fromkeys(one.linktype for section in self.sections for one in section.interfaces))
