"""Where the machine code of compiled functions is kept, which whoever can write there can have run.

Cached code is a pickle and the tool runs as root, so its directory must belong to the effective user and be writable by
nobody else. It is opened step by step from the root, without following links, what was opened is what is looked at, and
it is used through its descriptor: whatever is put at its path meanwhile is never met. Root asks the same of every
folder above it, so that no other user's HOME (`sudo -E`) decides what root runs. Where no such place can be had, code
is compiled for this run only.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import pwd
import stat
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numba as numba_package
import numpy as np

if TYPE_CHECKING:
    from typing import Any

log = logging.getLogger("arpwatch_k8s")

NAME: Final = "arpwatch-k8s"
COMPILED_ROOMS: Final = ("evidence", "wire", "savefile", "capture", "logs/scan")
"""Rooms with compiled code, or with constants that it takes in."""
OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
STANDARD: Final = 2
"""The last of the descriptors that a program is started with."""
FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC

numba: Any = numba_package


class Place(NamedTuple):
    """A directory that holds this state's machine code."""

    path: Path
    """Its path, for people."""
    descriptor: int
    """It, open while the process lives."""
    is_new: bool
    """Whether this process made it: then whatever is compiled now is there for the next."""

    @property
    def pinned(self) -> str:
        """A path that leads to it whatever becomes of its own."""
        return f"/proc/self/fd/{self.descriptor}"


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
    own = [Path(__file__), Path(__file__).with_name("compiled.py")]
    for source in [*own, *sorted(path for room in COMPILED_ROOMS for path in package.glob(f"{room}/*.py"))]:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def cache_roots() -> list[Path]:
    """Where this user's caches may live, the best first: where the environment says; for root, whose environment may be
    another's, also in its own home."""
    given = os.environ.get("XDG_CACHE_HOME")
    if given and Path(given).is_absolute():
        return [Path(given)]
    homes = []
    try:
        homes.append(Path.home())
        if os.geteuid() == 0:
            homes.append(Path(pwd.getpwuid(0).pw_dir))
    except (RuntimeError, KeyError) as error:
        log.debug("no home: %s", error)
    return [home / ".cache" for home in dict.fromkeys(homes)]


@cache
def cache_place() -> Place | None:
    """The directory of this state of the sources, made if need be; None where no safe one can be had."""
    refused = []
    for root in cache_roots():
        try:
            place = opened(root.resolve() / NAME / source_digest())
        except OSError as error:
            refused.append(f"no cache for compiled code ({error})")
            continue
        except PermissionRefusedError as error:
            refused.append(str(error))
            continue
        if place.is_new:
            for words in refused:
                log.info("%s: %s is used", words, place.path)
            log.info("compiling the scan, once for this version (about 20 s); kept in %s", place.path)
        return place
    for words in refused or ["no cache for compiled code (this user has no home)"]:
        log.warning("%s: compiling for this run only", words)
    return None


class PermissionRefusedError(Exception):
    """A folder that somebody else could write, or that is somebody else's."""


def opened(path: Path) -> Place:
    """A directory and its parent, which are this user's alone, made where they are missing.

    OSError: it cannot be made or opened. PermissionRefusedError: somebody else can write there.
    """
    user = os.geteuid()
    at = os.open("/", FOLDER)
    is_new = False
    for depth, part in enumerate(path.parts[1:], 2):
        try:
            below, is_new = os.open(part, FOLDER, dir_fd=at), False
        except FileNotFoundError:
            os.mkdir(part, 0o700, dir_fd=at)
            below, is_new = os.open(part, FOLDER, dir_fd=at), True
        finally:
            os.close(at)
        at = below
        here = Path(*path.parts[:depth])
        if is_open_to_others(os.fstat(at), user, is_ours=depth > len(path.parts) - 2):
            os.close(at)
            raise PermissionRefusedError(f"{here} may be written by others")
    if at <= STANDARD:  # where the command was started without its input or output, what opens takes their numbers
        at, low = fcntl.fcntl(at, fcntl.F_DUPFD_CLOEXEC, STANDARD + 1), at
        os.close(low)
    return Place(path, at, is_new)


def is_open_to_others(found: os.stat_result, user: int, *, is_ours: bool) -> bool:
    """Whether somebody else than `user` may change what a folder holds; of folders above ours it matters to root alone,
    and those in which everybody may make something but touch only their own (sticky) do no harm."""
    if is_ours:
        return found.st_uid != user or bool(found.st_mode & OTHERS_WRITE)
    if user != 0:
        return False
    return found.st_uid != 0 or (bool(found.st_mode & OTHERS_WRITE) and not found.st_mode & stat.S_ISVTX)


def is_fresh() -> bool:
    """Whether this process began the cache: then whatever is compiled now is there for the next."""
    place = cache_place()
    return place is not None and place.is_new
