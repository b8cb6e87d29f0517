"""Many captures into a data set, on the processors of one machine or of many.

- `looking.py`: which captures there are, and which of them are to be read
- `crews.py`: who does the work: threads, processes, a Dask cluster that runs
- `driving.py`: work handed out and taken back, whoever is lost meanwhile
- `work.py`: what a worker does with one of the captures
- `extraction.py`: both passes, and the snapshot in the end

All that goes between client and workers is small: workers read captures and write the data set themselves, and both
lie where all of them find them under the same paths.
"""

from arpwatch_k8s.cluster.crews import Processes, Scheduler, Threads
from arpwatch_k8s.cluster.extraction import Extracted, extract

__all__ = ["Extracted", "Processes", "Scheduler", "Threads", "extract"]
