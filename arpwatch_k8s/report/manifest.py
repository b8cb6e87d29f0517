"""What a report was made from and with: inputs with their digests, versions, the command. No clock, no chance."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.value import JsonValue

PACKAGES = ("arpwatch-k8s", "numba", "numpy", "pandas", "matplotlib", "plotly", "jinja2")
BLOCK = 1 << 20


def manifest(result: Result, command: tuple[str, ...]) -> dict[str, JsonValue]:
    """The document: `sha256` is null for what cannot be read a second time, such as a pipe."""
    return {"inputs": inputs(result), "versions": versions(), "command": list(command)}


def inputs(result: Result) -> list[JsonValue]:
    """What was read."""
    logs = {log.name for log in result.case.logs}
    return [
        *(entry("capture", info.path) for info in result.case.captures),
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
