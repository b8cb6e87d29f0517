"""What logs say, put beside what frames show.

- `kernel.py`: the track *kernel*: what the capturing host said its neighbor table held
- `upstream.py`: lines of a proxy's error log, tied to the attempts behind them
"""
