"""How to prove a cause: what to run or to read, where, and what it shows. Commands stand apart from words, so that each
can be pasted as it is; words in capitals (IF, NODE) are the reader's to fill in."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing to run, or to read."""

    where: str
    """Where, or what to read there: "On node2"; empty where it is all the same."""
    command: str = ""
    """What to run, one line of shell; empty where there is something to read."""
    shows: str = ""
    """What it shows; empty where that is plain."""


def filled(proofs: Iterable[Proof], **names: object) -> tuple[Proof, ...]:
    """The proofs with names in their places; in commands as the shell takes them for one word."""
    words = {key: shlex.quote(str(name)) for key, name in names.items()}
    return tuple(
        Proof(proof.where.format(**names), proof.command.format(**words), proof.shows.format(**names))
        for proof in proofs
    )


def told(proofs: Iterable[Proof]) -> str:
    """All of them in one text; a place that several share stands once."""
    said: list[str] = []
    place = ""
    for proof in proofs:
        where = proof.where if proof.where != place else ""
        place = proof.where
        within = f"{where[:1].lower()}{where[1:]}" if said else where
        words = f"{within}: {proof.command}" if within and proof.command else within or proof.command
        said.append(f"{words} ({proof.shows})" if proof.shows else words)
    return "; ".join(said)
