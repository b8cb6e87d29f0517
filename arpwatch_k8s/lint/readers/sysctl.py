"""The kernel's settings: files that set them, in the order that counts, and what a kernel had.

A file of one name counts from the first of /etc, /run, /usr/local/lib, /usr/lib that has it (sysctl.d(5)); then files
count in the order of their names, and of a key the last. /etc/sysctl.conf comes last, as `sysctl --system` takes it.
Only the value that wins is a fact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final

from arpwatch_k8s.lint.documents.sysctl import Assignment, assignments, normal
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import Sysctl
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.host_names import host_of, is_old, quotes
from arpwatch_k8s.lint.readers.reader import Reader, Reading
from arpwatch_k8s.lint.setting import Place, Setting, Unknown
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain

OURS: Final = re.compile(r"net\.ipv[46]\.(?:conf|neigh)\.|net\.ipv4\.ip_forward$")
HINT: Final = re.compile(r"^[ \t]*-?[ \t]*(?:/proc/sys/)?net[./]ipv[46][./]", re.MULTILINE)
PROC: Final = re.compile(r"(?:^|/)(?:proc-sys-net|proc/sys/net)/(ipv[46]/(?:conf|neigh)/[^/]{1,64}/\w{1,64})$")
"""A file of /proc/sys, or of the copy of it that Retina's captures hold."""
FOLDERS: Final = ("etc/sysctl.d", "run/sysctl.d", "usr/local/lib/sysctl.d", "lib/sysctl.d")
"""From the one that counts most on."""
COMMENT: Final = re.compile(r"^[ \t]*[#;]", re.MULTILINE)
UNRESOLVED: Final = re.compile(r"\{\{|\$\{|\$\(")


def read(files: Sequence[File]) -> Reading:
    """Every file of sysctl's, and every kernel's values."""
    known: dict[str, str] = {}
    live: list[Sysctl] = []
    setting_files: dict[str, list[File]] = {}
    for file in files:
        if file.documents and not file.name.endswith(".conf"):
            continue
        if match := PROC.search(file.name):
            key = f"net/{match[1]}"
            value = file.text.strip()[:400]
            host = host_of(PurePosixPath(file.name[: match.start()] or ".") / "proc-sys-net.txt")
            live.append(fact(file, host, Assignment(normal(key), key, value, 1), live=True))
            known[file.name] = "a kernel's value"
        elif is_old(file.path) or quotes(file.path) or HINT.search(file.text) is None:
            continue
        elif sets(file):
            setting_files.setdefault(host_of(file.path), []).append(file)
        else:
            found = [each for each in assignments(file.text) if OURS.match(each.key)]
            live += [fact(file, host_of(file.path), each, live=True) for each in found]
            known[file.name] = f"a kernel's values, {len(found):,} of them of interest"
    written: list[Sysctl] = []
    for host, several in setting_files.items():
        winning: dict[str, Sysctl] = {}
        for file in in_order(several):
            found = [each for each in assignments(file.text) if OURS.match(each.key)]
            winning |= {each.key: fact(file, host, each, live=False) for each in found}
            known[file.name] = f"sysctl's settings, {plural(len(found), 'key')} of interest"
        for file in several:
            known.setdefault(file.name, "sysctl's settings, of a name that another folder has first: not in effect")
        written += winning.values()
    return Reading(facts=Facts(sysctls=(*live, *written)), read=known)


def sets(file: File) -> bool:
    """Whether a file sets values, and is not what a kernel printed."""
    folder = str(file.path.parent)
    return file.path.suffix == ".conf" or folder.endswith("sysctl.d") or COMMENT.search(file.text) is not None


def in_order(files: Sequence[File]) -> list[File]:
    """The files that count, in the order in which they are applied."""
    by_name: dict[str, tuple[int, File]] = {}
    for file in files:
        rank = folder_rank(file)
        if rank < by_name.get(file.path.name, (rank + 1, file))[0]:
            by_name[file.path.name] = rank, file
    return sorted((file for _, file in by_name.values()), key=lambda file: (is_last(file), file.path.name))


def folder_rank(file: File) -> int:
    """How much its folder counts: 0 the most."""
    folder = str(file.path.parent)
    return next((rank for rank, each in enumerate(FOLDERS) if folder.endswith(each)), 0)


def is_last(file: File) -> bool:
    """Whether it is applied after those of sysctl.d."""
    return file.path.name in ("sysctl.conf", "tuned.conf")


def fact(file: File, host: str, found: Assignment, *, live: bool) -> Sysctl:
    """A value with its place."""
    place = Place(file=file.name, line=found.line, path=found.key)
    value = found.value
    is_open = UNRESOLVED.search(value) is not None
    return Sysctl(
        key=found.key,
        setting=Setting(
            name=found.written,
            value=Unknown(why=f"is {plain(value)}, which is set by a template") if is_open else value,
            place=place,
        ),
        live=live,
        host=host,
    )


READER: Final = Reader(name="sysctl's files and listings", read=read)
