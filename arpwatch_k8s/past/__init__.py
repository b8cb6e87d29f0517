"""What a watch remembers: one SQLite file of runs, events, incidents, who held each VIP, and who was ever seen to.

- `schema.py`: the tables, by version, and how an older file becomes a newer one
- `opening.py`: a file opened to be written, by one watch at a time, or to be read; what cannot be used is refused
- `store.py`: the one writer
- `keeping.py`: what is let go of, by age and by number of rows
- `stations.py`: who is new to a VIP that has had others
- `records.py`: what is read;  `reading.py`: how, by VIP and span
- `text.py`, `document.py`: as text, as JSON and as lines of it
- `figure.py`: as a figure;  `strips.py`: its parts, a strip a VIP with its owners, its incidents marked

The room knows no change and no socket: `monitor.sinks.remember` says which change becomes which row. The file is in WAL
mode, so that readers and the writer do not wait for each other, and what was committed survives a kill at any moment.
Times are ns UTC.
"""
