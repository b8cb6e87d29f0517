"""What logs say, put beside what frames show.

- `kernel.py`: the track *kernel*: what the capturing host said its neighbor table held
- `hosts.py`: which host has which address and MAC, as listings say it
- `listings.py`: listings of a neighbor table without a time, held against each other
- `twice.py`: logs that were given twice
- `probes.py`: who answered arping and ndisc6, what came of pings
- `named.py`: which addresses they take for VIPs
- `upstream.py`: lines of a proxy's error log, tied to the attempts behind them
"""
