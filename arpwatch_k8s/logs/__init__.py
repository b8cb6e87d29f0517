"""Logs: one parser a source, all to one kind of record; a line that says nothing known is counted, not dropped.

`event.py` has the records, `sources.py` the list of sources, how one is told by its content and how `KIND=FILE@ZONE`
reads; adding a source is a file with its parser and a line there. `clock.py` reads times. Nothing here knows a capture.
"""
