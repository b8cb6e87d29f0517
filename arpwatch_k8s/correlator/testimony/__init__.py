"""What logs say, put beside what frames show.

- `kernel.py`: the track *kernel*: what the capturing host said its neighbor table held
- `copies.py`: logs that are one twice;  `writers.py`: whose log a line is of
- `services.py`: which addresses a Service has, a lease is for
- `believed.py`: what the cluster believed, as records;  `standing.py`: what its objects say without a time
- `cluster.py`: the track *cluster*: which node its programs said held each address
- `hosts.py`: which host has which address and MAC, as listings say it
- `listings.py`: listings of a neighbor table without a time, held against each other
- `twice.py`: logs that were given twice
- `probes.py`: who answered arping and ndisc6, what came of pings
- `named.py`: which addresses they take for VIPs
- `upstream.py`: lines of a proxy's error log, tied to the attempts behind them;  `waiting.py`: those that it gave up
- `coincidences.py`: lines and frames that must have come at the same time;  `pairing.py`: a line to a frame
- `skew.py`: by how much a log's clock is off, told from these
"""
