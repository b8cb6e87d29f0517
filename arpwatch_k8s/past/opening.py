"""A file opened: to be written by one watch at a time, or to be read while one writes it.

The writer holds a lock (flock) on the file itself, which ends with its process however that ends. What is no history,
is damaged, or is of a newer version is refused, and never written to.
"""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from arpwatch_k8s.errors import ArpwatchError, InputError, OutputError
from arpwatch_k8s.past.schema import APPLICATION, MIGRATIONS, expected, migrate, shape, version

MODE: Final = 0o640
"""As a capture's files: it names hosts and addresses."""
WAIT_MS: Final = 5_000
"""How long a statement waits for another process that has the file: a reader's copy, sqlite3 on the command line."""
WAL_BYTES: Final = 16 * 1024 * 1024
"""What the file beside it is cut to once its pages are in the database."""
FAULTS: Final = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises; the second where its own words quote bytes of a damaged file."""
GUARDS: Final = ("PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON", "PRAGMA temp_store = MEMORY")
"""A file may come from somebody else: nothing in it is run."""


def create(path: Path, owner: tuple[int, int] | None) -> None:
    """Make an empty file where there is none, for another user (uid, gid) where one is named, while that is allowed.
    OutputError where it cannot be made."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, MODE)
    except FileExistsError:
        return
    except OSError as error:
        raise unwritable(path, error.strerror or str(error)) from error
    try:
        if owner is not None:
            os.fchown(descriptor, *owner)
    except OSError as error:
        raise unwritable(path, error.strerror or str(error)) from error
    finally:
        os.close(descriptor)


def locked(path: Path) -> int:
    """The descriptor that holds the writer's lock until it is closed, which must come after SQLite's own close: closing
    a file lets go of a process's other locks on it. OutputError: another watch has it, or it cannot be opened."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        raise unwritable(path, error.strerror or str(error)) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise unwritable(path, error.strerror or str(error)) from error
        raise OutputError(
            f"{path}: another watch writes this history", fix="Give each watch a file of its own with --history."
        ) from error
    return descriptor


def for_writing(path: Path) -> sqlite3.Connection:
    """A connection that writes, its tables of the newest version; to be used by one thread at a time. OutputError: it
    is no history, damaged, of a newer version, or cannot be written."""
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(path, timeout=WAIT_MS / 1000, isolation_level=None, check_same_thread=False)
        guarded(connection)
        if not is_empty(connection):
            fault = unfit(connection)
            if fault is not None:
                raise OutputError(f"{path}: {fault[0]}", fix=fault[1])
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA journal_size_limit = {WAL_BYTES}")
        migrate(connection)
    except FAULTS as error:
        if connection is not None:
            connection.close()
        raise OutputError(f"{path}: the history cannot be written ({told(error)})", fix=mending(error)) from error
    except ArpwatchError:
        if connection is not None:
            connection.close()
        raise
    return connection


@contextmanager
def for_reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that reads, and sees one state throughout. InputError: it cannot be read, or is no history, damaged,
    or of another version."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror})", fix="Name the file that watch --history writes."
        ) from error
    if not stat.S_ISREG(mode):
        raise InputError(f"{path}: is no file", fix="Name the file that watch --history writes.")
    connection: sqlite3.Connection | None = None
    try:
        connection = connected(path)
        fault = unfit(connection)
        if fault is None and version(connection) < len(MIGRATIONS):
            fault = ("made by an older version, whose tables differ", "Let watch --history open it once.")
        if fault is not None:
            raise InputError(f"{path}: {fault[0]}", fix=fault[1])
        connection.execute("BEGIN")
        yield connection
    except FAULTS as error:
        raise InputError(f"{path}: cannot be read ({told(error)})", fix=mending(error)) from error
    finally:
        if connection is not None:
            connection.close()


def connected(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, nor make a file beside the database: where none of a writer's lies there, nobody
    writes, and the database is read as it is."""
    name = quote(os.fsencode(path.absolute()))
    how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "mode=ro&immutable=1"
    connection = sqlite3.connect(f"file:{name}?{how}", uri=True, timeout=WAIT_MS / 1000, isolation_level=None)
    guarded(connection)
    return connection


def guarded(connection: sqlite3.Connection) -> None:
    """Take precautions: bytes that are no UTF-8 become escapes."""
    connection.text_factory = lambda text: text.decode(errors="backslashreplace")
    for guard in GUARDS:
        connection.execute(guard)


def is_empty(connection: sqlite3.Connection) -> bool:
    """Whether there is nothing in a file: one that was just made, or whose maker was killed before a table was."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    return (tables, application, version(connection)) == (0, 0, 0)


def unfit(connection: sqlite3.Connection) -> tuple[str, str] | None:
    """What keeps a file from being used, and what to do about it; None where nothing does."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    number = version(connection)
    if application != APPLICATION:
        return "a database, but no history of arpwatch-k8s", "Name another file; this one is left as it is."
    if number > len(MIGRATIONS):
        return (
            f"made by a newer version (tables {number}, this one knows {len(MIGRATIONS)})",
            "Use that version, or name another file; this one is left as it is.",
        )
    problem = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    if problem != "ok":
        return f"damaged ({' '.join(problem.split())[:100]})", DAMAGED
    if shape(connection) != expected(number):
        return "a history whose tables were changed", "Name another file; this one is left as it is."
    return None


DAMAGED: Final = "Move it away and name it anew, or save what sqlite3 FILE .recover finds; it is left as it is."


def told(error: Exception) -> str:
    """What SQLite says, on one line."""
    if isinstance(error, UnicodeDecodeError):
        return "damaged"
    return " ".join(str(error).split())


def mending(error: Exception) -> str:
    """What to do about a file that cannot be used."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    if code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DAMAGED
    return "Check that it is a history, its rights, and those of the files beside it (-wal, -shm)."


def unwritable(path: Path, why: str) -> OutputError:
    """The error for a history that cannot be opened to be written."""
    return OutputError(
        f"{path}: the history cannot be written ({why})",
        fix="Check the folder, its rights and the disk's space, or name another file; it is left as it is.",
    )
