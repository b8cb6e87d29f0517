"""The timeline: who owned each VIP when, what hurt, and what was found, on one time axis.

layout.py    a result -> `TimelineLayout`, the whole figure as plain records; no drawing library is touched
    records.py   those records, from the page down to one tick
    panel.py     one VIP's lanes, stacked
    bars.py      epochs and contests -> bars; what is too short to see is merged, never dropped
    rug.py       claims and symptoms -> ticks and marks
    rate.py      attempts -> bins with their interval
    spans.py     findings -> numbered spans and captions
    coverage.py  savefiles -> the strip on top
    axis.py      the time axis: ticks, zone, offset
    headline.py  title and subtitle
    owners.py    which color and hatch each node has
    scale.py     time <-> points on the page
    text.py      names made safe, measured, cut and wrapped
paint.py     a layout -> a matplotlib figure, and files; nothing but this and what it uses knows matplotlib:
    lanes.py     paints bars and spans
    marks.py     paints ticks, marks and columns
    ink.py       the pens, and the one function that writes text

All times are int64 nanoseconds UTC, all lengths points (1/72 inch) from the page's top left corner.
"""

from arpwatch_k8s.plotter.layout import timeline_layout
from arpwatch_k8s.plotter.records import TimelineLayout

__all__ = ["TimelineLayout", "timeline_layout"]
