"""The folder of recordings: ours alone while a watch records there, by its descriptor, whatever is put at its path.

A recording that is being written has `.incomplete` behind its name, which it keeps when the watch is killed: what it
holds can be read. Only names that recordings have are ever removed, the oldest first.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

from arpwatch_k8s.capture.live.rotation import SaveFile
from arpwatch_k8s.errors import OutputError
from arpwatch_k8s.report.target import unwritable
from arpwatch_k8s.wording.times import rfc3339

SUFFIX: Final = ".pcapng"
INCOMPLETE: Final = ".incomplete"
REPORT: Final = ".report"
MAKING: Final = ".making"
"""Where reports are made, before they get their names."""
NAME: Final = re.compile(r"(\d{8}T\d{6}Z-[0-9a-f.-]+?)(\.pcapng|\.pcapng\.incomplete|\.report)", re.ASCII)


class Folder:
    """Opened, and held. OutputError: it cannot be written, or another watch records there."""

    def __init__(self, path: Path, *, keep: int, keep_bytes: int) -> None:
        self.path = path
        self._keep = keep
        self._keep_bytes = keep_bytes
        try:
            self._descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError as error:
            raise unwritable(path, error) from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self.close()
            raise OutputError(
                f"{path}: another watch records there", fix="Give each watch a folder of its own."
            ) from error
        self._taken = set(self._held())
        self.clear()

    def name(self, vip: str, start_ns: int) -> str:
        """A name that nothing has, for the recording of an incident of a VIP that began at a time (ns UTC); no disk is
        asked."""
        stamp = str(rfc3339(start_ns // 1_000_000_000 * 1_000_000_000))[:19].replace("-", "").replace(":", "")
        stem = f"{stamp}Z-{vip.replace(':', '-').lower()}"
        number, name = 1, stem
        while name in self._taken:
            number += 1
            name = f"{stem}-{number}"
        self._taken.add(name)
        return f"{name}{SUFFIX}"

    def begin(self, name: str) -> SaveFile:
        """A file that is not complete. OutputError where it cannot be made."""
        return SaveFile(self.path / f"{name}{INCOMPLETE}", within=self._descriptor)

    def complete(self, name: str) -> None:
        """A file is complete, and gets its name. OSError where it does not."""
        os.rename(f"{name}{INCOMPLETE}", name, src_dir_fd=self._descriptor, dst_dir_fd=self._descriptor)
        os.fsync(self._descriptor)

    def drop(self, name: str) -> None:
        """Remove a file that is not complete."""
        with suppress(OSError):
            os.unlink(f"{name}{INCOMPLETE}", dir_fd=self._descriptor)

    def make_room(self, name: str | None, more_bytes: int) -> None:
        """Remove the oldest recordings, so that one may grow by so many bytes: all but that one. One that cannot be
        removed stays."""
        sizes = self._held()
        mine = stem_of(name) if name is not None else None
        total = sum(sizes.values()) + more_bytes
        for stem in sorted(sizes):
            if total <= self._keep_bytes and len(sizes) <= self._keep:
                return
            if stem == mine:
                continue
            self._remove(stem)
            self._taken.discard(stem)
            total -= sizes.pop(stem)

    def clear(self) -> None:
        """Remove what is left of reports that were not finished."""
        self._remove_tree(MAKING)

    def making(self, name: str) -> Path:
        """Where the report of a recording is made. OSError where the place cannot be."""
        with suppress(FileExistsError):
            os.mkdir(MAKING, 0o750, dir_fd=self._descriptor)
        return self.path / MAKING / f"{stem_of(name)}{REPORT}"

    def take_report(self, name: str) -> Path:
        """Put the report of a recording beside it; where it is. OSError where that fails."""
        report = f"{stem_of(name)}{REPORT}"
        self._remove_tree(report)
        within = self._descriptor
        os.rename(f"{MAKING}/{report}", report, src_dir_fd=within, dst_dir_fd=within)
        return self.path / report

    def close(self) -> None:
        """Let go of it."""
        os.close(self._descriptor)

    def _held(self) -> dict[str, int]:
        """Bytes of each recording that is there, with its report."""
        sizes: dict[str, int] = {}
        with os.scandir(self._descriptor) as entries:
            for entry in entries:
                found = NAME.fullmatch(entry.name)
                if found is not None:
                    sizes[found[1]] = sizes.get(found[1], 0) + self._size(entry)
        return sizes

    def _size(self, entry: os.DirEntry[str]) -> int:
        """Bytes of a file, or of the files in a report; of what went meanwhile, none."""
        try:
            if not entry.is_dir(follow_symlinks=False):
                return entry.stat(follow_symlinks=False).st_size
            return sum(
                os.stat(name, dir_fd=folder, follow_symlinks=False).st_size
                for _, _, files, folder in os.fwalk(entry.name, dir_fd=self._descriptor)
                for name in files
            )
        except OSError:
            return 0

    def _remove(self, stem: str) -> None:
        """Remove a recording and its report."""
        for name in (f"{stem}{SUFFIX}", f"{stem}{SUFFIX}{INCOMPLETE}"):
            with suppress(OSError):
                os.unlink(name, dir_fd=self._descriptor)
        self._remove_tree(f"{stem}{REPORT}")

    def _remove_tree(self, name: str) -> None:
        """Remove a folder in it, through no link."""
        shutil.rmtree(name, ignore_errors=True, dir_fd=self._descriptor)


def stem_of(name: str) -> str:
    """A recording's name without what tells its kind."""
    return name.removesuffix(SUFFIX)
