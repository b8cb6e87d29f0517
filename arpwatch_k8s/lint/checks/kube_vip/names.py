"""The names that kube-vip's environment may have, by version: what else it is given it ignores without a word.

Read in pkg/kubevip/config_envvar.go and wherever else the environment is asked, v0.4.0 to v1.2.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

Number = tuple[int, int, int]
FIRST: Final[Number] = (0, 4, 0)
"""The oldest whose names were read: its own may be older."""
LAST: Final[Number] = (1, 2, 3)
"""The newest whose names were read."""


@dataclass(frozen=True, slots=True)
class Known:
    """From which version on a name is known, and from which no more."""

    since: Number
    gone: Number | None = None


ADDED: Final[dict[Number, str]] = {
    (0, 4, 0): (
        "address annotation bgp_as bgp_enable bgp_multihop bgp_peeraddress bgp_peeras bgp_peerpass bgp_peers "
        "bgp_routerid bgp_routerinterface bgp_source_if bgp_source_ip cp_enable cp_namespace enableUPNP "
        "lb_enable lb_port port provider_config svc_enable vip_address vip_arp vip_cidr vip_configmap "
        "vip_ddns vip_interface vip_leaderelection vip_leaseduration vip_loglevel vip_packet "
        "vip_packetproject vip_packetprojectid vip_renewdeadline vip_retryperiod vip_servicesinterface "
        "vip_singlenode vip_startleader"
    ),
    (0, 4, 1): "lb_fwdmethod",
    (0, 4, 2): "bgp_sourceif bgp_sourceip",
    (0, 5, 0): "prometheus_server svc_election vip_routingtable vip_wireguard",
    (0, 5, 5): "lb_class_only svc_namespace",
    (0, 5, 6): "egress_podcidr egress_servicecidr vip_arpRate vip_subnet",
    (0, 5, 12): "egress_withnftables",
    (0, 6, 0): "enable_service_security lb_class_name",
    (0, 6, 1): "vip_leaseannotations vip_leasename",
    (0, 6, 3): "enable_node_labeling svc_leasename",
    (0, 6, 4): "vip_routingtableid vip_routingtabletype",
    (0, 7, 0): (
        "bgp_hold_time bgp_keepalive_interval cp_detect disable_service_updates dns_mode "
        "enable_endpointslices k8s_config_file"
    ),
    (0, 7, 1): "vip_cleanroutingtable vip_routingprotocol",
    (0, 8, 0): "backend_health_check_interval iptables_backend kubernetes_addr mirror_dest_interface vip_nodename",
    (0, 8, 1): "lb_class_legacy_handling",
    (0, 8, 4): "vip_interfaceloglobal",
    (0, 8, 10): "health_check_port mpbgp_ipv4 mpbgp_ipv6 mpbgp_nexthop",
    (1, 0, 0): "egress_clean enable_endpoints enable_upnp zebra_enable zebra_software_name zebra_url zebra_version",
    (1, 0, 1): "config_file",
    (1, 0, 2): "vip_preserve_on_leadership_loss",
    (1, 0, 3): "dhcp_mode",
    (1, 0, 4): "dhcp_backoff_attempts",
    (1, 2, 0): (
        "control_plane_health_check_address control_plane_health_check_ca_path "
        "control_plane_health_check_failure_threshold control_plane_health_check_period_seconds "
        "control_plane_health_check_timeout_seconds"
    ),
    (1, 2, 2): (
        "bgp_attach_ip_to_interface debounce_time egress_enableinternalsnat instance_name "
        "per_service_election_on_demand vip_allow_interface_not_up vip_loseleadership "
        "vip_loseleadership_timeout_seconds"
    ),
    (1, 2, 3): "vip_skipdad",
}
"""Names by the version that first knew them."""
REMOVED: Final[dict[str, Number]] = {
    "bgp_source_if": (0, 4, 2),
    "bgp_source_ip": (0, 4, 2),
    "enableUPNP": (1, 0, 0),
    "enable_endpointslices": (1, 0, 0),
    "provider_config": (0, 9, 0),
    "vip_cidr": (0, 9, 0),
    "vip_packet": (0, 9, 0),
    "vip_packetproject": (0, 9, 0),
    "vip_packetprojectid": (0, 9, 0),
}
"""Names by the first version that did not know them any more."""
NAMES: Final[dict[str, Known]] = {
    name: Known(since, REMOVED.get(name)) for since, names in ADDED.items() for name in names.split()
}
INSTEAD: Final[dict[str, str]] = {
    "vip_cidr": "vip_subnet",
    "enable_endpointslices": "enable_endpoints",
    "enableServicesElection": "svc_election",
    "bgp_source_if": "bgp_sourceif",
    "bgp_source_ip": "bgp_sourceip",
    "enableUPNP": "enable_upnp",
}
"""What has taken the place of a name."""
