"""Logs: one file a source, all to one kind of event; a line that says nothing known is counted, not dropped.

- `detail.py`: what lines say, as typed records;  `belief.py`: what programs of the cluster say of owners
- `event.py`: an event, and a log as read
- `clock.py`: times as logs write them
- `wrappers.py`: what stands around a line: stamps and names of kubectl, container runtimes, journald, syslog, stern
- `source.py`: what a source knows of itself;  `lines.py`: sources that are text, a line an event
- `passing.py`: lines that say nothing, passed over by blocks
- `pairs.py`: keys and values as Go's loggers print them;  `leases.py`: what client-go says of leases
- `ip_entry.py`: an entry of a kernel's neighbor table, as iproute2 prints it
- `kube_vip_words.py`: what kube-vip's messages say
- `ip_monitor_neigh.py`, `ip_neigh.py`, `nginx_error.py`, `metallb.py`, `kube_vip.py`, `cilium.py`, `klog.py`: the
  sources, each under its name
- `sources.py`: the list of them, how one is told by its content, and how `KIND=FILE@ZONE` reads

Nothing here knows a capture. docs/development.md says how a source is added.
"""
