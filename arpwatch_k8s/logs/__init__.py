"""Logs: one parser a source, all to one kind of record; a line that says nothing known is counted, not dropped.

- `event.py`: the records
- `clock.py`: times as logs write them
- `nginx.py`: the error log of a reverse proxy
- `neighbors.py`: listings and monitors of a kernel's neighbor table
- `sources.py`: the list of sources, how one is told by its content, and how `KIND=FILE@ZONE` reads

Nothing here knows a capture.
"""
