"""The lanes of a VIP, from records of the correlator to records of the figure.

- `owners.py`: which color and hatch each node has
- `coverage.py`: savefiles -> the strip on top
- `spans.py`: findings -> numbered spans and captions;  `cited.py`: when what they rest on was seen
- `tracks.py`: who claimed, whom senders used, what the kernel held, who served
- `unserved.py`: outages -> what is cut out of that
- `cluster.py`: who the cluster's programs said held it
- `bars.py`: epochs and contests -> bars; what is too short to see is merged, never dropped
- `rug.py`: claims -> ticks
- `symptoms.py`: symptoms -> marks;  `logs.py`: log lines -> marks;  `crowd.py`: what is too close together is counted
- `trials.py`: failed attempts -> spans from SYN to failure
- `rate.py`: attempts -> bins with their interval
"""
