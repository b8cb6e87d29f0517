"""Logs: one file a source, all to one kind of event; a line that says nothing known is counted, not dropped.

- `detail.py`: what lines say, as typed records;  `belief.py`: what programs of the cluster say of owners
- `host.py`: what hosts, routers of an address and monitors say;  `listed.py`: what listings and probes say
- `event.py`: an event, what has no time, what is only counted, and a log as read
- `clock.py`: times as logs write them;  `syslog.py`: a line as syslog writes it;  `stamp.py`: a time in front of a line
- `wrappers.py`: what stands around a line: stamps and names of kubectl, container runtimes, journald, syslog, stern
- `source.py`: what a source knows of itself;  `lines.py`: sources that are text, a line an event
- `passing.py`: lines that say nothing, passed over by blocks;  `blocks.py`: access logs, most of whose lines are
  counted alone
- `listing.py`: which listing of a text a line is of;  `run.py`: which run of a probe;  `file_name.py`: the host and the
  order that files' names tell
- `documents.py`: JSON in a text;  `kube_object.py`: parts of a Kubernetes object
- `kube_words.py`: what Kubernetes says in words;  `kube_service.py`, `kube_cluster.py`: what its objects say
- `pairs.py`: keys and values as Go's loggers print them;  `leases.py`: what client-go says of leases
- `errnos.py`: how a request failed, by numbers and words;  `log_format.py`: nginx's formats, as patterns
- `ip_entry.py`: an entry of a kernel's neighbor table, as iproute2 prints it
- `kube_vip_words.py`: what kube-vip's messages say
- the sources, each under its name: of tables `ip_monitor_neigh.py`, `ip_neigh.py`, `arp.py`, `ip_addr.py`,
  `mac_table.py`; of probes `arping.py`, `ndisc6.py`, `ping.py`; of the cluster `kubectl_describe.py`,
  `kubectl_json.py`, `kubectl_table.py`, `metallb.py`, `kube_vip.py`, `cilium.py`, `klog.py`; of proxies
  `nginx_error.py`, `nginx_access.py`, `haproxy.py`, `envoy.py`; of hosts and monitors `keepalived.py`, `kernel.py`,
  `uptime_kuma.py`
- `sources.py`: the list of them, how one is told by its content, and how `KIND=FILE@ZONE` reads

Nothing here knows a capture. docs/development.md says how a source is added.
"""
