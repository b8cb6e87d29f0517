"""Short names for files: no more of each path than tells it from the others of a run."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath


def unique_names(paths: Sequence[str]) -> list[str]:
    """The shortest trailing parts of each path that tell it from the others; a number behind where even that fails."""
    parts = [PurePath(path).parts for path in paths]
    names = [""] * len(parts)
    left = list(range(len(parts)))
    depth = 0
    while left:
        depth += 1
        alike = Counter(own[-depth:] for own in parts)
        for number in left:
            names[number] = "/".join(parts[number][-depth:])
        left = [number for number in left if alike[parts[number][-depth:]] > 1 and depth < len(parts[number])]
    seen: Counter[str] = Counter()
    for number, name in enumerate(map(readable, names)):
        names[number] = name
        seen[name] += 1
        if seen[name] > 1:
            names[number] = f"{name}#{seen[name]}"
    return names


def readable(name: str) -> str:
    """A file's name with its bytes that are no UTF-8 as escapes: tables cannot hold them."""
    return os.fsencode(name).decode(errors="backslashreplace")
