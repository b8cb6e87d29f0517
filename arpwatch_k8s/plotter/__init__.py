"""The timeline: who owned each VIP when, what hurt, and what was found, on one time axis.

layout.py    a result -> `TimelineLayout`s, the figure's pages as plain records; no drawing library is touched
    page.py      those records: a page, and every word with its place
    records.py   what lanes consist of, down to one tick
    setting.py   what a user may choose (`Look`), what all lanes share;  size.py  pages;  theme.py  colors
    order.py     which VIPs get how much of the figure, in which order;  pages.py  which go on which page
    panel.py     one VIP's lanes, stacked
    tracks.py    who claimed, whom senders used, what the kernel held, who served
    bars.py      epochs and contests -> bars; what is too short to see is merged, never dropped
    rug.py       claims -> ticks
    symptoms.py  symptoms -> marks;  logs.py  log lines -> marks;  crowd.py  what is too close together is counted
    rate.py      attempts -> bins with their interval
    spans.py     findings -> numbered spans and captions
    coverage.py  savefiles -> the strip on top
    axis.py      the time axis: ticks, zone, offset
    heading.py   the head of a page;  headline.py  its words;  legend.py  the key at its foot
    owners.py    which color and hatch each node has
    scale.py     time <-> points on the page
    words.py     every text of a page;  text.py  names made safe, measured, cut and wrapped
paint.py     a layout -> a matplotlib figure; files.py  -> SVG, PNG, PDF; they and what they use alone know matplotlib:
    lanes.py     paints bars and spans
    marks.py     paints ticks, marks and columns
    ink.py       the pens, and the one function that writes text

All times are int64 nanoseconds UTC, all lengths points (1/72 inch) from the page's top left corner.
"""

from arpwatch_k8s.plotter.page.layout import timeline_layout, timeline_pages
from arpwatch_k8s.plotter.page.page import TimelineLayout
from arpwatch_k8s.plotter.setting import Look

__all__ = ["Look", "TimelineLayout", "timeline_layout", "timeline_pages"]
