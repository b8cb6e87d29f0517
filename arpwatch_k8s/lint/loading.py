"""Paths that a user named, to files: folders with all below them, archives, standard input; bounded, and what is left
is named.

Links are followed, and each file is read once in its inventory: `..data` of a mounted ConfigMap, and a link that leads
back, would else be second settings beside the first. Archives in folders are left: charts bring default values that
are nobody's settings.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from arpwatch_k8s.archives import is_archive, unpack
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.lint.documents.yaml import Budget, documents
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.scopes import VARIABLES, inventory_of
from arpwatch_k8s.lint.texts import is_binary, text_of
from arpwatch_k8s.opening import open_unbuffered
from arpwatch_k8s.savefile.info import Skipped
from arpwatch_k8s.wording.names import readable
from arpwatch_k8s.wording.plain import plain

STDIN: Final = "-"
STDIN_NAME: Final = "stdin"
"""What it is called where it is cited."""
MOST_BYTES: Final = 64 << 20
"""A file above it is not read: a list of 10,000 Services with managedFields has some 40 MiB."""
MOST_OTHER_BYTES: Final = 8 << 20
"""The same of a file that is neither YAML nor JSON: settings of programs are small."""
MOST_TOTAL_BYTES: Final = 256 << 20
"""Of all files together."""
MOST_UNPACKED_BYTES: Final = 1 << 30
MOST_FILES: Final = 100_000
HEAD_BYTES: Final = 8192
PIECE_BYTES: Final = 1 << 20
YAML_NAMES: Final = (".yaml", ".yml", ".json")
LINES_OF_JSON: Final = (".ndjson", ".jsonl")
"""Logs, and what `kubectl get -w` printed: no settings, however long its lines are."""
YAML_BEGINS: Final = ("apiVersion:", "kind:", "---", "{", "items:")
VARIABLE: Final = re.compile(r"[a-z][a-z0-9]*(?:_[A-Za-z0-9]+)+:(?: |$)", re.ASCII)
"""How a line of Ansible's variables begins: the first of what standard input gives."""
PASSED: Final = frozenset({".git", ".svn", ".hg", "node_modules", "__pycache__", ".venv", ".tox", ".terraform"})
"""Folders in which nobody's settings are."""
ARCHIVE: Final = "an archive in a folder or an archive: name it by itself, where settings are in it"

TEMPLATE: Final = "a template and no YAML yet: render it (helm template), and give what comes out"


@dataclass(slots=True)
class Loaded:
    """What paths led to."""

    files: list[File] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    """What is no file of settings by its form."""
    unreadable: list[Skipped] = field(default_factory=list)
    """What might be one, and could not be read."""
    budget: Budget = field(default_factory=Budget)
    taken: set[tuple[str | None, int, int]] = field(default_factory=set)
    """Files and folders by inventory, device and inode."""
    total_bytes: int = 0

    def is_new(self, path: str, status: os.stat_result) -> bool:
        """Whether a file or folder was not met before in its inventory; from here on it was."""
        identity = (inventory_of(PurePosixPath(path)), status.st_dev, status.st_ino)
        if identity in self.taken:
            return False
        self.taken.add(identity)
        return True


def load(paths: Sequence[str | os.PathLike[str]]) -> Loaded:
    """The files that paths lead to, in the order of their names.

    UsageError: none is named, or standard input twice. InputError: one is not there, or none can be read.
    """
    names = [os.fspath(each) for each in paths]
    if not names:
        raise UsageError("nothing to check is given", fix="Name files, or a folder: an inventory, manifests.")
    if names.count(STDIN) > 1:
        raise UsageError("stdin (-) is given twice", fix="It can be read once: give it once.")
    loaded = Loaded()
    for name in names:
        if name != STDIN and not os.path.lexists(name):
            raise InputError(f"{shown(name)}: is not there", fix="Name a file or a folder that is.")
        named(loaded, name)
    if loaded.unreadable and not loaded.files and not loaded.skipped:
        first = loaded.unreadable[0]
        raise InputError(f"{shown(first.path)}: {first.reason}", fix="Name what can be read, as whom it can be.")
    loaded.files.sort(key=lambda file: file.name)
    return loaded


def shown(name: str) -> str:
    """A file's name as messages have it."""
    return plain(readable(name))


def named(loaded: Loaded, name: str) -> None:
    """What one path leads to."""
    try:
        if name == STDIN:
            take_bytes(loaded, sys.stdin.buffer.read(MOST_BYTES + 1), STDIN_NAME)
        elif Path(name).is_dir():
            for path in below(name, loaded):
                take(loaded, path, path, within=True)
        elif not Path(name).is_file():
            with open_unbuffered(name) as raw:
                take_bytes(loaded, read_up_to(raw, MOST_BYTES), name)
        elif is_archive(name):
            unpacked = unpack(name, most_bytes=MOST_UNPACKED_BYTES)
            loaded.skipped += unpacked.skipped
            for file, called in sorted(unpacked.files, key=lambda pair: pair[1]):
                take(loaded, file, called, within=True)
        else:
            take(loaded, name, name, within=False)
    except InputError as error:
        loaded.unreadable.append(Skipped(path=name, reason=error.what.removeprefix(f"{name}: ")))
    except OSError as error:
        loaded.unreadable.append(Skipped(path=name, reason=error.strerror or str(error)))


