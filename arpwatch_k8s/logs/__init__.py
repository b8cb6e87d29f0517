"""Logs: one file a source, all to one kind of event; a line that says nothing known is counted, not dropped.

- `detail.py`: what lines say, as typed records;  `belief.py`: what programs of the cluster say of owners
- `host.py`: what hosts, routers of an address and monitors say
- `event.py`: an event, what is only counted, and a log as read
- `clock.py`: times as logs write them;  `syslog.py`: a line as syslog writes it
- `source.py`: what a source knows of itself;  `lines.py`: sources that are text, a line an event
- `blocks.py`: access logs, most of whose lines are counted alone
- `errnos.py`: how a request failed, by numbers and words;  `log_format.py`: nginx's formats, as patterns
- `ip_entry.py`: an entry of a kernel's neighbor table, as iproute2 prints it
- the sources, each under its name: `ip_monitor_neigh.py`, `ip_neigh.py`; of proxies `nginx_error.py`,
  `nginx_access.py`, `haproxy.py`, `envoy.py`; of hosts and monitors `keepalived.py`, `kernel.py`, `uptime_kuma.py`
- `sources.py`: the list of them, how one is told by its content, and how `KIND=FILE@ZONE` reads

Nothing here knows a capture. docs/development.md says how a source is added.
"""
