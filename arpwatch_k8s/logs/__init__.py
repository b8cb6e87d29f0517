"""Logs: one file a source, all to one kind of event; a line that says nothing known is counted, not dropped.

- `details/`: what lines say, as typed records
- `event.py`: an event, what has no time, what is only counted, and a log as read
- `forms.py`: times as logs write them;  `zones.py`: what a zone makes of them;  `zone_names.py`: JST, CET and their
  like;  `clock.py`: a log's times, one by one
- `shift.py`: what the user says that a log's clock is off by
- `source.py`: what a source knows of itself
- `reading/`: text, line by line and by blocks: wrappers, headings, documents;  `scan/`: words in blocks, compiled
- the sources, each under its name, with what only they need: `tables/` of neighbors, addresses and ports, `probes/`,
  `cluster/` for what runs in it and what kubectl prints, `proxies/`, `hosts/` and monitors
- `settings.py`: what proxies' settings say of their logs
- `sources.py`: the list of them, how one is told by its content, and how `KIND=FILE@ZONE` reads
- `mixed.py`: files that several programs wrote into

Nothing here knows a capture. docs/development.md says how a source is added.
"""
