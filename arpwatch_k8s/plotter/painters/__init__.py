"""Layouts drawn: the only place that knows matplotlib, and plotly's figures.

- `ink.py`: the pens, and the one function that writes text
- `lanes.py`: bars and spans;  `marks.py`: ticks, marks and columns
- `axes.py`: tracks on axes that a user has
- `paint.py`: a layout -> a matplotlib figure;  `files.py`: -> SVG, PNG, PDF
- `fonts.py`: for those who draw where they cannot reach matplotlib's
- `interactive.py`: the same records -> the figure of the report's page, of plotly's traces;  `lane_traces.py`: those of
  each lane;  `failing.py`: those of failures;  `labels.py`: the words beside them;  `trace.py`: rectangles and marks
"""
