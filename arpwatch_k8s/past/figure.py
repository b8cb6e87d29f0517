"""A history as a figure: a strip a VIP with who claimed it, its incidents marked, and when anybody watched at all.

It is made of the timeline's records, and drawn by its painters; owners have the colors that they have in every figure.
"""

from __future__ import annotations

from collections.abc import Sequence

from arpwatch_k8s.errors import UsageError
from arpwatch_k8s.past.records import History, PastIncident, Standing
from arpwatch_k8s.past.strips import (
    CAUSELESS,
    UNSEEN,
    Told,
    numbered,
    owner_numbers,
    panel,
    styles_of,
    vips,
    watched_lane,
)
from arpwatch_k8s.past.text import LEFT, watched_ns
from arpwatch_k8s.plotter.lanes.spans import CAPTION_SIZE, DISK, height
from arpwatch_k8s.plotter.page.foot import NOTE_LINE, Item
from arpwatch_k8s.plotter.page.heading import SUBTITLE_SIZE, Heading, below_each_other
from arpwatch_k8s.plotter.page.layout import page_axis
from arpwatch_k8s.plotter.page.legend import KEY_LINE, legend
from arpwatch_k8s.plotter.page.making import FOOT, Page, Shared, page_of, room_below
from arpwatch_k8s.plotter.page.pages import PANEL_GAP, sheets
from arpwatch_k8s.plotter.records import OwnerStyle, Panel
from arpwatch_k8s.plotter.scale import MARGIN, page_scale
from arpwatch_k8s.plotter.setting import Look
from arpwatch_k8s.plotter.sheet import Caption, Line, TimelineLayout
from arpwatch_k8s.plotter.text import wrapped
from arpwatch_k8s.wording.counts import percent, plural
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.times import duration, lasting, stamp


def pages(history: History, look: Look) -> tuple[TimelineLayout, ...]:
    """The figure on as many pages as it needs. UsageError: there is no time to show."""
    if history.end <= history.start or not history.runs:
        raise UsageError(
            "there is nothing to draw in that span", fix="arpwatch-k8s history FILE.db says what there is."
        )
    scale = page_scale(history.start, history.end, look.size.width)
    numbers = owner_numbers(history.holdings)
    styles = styles_of(numbers, look)
    drawn, left = vips(history)
    told = numbered(history.incidents, set(drawn))
    panels = [panel(history, place, told, numbers, {style.owner: style for style in styles}, scale) for place in drawn]
    head = heading(history, look)
    watched = watched_lane(history.runs, scale, head.bottom)
    top = watched.top + watched.height + PANEL_GAP / 2
    made = [page_of(sheet, (watched,), top) for sheet in sheets(panels, room_below(top, look.size.height)) or [[]]]
    under = below(history, told, panels, styles, left, look)
    if made[-1].height + sum(needed for _, needed in under) + FOOT > look.size.height:
        under = legend_first(under)
    shared = Shared(look=look, scale=scale, styles=styles, heading=head)
    shared.pour(made, under)
    return tuple(finished(history, page, number, len(made), shared) for number, page in enumerate(made, 1))


def heading(history: History, look: Look) -> Heading:
    """Title, and what was watched."""
    room = look.size.width - 2 * MARGIN
    names = dict.fromkeys([one.vip for one in history.incidents] + [one.vip for one in history.holdings])
    about = next(iter(names)) if len(names) == 1 else plural(len(names), "VIP")
    text = plain(look.title if look.title is not None else f"{about}: {plural(len(history.incidents), 'incident')}")
    whole = history.end - history.start
    watched = watched_ns(history.runs, history.start, history.end)
    facts = (
        f"{stamp(history.start, look.tz)} to {stamp(history.end, look.tz)} · watched {lasting(watched)} of "
        f"{lasting(whole)} ({percent(watched / whole)}) on {', '.join(sorted({run.host for run in history.runs}))}"
    )
    return below_each_other(text, look, wrapped(plain(facts), room, SUBTITLE_SIZE, 2))


def below(
    history: History, told: Told, panels: Sequence[Panel], styles: Sequence[OwnerStyle], left: int, look: Look
) -> list[tuple[Item, float]]:
    """What comes below the panels, with the height that each needs: captions, colors, what is not shown."""
    room = look.size.width - 2 * MARGIN - DISK - 6
    found: list[tuple[Item, float]] = []
    for number, one in told:
        made = caption(number, one, room, look)
        found.append((made, height(made)))
    found += [(row, KEY_LINE) for row in legend(panels, styles, look.size.width)]
    notes = []
    if len(history.incidents) > len(told):
        notes.append(f"{plural(len(history.incidents) - len(told), 'more incident')} not numbered.")
    if left:
        notes.append(f"{plural(left, 'more VIP')} not drawn: name those to draw with --vip.")
    notes += [f"{rows:,} earlier {name} not read." for name, rows in history.left_out.items() if name == "holdings"]
    return found + [(Line(text=note, top=0), NOTE_LINE) for note in notes]


def legend_first(under: Sequence[tuple[Item, float]]) -> list[tuple[Item, float]]:
    """The legend and what is not shown stay with the strips, apart from the captions that follow."""
    captions = [(item, needed) for item, needed in under if isinstance(item, Caption)]
    others = [(item, needed) for item, needed in under if not isinstance(item, Caption)]
    if others:
        last, needed = others[-1]
        others[-1] = last, needed + PANEL_GAP / 2
    return [*others, *captions]


def caption(number: int, one: PastIncident, room: float, look: Look) -> Caption:
    """What an incident was, in words."""
    sure = "" if one.confidence is None else f", {one.confidence} confidence"
    graded = "" if one.rule is None else f"{one.severity}{sure} · "
    lasted = f"{stamp(one.start, look.tz)}, {duration(one.end - one.start)}"
    open_still = "" if one.standing is Standing.RESOLVED else f", {LEFT[one.standing]}"
    text = " · ".join(filter(None, (one.cost, one.summary)))
    return Caption(
        number=number,
        severity=one.severity,
        heading=plain(f"{one.vip} · {one.rule or CAUSELESS}"),
        note=plain(f"{graded}{lasted}{open_still}"),
        lines=wrapped(plain(text), room, CAPTION_SIZE, 2),
        top=0,
    )


def finished(history: History, page: Page, number: int, count: int, shared: Shared) -> TimelineLayout:
    """A page as a record, with all its words."""
    head = shared.heading
    return shared.layout(
        page,
        number,
        count,
        title=head.title,
        axis=page_axis(shared.scale, shared.look.tz, None, page.axis_tops),
        description=plain(". ".join([head.title.text, *(line.text for line in head.facts)])),
        empty=None if history.holdings or history.incidents else Line(text=UNSEEN, top=head.bottom),
    )
