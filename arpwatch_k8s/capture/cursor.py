"""The scan's cursor: what a compiled loop leaves behind and finds again, one int64 each, by the indices below."""

from typing import Final

(
    AT,
    FRAME,
    ROWS,
    STATUS,
    BASE,
    FIRST,
    LAST,
    LATEST,
    BACKWARDS,
    LISTED,
    CUT_FRAMES,
    FLUSHED,
    ENDPOINTS_LOST,
) = range(13)
CURSOR_SIZE: Final = 13

MORE, FULL, BAD_RECORD, BLOCK, LARGE = range(5)
"""Why a loop stopped: needs more bytes, rows are full, a record that lies, a block for Python, one beyond the
window."""

NO_TIME: Final = -(1 << 63)
MAX_TIME: Final = (1 << 63) - 1
