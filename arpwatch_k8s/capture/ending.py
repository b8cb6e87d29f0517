"""How the reading of a savefile ended."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Byte offsets are in the (decompressed) stream; None means that did not happen."""

    truncated_at: int | None = None
    corrupt_at: int | None = None
    skipped_bytes: int = 0
    drops: int | None = None
    link_types: tuple[int, ...] = ()
