"""Many captures into a data set, on the processors of one machine or of many.

- `looking.py`: which captures there are, and which of them are to be read
- `crews.py`: who does the work: threads, processes, a Dask cluster that runs
- `driving.py`: work handed out and taken back, whoever is lost meanwhile
- `work.py`: what a worker does with one of the captures
- `discovery.py`: the VIPs in what all first readings hold
- `extraction.py`: both passes, and the snapshot in the end

Little goes between client and workers: workers read captures and write the data set themselves, and both lie where all
of them find them under the same paths. What comes back is what each capture was, and the rows that VIPs are told by.
"""

from arpwatch_k8s.cluster.crews import Processes, Scheduler, Threads
from arpwatch_k8s.cluster.extraction import Extracted, extract

__all__ = ["Extracted", "Processes", "Scheduler", "Threads", "extract"]
