"""How hot functions are compiled.

Three decorators: `hot` for functions that run for every frame (inlined into their caller), `helper` for the rest, and
`entry` for the few that Python calls. Only entry points carry a signature and a cache; helpers are compiled with
whoever calls them. Bounds checks stay on: captures are hostile input.

A buffer goes to compiled code as a record with one nested byte array (`BUFFER[0]`): such a record has no reference
count to keep and its size is known to the compiler, which makes the scan four times as fast as an array argument.

Where machine code is kept is told by `code_cache.py`. Numba itself notices changes in an entry point's own file alone,
hence the directory's name is a digest of all sources that take part.

With NUMBA_DISABLE_JIT=1 all three decorators leave Python as it is, so that coverage and debuggers see the code.
"""

import logging
import pickle
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numba as numba_package
import numpy as np
from numba import from_dtype, types

from arpwatch_k8s.code_cache import Place, cache_place

log = logging.getLogger("arpwatch_k8s")

RECORD_BYTES: Final = 1 << 20
"""A record larger than this is stepped over and counted, not decoded."""
PIECE_BYTES: Final = 1 << 20
"""How much of a stream is read at once."""
WINDOW_BYTES: Final = RECORD_BYTES + PIECE_BYTES
"""Size of a buffer of the scan: what is left of one piece of the stream, and the next piece."""

BUFFER: Final = np.dtype([("bytes", "u1", (WINDOW_BYTES,))])
PAGE_BYTES: Final = 4096
OPTIONS: Final = {"boundscheck": True, "nogil": True}
INNER: Final = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""Functions that only compiled code calls need no way in from Python."""

numba: Any = numba_package
"""Its settings are made at run time and its decorators' types are not ours: seen as Any, in this module alone."""

buffers_type = from_dtype(BUFFER)[::1]
i4, i8, u8 = types.int32, types.int64, types.uint64
tables = types.int64[:, ::1]
boolean = types.boolean
void = types.void

F = TypeVar("F", bound=Callable[..., object])

# What compiled functions work on, as mypy is to see it: numbers are ints, records are mappings.
if TYPE_CHECKING:
    int64 = uint64 = uintp = int
    Buffer = dict[str, list[int]]
    Row = dict[str, int]
    Flow = dict[str, Any]
    Wanted = dict[str, Any]
    State = dict[str, Any]
    Buffers = list[Buffer]
    Wanteds = list[Wanted]
    States = list[State]
    Table = dict[tuple[int, int], int]
else:
    int64, uint64, uintp = np.int64, np.uint64, np.uintp
    Buffer = Row = Flow = Wanted = State = np.void
    Buffers = Wanteds = States = Table = np.ndarray


def blank(record: np.dtype[Any]) -> Any:  # noqa: ANN401 - a NumPy record array, for which there is no type
    """An array of one record of zeros that begins at a page.

    The kernel copies a file to memory that is not aligned at half the speed, and NumPy aligns to 16 bytes.
    """
    memory = np.zeros(record.itemsize + PAGE_BYTES, np.uint8)
    start = -memory.ctypes.data % PAGE_BYTES
    return memory[start : start + record.itemsize].view(record)


def hot(function: F) -> F:
    """Inline `function` into its compiled callers."""
    compiled: F = numba.njit(forceinline=True, **INNER, **OPTIONS)(function)
    return compiled


def helper(function: F) -> F:
    """Compile `function` together with its callers, as a function of its own."""
    compiled: F = numba.njit(forceinline=False, **INNER, **OPTIONS)(function)
    return compiled


def entry(signature: object) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Compile `function` for `signature` now, or load it from the cache."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        if numba.config.DISABLE_JIT:
            return function
        place = cache_place()
        if place is not None:
            cached = from_cache(signature, function, place)
            if cached is not None:
                return cached
        compiled: Callable[..., None] = numba.njit(signature, cache=False, forceinline=False, **OPTIONS)(function)
        return compiled

    return decorate


def from_cache(signature: object, function: F, place: Place) -> F | None:
    """`function` loaded from `place`, or compiled into it; None where the cache fails."""
    before = numba.config.CACHE_DIR
    try:
        numba.config.CACHE_DIR = place.pinned
        compiled: F = numba.njit(signature, cache=True, forceinline=False, **OPTIONS)(function)
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        log.warning("compiled code could not be cached in %s (%s): compiling for this run only", place.path, error)
        return None
    finally:
        numba.config.CACHE_DIR = before
    return compiled
