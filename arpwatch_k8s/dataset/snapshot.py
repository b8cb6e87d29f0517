"""Which readings belong together, and for which VIPs: what a data set is to who reads it.

It changes at once, when an extraction has come to its end: until then the one before holds, or none.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from arpwatch_k8s.dataset.kept import FORMAT
from arpwatch_k8s.dataset.places import LOCK, MARKER, READINGS, is_name
from arpwatch_k8s.dataset.placing import place
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.evidence.addresses import address_number, number_text
from arpwatch_k8s.savefile.writer import unwritable

ANEW: Final = "Run extract again, into another folder."


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Readings that belong together."""

    given: tuple[int, ...] | None
    """The VIPs that the data set was made for; None where they are discovered."""
    vips: tuple[int, ...] = ()
    """The VIPs whose TCP it holds, rising."""
    vips_left: int = 0
    """How many more were found than can be looked at."""
    readings: tuple[tuple[str, str, str | None], ...] = ()
    """For each capture what it is, and the names of its readings: the first, and where VIPs are discovered that for
    them, None without any."""

    @property
    def names(self) -> set[tuple[str, str]]:
        """Each reading by its capture and its name."""
        return {(content, name) for content, *both in self.readings for name in both if name is not None}


def write(folder: Path, snapshot: Snapshot) -> None:
    """Make it the one that holds. OutputError: it cannot be written."""
    document = {
        "format": FORMAT,
        "given": None if snapshot.given is None else [number_text(vip) for vip in snapshot.given],
        "vips": [number_text(vip) for vip in snapshot.vips],
        "vips_left": snapshot.vips_left,
        "readings": snapshot.readings,
    }
    place(folder / MARKER, json.dumps(document, indent=1).encode())


def read(folder: Path) -> Snapshot:
    """The one that holds. InputError: it cannot be read, or is of another version."""
    path = folder / MARKER
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})", fix="Check who may read it.") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: no JSON ({error})", fix=ANEW) from error
    try:
        return of_document(document)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{folder}: a data set of another version ({type(error).__name__}: {error})", fix=ANEW
        ) from error


def of_document(document: dict[str, Any]) -> Snapshot:
    """A snapshot of its JSON. KeyError, TypeError, ValueError: it is none."""
    if document["format"] != FORMAT:
        raise ValueError(f"format {document['format']!r}, not {FORMAT}")
    if not all(is_name(name) for names in document["readings"] for name in names if name is not None):
        raise ValueError("names that lead out of the data set")
    given = document["given"]
    return Snapshot(
        given=None if given is None else tuple(map(address_number, given)),
        vips=tuple(map(address_number, document["vips"])),
        vips_left=document["vips_left"],
        readings=tuple((content, first, again) for content, first, again in document["readings"]),
    )


def begin(folder: Path, given: tuple[int, ...] | None) -> Snapshot:
    """The snapshot of a folder that is a data set, or becomes one now. OutputError: it cannot be written."""
    try:
        (folder / READINGS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(str(folder), error) from error
    with locked(folder):
        if not (folder / MARKER).exists():
            write(folder, Snapshot(given=given))
    return read(folder)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Nobody else who asks for it changes the snapshot meanwhile. OutputError: the folder cannot be written."""
    path = folder / LOCK
    try:
        file = path.open("w")
    except OSError as error:
        raise unwritable(str(path), error) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError as error:
            raise unwritable(str(path), error) from error
        yield
