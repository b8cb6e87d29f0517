"""The lanes of a VIP, from records of the correlator to records of the figure.

- `owners.py`: which color and hatch each node has
- `coverage.py`: savefiles -> the strip on top
- `spans.py`: findings -> numbered spans and captions
- `tracks.py`: who claimed, whom senders used, what the kernel held, who served
- `cluster.py`: who the cluster's programs said held it
- `bars.py`: epochs and contests -> bars; what is too short to see is merged, never dropped
- `rug.py`: claims -> ticks
- `symptoms.py`: symptoms -> marks;  `failed.py`: attempts that failed -> marks;  `logs.py`: log lines -> marks
- `crowd.py`: what is too close together is counted
- `rate.py`: attempts -> bins with their interval
"""
