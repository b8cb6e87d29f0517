"""A small Kubernetes-like segment of network namespaces in which VIP faults are staged and captured.

`python -m captures.lab SCENARIO -o DIR` builds the hosts, plays the scenario and leaves the capture, the
logs and the truth in DIR. The kernel, nginx, TLS and dumpcap are the real ones; what stands in for
something else says so: nftables rules for kube-proxy (`kubeproxy`) and a userland program for a VIP speaker
(`announcers`).

From the command to the wire: `__main__` reads the options (`options`), `lab` holds the running segment and
the verbs that scenarios use, each of which writes its event into the truth (`truth`). A `scenarios` module
is one function over a `Lab`. Below that: `topology` (hosts and namespaces), `child` (a program running on a
host), `command` (one that is waited for), `proxy` and `backend` (nginx), `clients`, `capture`,
`interruption` (Ctrl-C).

Adding a scenario is one file in `scenarios/` and one line in its list.
"""
