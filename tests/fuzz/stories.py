"""Frames with times: what happens on a wire, and what was done to it."""

from __future__ import annotations

from random import Random

from tests.fuzz.extremes import NOW, NS, time_ns
from tests.fuzz.frames import Maker, world
from tests.mutations import FRAMES
from tests.savefiles import Timed

MOST = 2_000
"""Frames of one input: more of the same finds no more, and takes longer."""


def story(chance: Random) -> list[Timed]:
    """Some frames in the order of a file."""
    base = sane(chance) if chance.random() < 0.3 else made(chance)
    for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
        base = changed(base, chance)
    return base[:MOST]


def sane(chance: Random) -> list[Timed]:
    """A failed handover with its connections."""
    start = chance.choice((NOW, time_ns(chance)))
    return [(start + time, frame) for time, frame in FRAMES]


def made(chance: Random) -> list[Timed]:
    """Frames of one world, evenly spaced or in bursts."""
    maker = Maker(chance, world(chance))
    count = chance.choice((1, 2, 3, 20, 100, 100, 400, MOST))
    step = chance.choice((1, 1000, NS // 1000, NS // 20, NS, 60 * NS, 86_400 * NS))
    start = chance.choice((NOW, time_ns(chance)))
    return [(start + at * step + chance.randrange(step), maker.any()) for at in range(count)]


def changed(frames: list[Timed], chance: Random) -> list[Timed]:
    """The same after one thing was done to it."""
    if not frames:
        return frames
    at = chance.randrange(len(frames))
    match chance.randrange(7):
        case 0:  # one frame at another time
            return [*frames[:at], (time_ns(chance), frames[at][1]), *frames[at + 1 :]]
        case 1:  # all from one on at another time
            by = time_ns(chance) - frames[at][0]
            return [*frames[:at], *((time + by, frame) for time, frame in frames[at:])]
        case 2:  # one frame again and again
            times = chance.choice((2, 30, 600))
            return [*frames[:at], *((frames[at][0] + n, frames[at][1]) for n in range(times)), *frames[at:]]
        case 3:  # in another order
            return chance.sample(frames, len(frames))
        case 4:  # all at one time
            return [(frames[at][0], frame) for _, frame in frames]
        case 5:  # two frames alone, far from each other
            return [(time_ns(chance), frame) for _, frame in frames[at : at + 2]]
        case _:  # stretched
            by = chance.choice((0, 10, 1000, 1_000_000))
            return [(frames[0][0] + (time - frames[0][0]) * by, frame) for time, frame in frames]
