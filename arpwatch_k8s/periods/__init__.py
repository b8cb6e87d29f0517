"""A data set looked at window by window, in memory that does not grow with how long it is.

- `records.py`: what is told of a window
- `days.py`: which windows there are
- `reach.py`: how far around each is read, and why
- `captures.py`: captures as jobs take them along, and their rows over some time
- `carrying.py`: what is carried from window to window;  `names.py`: what names nodes, of all of them
- `around.py`: the rows that a window is judged by
- `things.py`: moves, contests, outages and incidents with cost and cause;  `taking.py`: which are a window's own
- `judging.py`: a window to what is told of it;  `jobs.py`: what workers do
- `joining.py`: what several windows saw of one thing
- `running.py`: all of it, on a crew
- `story.py`: what all windows tell together;  `tables.py`: as tables
- `text.py`: for people;  `document.py`: as JSON (`windows.schema.json`);  `folder.py`: both and the tables, in a folder
"""

from arpwatch_k8s.periods.running import Windowed, windows

__all__ = ["Windowed", "windows"]
