"""Logs: one file a source, all to one kind of event; a line that says nothing known is counted, not dropped.

- `details/`: what lines say, as typed records
- `event.py`: an event, what has no time, what is only counted, and a log as read
- `clock.py`: times as logs write them;  `zone_names.py`: JST, CET and their like
- `source.py`: what a source knows of itself
- `reading/`: text, line by line and by blocks: wrappers, headings, documents
- the sources, each under its name, with what only they need: `tables/` of neighbors, addresses and ports, `probes/`,
  `cluster/` for what runs in it and what kubectl prints, `proxies/`, `hosts/` and monitors
- `sources.py`: the list of them, how one is told by its content, and how `KIND=FILE@ZONE` reads

Nothing here knows a capture. docs/development.md says how a source is added.
"""
