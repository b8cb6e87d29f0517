"""One input, the limits that it runs under, and what must hold of whatever it prints and writes.

Each runs in a process of its own that is forked from this one, so that what ends it (a crash of compiled code, too much
memory, no end at all) is a fault of that input, and nothing has to be imported again.
"""

from __future__ import annotations

import atexit
import faulthandler
import itertools
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from arpwatch_k8s.cli.app import app

CPU_S: Final = 20
WALL_S: Final = 120
"""Beyond what the machine may be busy with otherwise."""
MEMORY_BYTES: Final = 2 << 30
"""Of addresses, beyond what is there before."""
FILE_BYTES: Final = 1 << 30
CODES: Final = frozenset({0, 1, 2, 3, 4})
"""cli/running.py; a fault of the program is none of these."""
ERRORS: Final = frozenset({2, 3})
MOST_LINES: Final = 2_000
"""Of text, whatever comes."""
SIZES: Final = {"report.html": 10 << 20, "timeline.svg": 5 << 20, "timeline.png": 5 << 20, "timeline.pdf": 5 << 20}
COMMAND: Final = "command.json"
"""In a folder of the corpus: the command's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """Files, and the command on them, which runs in their folder."""

    files: dict[str, bytes]
    """By name."""
    command: tuple[str, ...]
    """Without the program's name."""

    def write(self, folder: Path) -> None:
        """Put the files into a folder."""
        for name, data in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)

    def keep(self, folder: Path) -> None:
        """Put it where it can be run again."""
        folder.mkdir(parents=True)
        self.write(folder)
        (folder / COMMAND).write_text(json.dumps(self.command) + "\n", encoding="utf-8")


def kept(folder: Path) -> Input:
    """What `keep` wrote."""
    paths = [path for path in folder.rglob("*") if path.is_file() and path.name != COMMAND]
    files = {str(path.relative_to(folder)): path.read_bytes() for path in paths}
    return Input(files=files, command=tuple(json.loads((folder / COMMAND).read_text(encoding="utf-8"))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How it went."""

    faults: tuple[str, ...]
    """What must not be; empty where all is well."""
    code: int
    """The exit code, below 0 a signal's number."""
    peak_bytes: int
    """Memory held at most, with what is there before."""
    seconds: float
    """By a clock on the wall."""


def run(tried: Input) -> Outcome:
    """Run it, and look at all that came of it."""
    with tempfile.TemporaryDirectory(prefix="arpwatch-fuzz-") as name:
        top = Path(name)
        folder, scratch = top / "in", top / "tmp"
        folder.mkdir()
        scratch.mkdir()
        tried.write(folder)
        out, err = top / "out", top / "err"
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            become(tried.command, folder, scratch, out, err)
        status, usage = waited(child)
        code = os.waitstatus_to_exitcode(status)
        found = [*of_end(code), *of_text(code, tried.command, out, err), *of_report(folder / "report", code)]
        return Outcome(
            faults=tuple(found), code=code, peak_bytes=usage.ru_maxrss << 10, seconds=time.monotonic() - began
        )


def waited(child: int) -> tuple[int, resource.struct_rusage]:
    """How a child ended, by itself or by us."""
    limit = time.monotonic() + WALL_S
    pause = 0.002
    while time.monotonic() < limit:
        ended, status, usage = os.wait4(child, os.WNOHANG)
        if ended:
            return status, usage
        time.sleep(pause)
        pause = min(2 * pause, 0.05)
    os.kill(child, signal.SIGKILL)
    _, status, usage = os.wait4(child, 0)
    return status, usage


def become(command: tuple[str, ...], folder: Path, scratch: Path, out: Path, err: Path) -> NoReturn:
    """Be the command, in the child; never return."""
    code = 99
    try:
        faulthandler.disable()  # pytest's would write of a crash into its own output
        for path, number in ((os.devnull, 0), (out, 1), (err, 2)):
            os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), number)
        # pytest's or a runner's own streams are not those of a command that was started
        sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))
        os.chdir(folder)
        tempfile.tempdir = str(scratch)
        there = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (there + MEMORY_BYTES,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S + 5))
        resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES,) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        atexit._clear()  # what the parent has to do in the end is not ours
        sys.argv = ["arpwatch-k8s", *command]
        try:
            app()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001 - the parent is to hear of it, whatever it is
        with err.open("a", encoding="utf-8", errors="replace") as file:
            traceback.print_exc(file=file)
    finally:
        os._exit(code)


def of_end(code: int) -> list[str]:
    """Faults of how it ended."""
    if code == -signal.SIGXCPU:
        return [f"more than {CPU_S} s of CPU time"]
    if code == -signal.SIGKILL:
        return [f"no end within {WALL_S} s"]
    return [] if code in CODES else [f"exit code {code}"]


def of_text(code: int, command: tuple[str, ...], out: Path, err: Path) -> list[str]:
    """Faults of what it printed."""
    said, complained = (path.read_text(encoding="utf-8", errors="surrogateescape") for path in (out, err))
    found = []
    if code not in CODES and complained:
        found.append(complained[-3000:])
    for name, text in (("output", said), ("errors", complained)):
        # what evidence prints is for programs, and escaped by its form
        bad = sorted({c for c in text if unsafe(c)}) if command[0] != "evidence" else []
        if bad:
            found.append(f"unsafe characters in its {name}: {bad!r}")
    if "Traceback" in complained:
        found.append("a traceback")
    if code in ERRORS and not complained.startswith(("arpwatch-k8s: ", "Usage: ")):
        found.append(f"an error that does not say whose it is: {complained[:500]!r}")
    if form_of(command) in ("json", "sarif") and code in (0, 1, 4):
        found += of_json(said)
    elif command[0] in ("analyze", "lint") and said.count("\n") > MOST_LINES:
        found.append(f"{said.count(chr(10))} lines of text")
    return found


def form_of(command: tuple[str, ...]) -> str:
    """What is to be printed: the last --format counts."""
    asked = [value for name, value in itertools.pairwise(command) if name == "--format"]
    return asked[-1] if asked else "text"


def unsafe(character: str) -> bool:
    """Whether a character may move a cursor, or hide or reorder text."""
    return character not in "\n\t" and unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def of_json(text: str) -> list[str]:
    """Faults of a document: what is no JSON, such as a number that is none."""
    try:
        json.loads(text, parse_constant=refused)
    except ValueError as error:
        return [f"no JSON: {error}"]
    return []


def refused(name: str) -> NoReturn:
    """NaN and its like."""
    raise ValueError(f"{name} is no number of JSON")


def of_report(report: Path, code: int) -> list[str]:
    """Faults of a report's folder."""
    if not report.exists():
        return []
    if code not in (0, 1, 4):
        return [f"a report in spite of exit code {code}"]
    found = [
        f"{name} has {size:,} bytes"
        for name, most in SIZES.items()
        for path in report.glob(name)
        if (size := path.stat().st_size) > most
    ]
    for path in report.glob("*.json"):
        found += [f"{path.name}: {fault}" for fault in of_json(path.read_text(encoding="utf-8"))]
    shutil.rmtree(report)
    return found
