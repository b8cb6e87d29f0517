"""Logs: one file a source, all to one kind of event; a line that says nothing known is counted, not dropped.

- `detail.py`: what lines say, as typed records;  `belief.py`: what programs of the cluster say of owners
- `event.py`: an event, and a log as read
- `clock.py`: times as logs write them
- `source.py`: what a source knows of itself;  `lines.py`: sources that are text, a line an event
- `ip_entry.py`: an entry of a kernel's neighbor table, as iproute2 prints it
- `ip_monitor_neigh.py`, `ip_neigh.py`, `nginx_error.py`: the sources, each under its name
- `sources.py`: the list of them, how one is told by its content, and how `KIND=FILE@ZONE` reads

Nothing here knows a capture. docs/development.md says how a source is added.
"""
