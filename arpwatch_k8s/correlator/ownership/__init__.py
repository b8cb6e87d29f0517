"""Who owned an address: claims, sightings of MACs, and what follows from them over time.

- `tracks.py`: in which respects an address can be owned
- `claims.py`: who says that an address is its own;  `echoes.py`: claims that are another's over again
- `questions.py`: who asked for it, who answered, who was left without an answer
- `sightings.py`: whom senders used, and who served
- `runs.py`: sightings of one owner in a row
- `rhythm.py`: whether a claimant never paused, or came back after a pause
- `handovers.py`, `contests.py`, `flapping.py`: what changes of owner were: moves, fights, too many
- `epochs.py`: who held a track from when to when
- `ownership.py`: all of it for the track *claimed*
- `hosts.py`: which host captured
- `neighbor.py`: what that host's neighbor cache may have held
- `holders.py`: who held a track, looked up for whole columns of times
"""
