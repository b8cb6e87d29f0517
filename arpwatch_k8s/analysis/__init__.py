"""Evidence to a result: everything that a run found out.

- `window.py`: parts of the time, and what is in them;  `result.py`: the plain record of it
- `origin.py`: where evidence came from, and what came beside it
- `analyzer.py`: is fed evidence, batch by batch, and asked for a snapshot
- `given.py`: what the user named;  `elsewhere.py`: what of that is at a URL
- `gathered.py`: what there is, sorted;  `gathering.py`: which files are captures, which logs
- `settings.py`: which are settings, and what lint says of them
- `savefiles.py`: reads captures, and hands them to it as one batch
- `instants.py`: when an instant that somebody named was
"""

from arpwatch_k8s.analysis.analyzer import Analyzer, number_of
from arpwatch_k8s.analysis.gathering import KINDS
from arpwatch_k8s.analysis.origin import Origin
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze, conclude, read

__all__ = ["KINDS", "Analyzer", "Origin", "Result", "analyze", "conclude", "number_of", "read"]
