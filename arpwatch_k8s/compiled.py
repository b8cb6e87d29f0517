"""How hot functions are compiled, and where the machine code is kept.

Three decorators: `hot` for functions that run for every frame (inlined into their caller), `helper` for the rest, and
`entry` for the few that Python calls. Only entry points carry a signature and a cache; helpers are compiled with
whoever calls them. Bounds checks stay on: captures are hostile input.

A buffer goes to compiled code as a record with one nested byte array (`BUFFER[0]`): such a record has no reference
count to keep and its size is known to the compiler, which makes the scan four times as fast as an array argument.

Cached machine code is a pickle and the tool runs as root, so the cache directory must belong to the effective user and
be writable by nobody else; where that cannot be had, code is compiled for this run only. Numba itself notices changes
in an entry point's own file alone, hence the directory's name is a digest of all sources that take part.

With NUMBA_DISABLE_JIT=1 all three decorators leave Python as it is, so that coverage and debuggers see the code.
"""

import hashlib
import logging
import os
import pickle
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numba as numba_package
import numpy as np
from numba import from_dtype, types

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

COMPILED_ROOMS: Final = ("evidence", "wire", "savefile", "capture", "logs/scan")
"""Rooms with compiled code, or with constants that it takes in."""

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
        directory = cache_directory()
        if directory is not None:
            cached = from_cache(signature, function, directory)
            if cached is not None:
                return cached
        compiled: Callable[..., None] = numba.njit(signature, cache=False, forceinline=False, **OPTIONS)(function)
        return compiled

    return decorate


def from_cache(signature: object, function: F, directory: Path) -> F | None:
    """`function` loaded from `directory`, or compiled into it; None where the cache fails."""
    before = numba.config.CACHE_DIR
    try:
        numba.config.CACHE_DIR = str(directory)
        compiled: F = numba.njit(signature, cache=True, forceinline=False, **OPTIONS)(function)
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        log.warning("compiled code could not be cached in %s (%s): compiling for this run only", directory, error)
        return None
    finally:
        numba.config.CACHE_DIR = before
    return compiled


def source_digest() -> str:
    """A name for this state of the package's sources, Numba, NumPy and the machine's processor."""
    digest = hashlib.sha256()
    for part in (
        numba.__version__,
        np.__version__,
        numba.config.CPU_NAME or "",
        numba.config.CPU_FEATURES or "",
    ):
        digest.update(f"{part}\0".encode())
    package = Path(__file__).parent
    for source in [Path(__file__), *sorted(path for room in COMPILED_ROOMS for path in package.glob(f"{room}/*.py"))]:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def cache_root() -> Path | None:
    """Where this user's caches live, None where there is no such place."""
    given = os.environ.get("XDG_CACHE_HOME")
    if given and Path(given).is_absolute():
        return Path(given)
    try:
        return Path.home() / ".cache"
    except RuntimeError:
        return None


def is_private(directory: Path) -> bool:
    """Whether `directory` is ours and nobody else may write it."""
    try:
        status = directory.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(status.st_mode)
        and status.st_uid == os.geteuid()
        and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    )


_fresh: set[Path] = set()


def is_fresh() -> bool:
    """Whether this process began the cache: then whatever is compiled now is there for the next."""
    return bool(_fresh)


def cache_directory() -> Path | None:
    """The directory of this state of the sources, made if need be; None where no safe one can be had."""
    root = cache_root()
    if root is None:
        return None
    ours = root / "arpwatch-k8s"
    directory = ours / source_digest()
    try:
        known = directory.is_dir()
        root.mkdir(parents=True, exist_ok=True)
        ours.mkdir(mode=0o700, exist_ok=True)
        directory.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        log.warning("no cache for compiled code (%s): compiling for this run only", error)
        return None
    if not (is_private(ours) and is_private(directory)):
        log.warning("%s may be written by others: compiling for this run only", ours)
        return None
    if not known and directory not in _fresh:
        _fresh.add(directory)
        log.info("compiling the scan, once for this version (about 20 s); kept in %s", directory)
    return directory
