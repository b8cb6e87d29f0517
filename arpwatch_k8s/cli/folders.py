"""Folders that a watch writes into: made while that is allowed, and given to whom it becomes."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.errors import OutputError

if TYPE_CHECKING:
    from arpwatch_k8s.capture.live.privilege import Account
    from arpwatch_k8s.monitor.config import WatchConfig

PRIVATE: Final = 0o750


def folders(config: WatchConfig) -> tuple[Path, ...]:
    """Those that a watch writes into: for its report, for recordings."""
    recorded = None if config.recordings is None else config.recordings.folder
    return tuple(folder for folder in (config.report, recorded) if folder is not None)


def prepare(directory: Path, who: Account | None) -> None:
    """Make a folder to write into, which belongs to whom we shall be. OutputError where it cannot be made."""
    from arpwatch_k8s.report.target import unwritable

    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        try:
            directory.mkdir(PRIVATE)
        except FileExistsError:
            return
        if who is not None and os.geteuid() == 0:
            give(directory, who)
    except OSError as error:
        raise unwritable(directory, error) from error


def give(directory: Path, who: Account) -> None:
    """Give a folder that we made to somebody; by its descriptor, so that a link in its place is not followed, and only
    if it still is root's. OSError where it is not."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if os.fstat(descriptor).st_uid != 0:
            raise PermissionError(errno.EPERM, "it was exchanged while it was made", os.fspath(directory))
        os.fchown(descriptor, who.uid, who.gid)
    finally:
        os.close(descriptor)


def check_reach(directory: Path) -> None:
    """OutputError where whom we became cannot write into a folder."""
    if not os.access(directory, os.W_OK | os.X_OK):
        raise OutputError(
            f"{directory}: user {os.geteuid()} cannot write there",
            fix="Name a folder that this user reaches (/var/lib/arpwatch-k8s), or another user with --user.",
        )
