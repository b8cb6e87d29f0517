"""The file that `watch --config` reads.

- `lines.py`: on which line of a TOML text a value stands
- `values.py`: what a value may be
- `key.py`: one key;  `watch_keys.py`, `record_keys.py`, `alert_keys.py`: keys by subject;  `keys.py`: all of them
- `file.py`: a file into values by key, with every fault told by its line
- `secret.py`: files of secrets, which nobody else may read
- `work.py`: what the values amount to: names, thresholds, who is woken when

A key knows its form, its meaning, and whether it can be changed while the watch runs; docs/watch-config.md is made of
that.
"""
