"""The timeline: who owned each VIP when, what hurt, and what was found, on one time axis.

- `size.py`: pages;  `theme.py`: colors;  `scale.py`: time <-> points on the page
- `records.py`: what lanes consist of, down to one tick;  `trial.py`: failed attempts
- `sheet.py`: a page, and every word with its place
- `setting.py`: what a user may choose (`Look`), and what all lanes share
- `text.py`: names made safe, measured, cut and wrapped;  `axis.py`: the time axis: ticks, zone, offset
- `lanes/`: a result -> records, one file a lane
- `page/`: lanes -> `TimelineLayout`s, the figure's pages; no drawing library is touched up to here
- `painters/`: a layout -> a matplotlib figure, files, an interactive one; they alone know matplotlib

All times are int64 nanoseconds UTC, all lengths points (1/72 inch) from the page's top left corner.
"""

from arpwatch_k8s.plotter.page.layout import timeline_layout, timeline_pages
from arpwatch_k8s.plotter.setting import Look
from arpwatch_k8s.plotter.sheet import TimelineLayout

__all__ = ["Look", "TimelineLayout", "timeline_layout", "timeline_pages"]
