"""The library's way in: `analyze()`, and `Analysis` as users hold it, with DataFrames, the figure and the texts;
`compare()`, with those of two side by side; `windows()`, with those of a data set window by window; and `history()`,
with those of what watches remember.

    >>> import arpwatch_k8s as aw
    >>> a = aw.analyze("proxy.pcapng", vip="192.0.2.80")
    >>> a.verdict.outcome
    >>> a.epochs, a.speakers, a.connections, a.symptoms, a.findings, a.evidence

- `entry.py`: what users give, to what the analysis takes
- `analysis.py`: what they get
- `comparing.py`: the same of two side by side;  `past.py`: of what watches remember
- `windowed.py`: of a data set, window by window
- `zone.py`: zones as users give them

DataFrames are made here and at the report's edge only; everything below works on plain records and columns.
"""

from arpwatch_k8s.api.analysis import Analysis
from arpwatch_k8s.api.comparing import Compared, compare
from arpwatch_k8s.api.entry import analyze
from arpwatch_k8s.api.past import PastWatch, history
from arpwatch_k8s.api.windowed import Windows, windows

__all__ = ["Analysis", "Compared", "PastWatch", "Windows", "analyze", "compare", "history", "windows"]
