"""The time axis: round steps of the clock in a zone, and words that leave no doubt about day, zone and
offset.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from arpwatch_k8s.plotter.records import Across
from arpwatch_k8s.plotter.scale import NS, TEXT_SIZE, Scale
from arpwatch_k8s.plotter.sheet import AxisTick
from arpwatch_k8s.plotter.text import width
from arpwatch_k8s.wording.times import is_dateless

MINUTE, HOUR, DAY = 60 * NS, 3600 * NS, 86400 * NS
POWERS: Final = tuple(int(10**zeros) for zeros in range(19))
STEPS: Final = (
    *(unit * power for power in POWERS[:9] for unit in (1, 2, 5)),
    *(NS, 2 * NS, 5 * NS, 10 * NS, 15 * NS, 30 * NS),
    *(MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE),
    *(HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR),
    *(DAY * days for days in (1, 2, 7, 14, 28, 91, 365)),
)
"""Steps that people count in, ns."""
DECIMAL_STEPS: Final = tuple(unit * power for power in POWERS for unit in (1, 2, 5))
TICK_APART: Final = 62.0
"""Points that a label needs: 23:59:59.123 at 8 points."""
LABEL_GAP: Final = 4.0


def nice_step(least: int) -> int:
    """The shortest step of the clock that is at least `least` ns."""
    return next((step for step in STEPS if step >= least), -(-least // STEPS[-1]) * STEPS[-1])


def decimal_step(least: int) -> int:
    """The shortest 1, 2 or 5 times a power of ten that is at least `least` ns."""
    return next((step for step in DECIMAL_STEPS if step >= least), least)


def aligned(scale: Scale, step: int, zone: tzinfo | None) -> Iterator[int]:
    """Multiples of `step` on the axis: of the clock of `zone`, or counted from the axis' start where it is
    None.

    Steps of hours and more keep to the local clock across a change of its offset; an hour that is skipped
    has no tick. Weeks begin on Mondays.
    """
    if zone is None:
        yield from range(scale.start, scale.end + 1, step)
        return
    offset = offset_ns(scale.start, zone)
    monday = 4 * DAY if step % (7 * DAY) == 0 else 0
    first = -(-(scale.start + offset - monday) // step) * step + monday
    if step < HOUR:
        yield from range(first - offset, scale.end + 1, step)
        return
    before = scale.start - 1
    for local in range(first - step, scale.end + offset + 2 * DAY, step):
        time = utc(local, zone, offset)
        if before < time <= scale.end and offset_ns(time, zone) == local - time:
            before = time
            yield time


def utc(local: int, zone: tzinfo, otherwise: int) -> int:
    """The instant at which the clock of `zone` shows `local` (ns since 1970 as if in UTC)."""
    try:
        wall = datetime.fromtimestamp(local // NS, UTC).replace(tzinfo=zone)
        offset = wall.utcoffset() or timedelta()
    except (OverflowError, ValueError, OSError):
        return local - otherwise
    return local - round(offset.total_seconds()) * NS


def moment(time: int, zone: tzinfo) -> datetime | None:
    """The whole second of an instant in `zone`; None beyond the calendar."""
    try:
        return datetime.fromtimestamp(time // NS, zone)
    except (OverflowError, ValueError, OSError):
        return None


def offset_ns(time: int, zone: tzinfo) -> int:
    """How far the clock of `zone` is ahead of UTC."""
    shown = moment(time, zone)
    offset = shown.utcoffset() if shown else None
    return round(offset.total_seconds()) * NS if offset else 0


def fraction_digits(step: int) -> int:
    """Decimals of a second that tell times `step` ns apart from each other."""
    digits = 0
    while digits < 9 and step % 10 ** (9 - digits):
        digits += 1
    return digits


def fraction(time: int, digits: int) -> str:
    """The part of a time below the second, with its point."""
    return f".{time % NS // 10 ** (9 - digits):0{digits}d}" if digits else ""


def clock(time: int, zone: tzinfo, digits: int) -> str:
    """Time of day; seconds since 1970 beyond the calendar."""
    shown = moment(time, zone)
    return f"{shown:%H:%M:%S}{fraction(time, digits)}" if shown else f"{time // NS}{fraction(time, digits)} s"


def clock_ticks(scale: Scale, zone: tzinfo) -> tuple[AxisTick, ...]:
    """Ticks with times of day, days from midnight to midnight where the axis is long."""
    step = nice_step(scale.ns(TICK_APART))
    step = nice_step(scale.ns(max(TICK_APART, width(clock_label(scale.start, step, zone), TEXT_SIZE) + 10)))
    return placed([(time, clock_label(time, step, zone)) for time in aligned(scale, step, zone)], scale)


def placed(labels: Sequence[tuple[int, str]], scale: Scale) -> tuple[AxisTick, ...]:
    """Ticks whose labels stay within the plot; where that moves one into its neighbor, it is left out."""
    ticks: list[AxisTick] = []
    free = scale.left
    for time, label in labels:
        size, x = width(label, TEXT_SIZE), scale.x(time)
        left, across = x - size / 2, Across.CENTER
        if left < scale.left:
            left, across = x, Across.LEFT
        elif left + size > scale.right:
            left, across = x - size, Across.RIGHT
        fits = left >= free
        ticks.append(AxisTick(time=time, label=label if fits else "", across=across))
        free = left + size + LABEL_GAP if fits else free
    return tuple(ticks)


def clock_label(time: int, step: int, zone: tzinfo) -> str:
    """As much of a time as its step needs; midnight shows the day."""
    shown = moment(time, zone)
    if shown is None:
        return clock(time, zone, 0)
    if step >= DAY or (step >= MINUTE and (shown.hour, shown.minute, shown.second) == (0, 0, 0)):
        return f"{shown:%Y-%m-%d}" if step >= 365 * DAY else f"{shown:%a %m-%d}"
    return f"{shown:%H:%M}" if step >= MINUTE else clock(time, zone, fraction_digits(step))


def elapsed_ticks(scale: Scale, origin: int) -> tuple[AxisTick, ...]:
    """Ticks with seconds from `origin`."""
    step = decimal_step(scale.ns(TICK_APART))
    digits = fraction_digits(step)
    first = -(-(scale.start - origin) // step) * step
    counted = range(first, scale.end - origin + 1, step)
    return placed([(origin + after, elapsed(after, digits)) for after in counted], scale)


def elapsed(after: int, digits: int) -> str:
    """Seconds from an origin, with sign where negative."""
    sign, size = ("−", -after) if after < 0 else ("", after)
    return f"{sign}{size // NS:,}{fraction(size, digits)}"


def zone_caption(scale: Scale, zone: tzinfo) -> str:
    """Day or days, zone and offset of the axis: "2026-11-22 UTC, +00:00"."""
    first, last = moment(scale.start, zone), moment(scale.end, zone)
    if first is None or last is None:
        return "seconds since 1970 UTC, +00:00"
    if is_dateless(first.date()):
        return f"no date, {zone_words(first, zone)}"
    days = f"{first:%Y-%m-%d}" if first.date() == last.date() else f"{first:%Y-%m-%d} to {last:%Y-%m-%d}"
    before, after = zone_words(first, zone), zone_words(last, zone)
    return f"{days} {before}" if before == after else f"{days} {before}, then {after}"


def is_dated(scale: Scale, zone: tzinfo) -> bool:
    """Whether the axis begins on a day: not where times of day were printed without one."""
    first = moment(scale.start, zone)
    return first is None or not is_dateless(first.date())


def zone_words(shown: datetime, zone: tzinfo) -> str:
    """Name and offset of a zone: its abbreviation, or its key where that is a number only."""
    offset = f"{shown:%z}"
    signed = f"{offset[:3]}:{offset[3:5]}" if offset else "+00:00"
    name = shown.tzname() or ""
    if not name or name[0] in "+-" or name.startswith(("UTC+", "UTC-")):
        name = getattr(zone, "key", "UTC")
    return f"{name}, {signed}"


def origin_caption(origin: int, zone: tzinfo) -> str:
    """What seconds count from."""
    shown = moment(origin, zone)
    if shown is None:
        return f"seconds from T0 = {origin} ns since 1970"
    date = "" if is_dateless(shown.date()) else f"{shown:%Y-%m-%d} "
    return f"seconds from T0 = {date}{clock(origin, zone, 6)} {zone_words(shown, zone)}"


def day_clock(time: int, zone: tzinfo, digits: int) -> str:
    """Day and time of day."""
    shown = moment(time, zone)
    if shown is None or is_dateless(shown.date()):
        return clock(time, zone, digits)
    return f"{shown:%Y-%m-%d} {clock(time, zone, digits)}"