def below(folder: str, loaded: Loaded | None = None) -> list[str]:
    """The files below a folder, links after what they may lead to; what cannot be looked into is told to `loaded`.

    InputError: they are too many.
    """
    loaded = loaded or Loaded()
    found: list[tuple[bool, str]] = []
    folders = [folder]
    while folders:
        within = folders.pop()
        try:
            if not loaded.is_new(within, Path(within).stat()):
                continue
            with os.scandir(within) as entries:
                for entry in entries:
                    if not entry.is_dir():
                        found.append((entry.is_symlink(), entry.path))
                    elif entry.name not in PASSED:
                        folders.append(entry.path)
        except OSError as error:
            loaded.unreadable.append(Skipped(path=within, reason=error.strerror or str(error)))
        if len(found) + len(folders) > MOST_FILES:
            raise InputError(f"{folder}: more than {MOST_FILES:,} files", fix="Name a folder in it.")
    return [path for _, path in sorted(found)]


def take(loaded: Loaded, path: str, name: str, *, within: bool = False) -> None:
    """One file, where it is text. `within`: whether it was not named by itself."""
    try:
        if not Path(path).is_file():
            loaded.skipped.append(Skipped(path=name, reason="no regular file"))
            return
        with open_unbuffered(path) as raw:
            status = Path(path).stat()
            head = raw.read(HEAD_BYTES) or b""
            if not loaded.is_new(name, status):
                loaded.skipped.append(Skipped(path=name, reason="the same file as another that was read"))
            elif within and is_archive(path):
                loaded.skipped.append(Skipped(path=name, reason=ARCHIVE))
            elif is_binary(head):
                loaded.skipped.append(Skipped(path=name, reason="not text"))
            elif status.st_size > MOST_BYTES:
                too_large(loaded, name, MOST_BYTES)
            elif status.st_size > MOST_OTHER_BYTES and not is_yaml(name, text_of(head)):
                loaded.skipped.append(
                    Skipped(path=name, reason=f"above {MOST_OTHER_BYTES >> 20} MiB, and neither YAML nor JSON")
                )
            else:
                take_bytes(loaded, head + (raw.readall() or b""), name)
    except OSError as error:
        loaded.unreadable.append(Skipped(path=name, reason=error.strerror or str(error)))


def read_up_to(raw: io.RawIOBase, most: int) -> bytes:
    """What a pipe or a device gives until its end, or a little more than `most` bytes of it."""
    content = bytearray()
    while len(content) <= most and (piece := raw.read(PIECE_BYTES)):
        content += piece
    return bytes(content)


def too_large(loaded: Loaded, name: str, most: int) -> None:
    """A file beyond a bound is told."""
    loaded.unreadable.append(Skipped(path=name, reason=f"above {most >> 20} MiB"))


def take_bytes(loaded: Loaded, content: bytes, name: str) -> None:
    """What a file, a pipe or standard input holds, where it is text."""
    if len(content) > MOST_BYTES:
        too_large(loaded, name, MOST_BYTES)
    elif is_binary(content[:HEAD_BYTES]):
        loaded.skipped.append(Skipped(path=name, reason="not text"))
    elif loaded.total_bytes + len(content) > MOST_TOTAL_BYTES:
        loaded.unreadable.append(
            Skipped(
                path=name, reason=f"behind {MOST_TOTAL_BYTES >> 20} MiB of other files: name it in a run of its own"
            )
        )
    else:
        loaded.total_bytes += len(content)
        text = text_of(content)
        trees = tuple(documents(text, name, loaded.budget)) if is_yaml(name, text) else ()
        if "{{" in text and any(each.breaks_off for each in trees):
            loaded.skipped.append(Skipped(path=name, reason=TEMPLATE))
        else:
            loaded.files.append(File(name=name, text=text, documents=trees))


def is_yaml(name: str, text: str) -> bool:
    """Whether a file is to be read as YAML: by its name, as variables of Ansible, or by how kubectl's output begins;
    a log whose lines are JSON does not."""
    path = PurePosixPath(name)
    if path.suffix in (*YAML_NAMES, *LINES_OF_JSON):
        return path.suffix in YAML_NAMES
    if not path.suffix and any(part in VARIABLES for part in path.parts[:-1]):
        return True
    lines = [line.strip() for line in text[:HEAD_BYTES].splitlines()]
    first, second = [*(line for line in lines if line and not line.startswith("#")), "", ""][:2]
    is_lines_of_json = first.startswith("{") and first.endswith("}") and second.startswith("{")
    if name == STDIN_NAME and VARIABLE.match(first):
        return True
    return first.startswith(YAML_BEGINS) and not is_lines_of_json
