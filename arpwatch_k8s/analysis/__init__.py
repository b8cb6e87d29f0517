"""Evidence to a result: everything that a run found out.

`result.py` is the plain record of it; `analyzer.py` is fed evidence, batch by batch, and asked for a snapshot;
`savefiles.py` reads captures and hands them to it as one batch.
"""

from arpwatch_k8s.analysis.analyzer import Analyzer, number_of
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze, conclude, read

__all__ = ["Analyzer", "Result", "analyze", "conclude", "number_of", "read"]
