"""What a report was made from and with: inputs with their digests, versions, the command. No clock, no chance."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.remote.address import is_url
from arpwatch_k8s.remote.found import RemoteFile
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.value import JsonValue

PACKAGES = ("arpwatch-k8s", "numba", "numpy", "pandas", "matplotlib", "plotly", "jinja2")
BLOCK = 1 << 20


def manifest(result: Result, command: tuple[str, ...]) -> dict[str, JsonValue]:
    """The document: `sha256` is null for what cannot be read a second time, such as a pipe, and for what is elsewhere,
    of which there is the `mark` that its server tells contents apart by (an ETag, a time)."""
    return {"inputs": inputs(result), "versions": versions(), "command": list(command)}


def inputs(result: Result) -> list[JsonValue]:
    """What was read."""
    logs = {log.name for log in result.case.logs}
    elsewhere = {source.path: remote_entry(source.remote) for source in result.sources if source.remote is not None}
    return [
        *(elsewhere.get(info.path) or entry("capture", info.path) for info in result.case.captures),
        *({**entry("log", log.path), "shifted_s": log.shifted_ns / NS} for log in result.case.logs),
        *(
            entry("settings", result.case.settings_paths.get(name, name))
            for name, _ in result.case.settings.read
            if name not in logs
        ),
    ]


def versions() -> dict[str, JsonValue]:
    """What it was made with."""
    return {"python": python_version(), **{name: version_of(name) for name in PACKAGES}}


def entry(kind: str, path: str) -> dict[str, JsonValue]:
    """One input."""
    file = Path(path)
    there = path != "-" and file.is_file()
    return {
        "kind": kind,
        "path": path,
        "bytes": file.stat().st_size if there else None,
        "sha256": digest(file) if there else None,
    }


def remote_entry(file: RemoteFile) -> dict[str, JsonValue]:
    """A capture that was read where it is."""
    return {"kind": "capture", "path": file.path, "bytes": file.size_bytes, "sha256": None, "mark": file.mark or None}


def digest_words(read: dict[str, JsonValue]) -> str:
    """The digest of an input, or why it has none."""
    if read.get("mark"):
        return f"read elsewhere; its server tells it by {read['mark']}"
    return str(read["sha256"] or ("read elsewhere" if is_url(str(read["path"])) else "cannot be read again"))


def digest(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal text."""
    total = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            total.update(block)
    return total.hexdigest()


@cache
def version_of(package: str) -> str | None:
    """A package's version; None where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None
