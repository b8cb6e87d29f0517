"""What a speaker's program may be called: by its name where the frames tell it, and else by none.

A candidate that is merely likelier than the others is no answer: who reads a name looks for the program.
"""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.speakers import UNKNOWN, Speaker
from arpwatch_k8s.wording.counts import percent

SURE: Final = 0.8
"""Score from which on a program is named without its rivals, which then have a quarter of its weight together."""
UNKNOWN_PROGRAM: Final = "an unknown program"


def program(speaker: Speaker) -> str:
    """The program that spoke, where it is told; its family counts, since one product has several forms."""
    best = speaker.best
    known = best.program != UNKNOWN and speaker.score(best.family) >= SURE
    return best.name if known else UNKNOWN_PROGRAM


def likeness(speaker: Speaker) -> str:
    """The same, with the best guess and what it is worth."""
    best, share = speaker.best, speaker.score(speaker.best.family)
    if best.program == UNKNOWN:
        return f"as no known program does ({percent(share)})"
    if share >= SURE:
        return f"as {best.name} does ({percent(share)})"
    return f"as {UNKNOWN_PROGRAM} does (most like {best.name}, {percent(share)})"
