"""What is said of several files in the same words is said once: a tired operator reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from arpwatch_k8s.wording.counts import listed

HERE: Final = "\0"
"""What stands in a sentence for the name of the file that it is about."""
MOST_FILES: Final = 200
"""Files that sentences are looked through for."""
MOST_NAMED: Final = 6


def sparing(said: Sequence[str], names: Iterable[str]) -> list[str]:
    """Sentences, those that differ in a file's name alone as one, at the place of the first."""
    known = sorted(set(list(names)[:MOST_FILES]), key=lambda name: (-len(name), name))
    found: dict[str, list[str]] = {}
    for text in said:
        name = next((name for name in known if name in text), None)
        once = name is not None and text.count(name) == 1
        form = text.replace(name, HERE) if name is not None and once else text
        found.setdefault(form, []).append(name if name is not None and once else "")
    return [text for form, several in found.items() for text in spelled(form, several)]


def crowded(said: Sequence[str], vips: Collection[str]) -> list[str]:
    """Sentences, those that many VIPs share in all but their address as one, at the place of the first."""
    if len(vips) <= MOST_NAMED:
        return list(said)
    known = frozenset(vips)
    found: dict[str, list[str]] = {}
    for text in said:
        words = dict.fromkeys(word for word in map(bare, text.split(" ")) if word in known)
        form = text.replace(next(iter(words)), HERE) if len(words) == 1 else text
        found.setdefault(form, []).append(next(iter(words), "") if len(words) == 1 else "")
    return [
        text
        for form, several in found.items()
        for text in (spelled(form, several) if len(several) > MOST_NAMED else filled(form, several))
    ]


def bare(word: str) -> str:
    """A word without what ends a part of a sentence."""
    return word.rstrip(",.:;")


def filled(form: str, names: Sequence[str]) -> list[str]:
    """A sentence about each of some names."""
    return [form.replace(HERE, name) for name in names]


def spelled(form: str, names: Sequence[str]) -> list[str]:
    """A sentence about some files; one that names none as often as it was said."""
    if not names[0]:
        return [form] * len(names)
    if len(names) == 1:
        return [form.replace(HERE, names[0])]
    more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
    return [form.replace(HERE, f"each of {listed([*names[:MOST_NAMED], *more])}")]
