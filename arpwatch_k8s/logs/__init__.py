"""Logs: one file a source, all to one kind of event; a line that says nothing known is counted, not dropped.

- `detail.py`: what lines say, as typed records;  `belief.py`: what programs of the cluster say of owners
- `event.py`: an event, and a log as read
- `clock.py`: times as logs write them
- `source.py`: what a source knows of itself;  `lines.py`: sources that are text, a line an event
- `stamp.py`: a time in front of a line;  `listing.py`: which listing of a text a line is of;  `run.py`: which run of a
  probe
- `listed.py`: what listings and probes say;  `file_name.py`: the host and the order that files' names tell
- `documents.py`: JSON in a text;  `kube_object.py`: parts of a Kubernetes object
- `kube_words.py`: what Kubernetes says in words;  `kube_service.py`, `kube_cluster.py`: what its objects say
- `ip_entry.py`: an entry of a kernel's neighbor table, as iproute2 prints it
- `ip_monitor_neigh.py`, `ip_neigh.py`, `nginx_error.py`, `arp.py`, `arping.py`, `ip_addr.py`, `kubectl_describe.py`,
  `kubectl_json.py`, `kubectl_table.py`, `mac_table.py`, `ndisc6.py`, `ping.py`: the sources, each under its name
- `sources.py`: the list of them, how one is told by its content, and how `KIND=FILE@ZONE` reads

Nothing here knows a capture. docs/development.md says how a source is added.
"""
