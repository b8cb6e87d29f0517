"""A small Kubernetes-like segment of network namespaces in which VIP faults are staged and captured.

`python -m captures.lab SCENARIO -o DIR` builds the hosts, plays the scenario and leaves the captures, the
logs and the truth in DIR. The kernel, nginx, TLS, keepalived and dumpcap are the real ones; what stands in for
something else says so: nftables rules for kube-proxy (`kubeproxy`), userland programs for MetalLB's and kube-vip's
speakers (`announcers`), and one for a VLAN device (`trunk`).

From the command to the wire: `__main__` reads the options (`options`), `lab` holds the running segment. What is done
to it are verbs, each of which writes its event into the truth (`truth`): those of `lab` itself, who claims the VIP
(`claimants`), what goes wrong (`faults`), who else uses it (`users`). A `scenarios` module is one function over a
`Lab`, and what it needs of the options. Below that: `topology` (hosts and namespaces), `child` (a program running on a
host), `command` (one that is waited for), `speaker`, `proxy` and `backend` (nginx), `clients` and `pool`, `conntrack`,
`capture`, `interruption` (Ctrl-C).

Adding a scenario is one file in `scenarios/`, one line in its list, and a folder with what it made, its story and what
an analysis must say.
"""
