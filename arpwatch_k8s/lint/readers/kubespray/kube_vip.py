"""kube-vip as kubespray makes it: its static pod's environment, of kubespray's variables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.lint.facts.kube_vip import KubeVip
from arpwatch_k8s.lint.facts.version import Versioned, version
from arpwatch_k8s.lint.readers.kubespray.releases import release_of
from arpwatch_k8s.lint.readers.kubespray.variables import Variables
from arpwatch_k8s.lint.setting import Place, Setting, Unknown

MADE_BY: Final = "kubespray"
SWITCHES: Final = {
    "kube_vip_controlplane_enabled": "cp_enable",
    "kube_vip_services_enabled": "svc_enable",
    "kube_vip_leader_election_enabled": "vip_leaderelection",
    "kube_vip_bgp_enabled": "bgp_enable",
    "kube_vip_lb_enable": "lb_enable",
}
"""Variables that the template asks `if` of: their names in kube-vip's environment."""
VALUES: Final = {
    "kube_vip_arp_enabled": "vip_arp",
    "kube_vip_interface": "vip_interface",
    "kube_vip_services_interface": "vip_servicesinterface",
    "kube_vip_address": "address",
}
LEASE: Final = {
    "kube_vip_leaseduration": "vip_leaseduration",
    "kube_vip_renewdeadline": "vip_renewdeadline",
    "kube_vip_retryperiod": "vip_retryperiod",
}
"""Written where there is an election."""
ELECTION: Final = "kube_vip_enableServicesElection"
NAMES: Final = {name: variable for variable, name in (SWITCHES | VALUES | LEASE | {ELECTION: "svc_election"}).items()}
WITH_VALUE: Final = frozenset({"kube_vip_interface", "kube_vip_services_interface", "kube_vip_address"})
"""Not written where they are empty."""


def kube_vip(variables: Variables, kubespray: Versioned, place: Place) -> Iterator[KubeVip]:
    """The one that an inventory makes; none where it is turned off."""
    enabled = variables.setting("kube_vip_enabled")
    if enabled.is_on is False:
        return
    environment: dict[str, Setting] = {}
    for variable, name in SWITCHES.items():
        environment[name] = asked_if(variables.setting(variable))
    for variable, name in VALUES.items():
        found = variables.setting(variable)
        if variable not in WITH_VALUE or found.text or not found.is_known:
            environment[name] = found
    if environment["vip_leaderelection"].is_on is not False:
        environment |= {name: variables.setting(variable) for variable, name in LEASE.items()}
    if enabled.is_on is None:
        environment |= {name: enabled for name in ("svc_enable", "cp_enable") if environment[name].is_on is not False}
    environment |= election(asked_if(variables.setting(ELECTION)), kubespray)
    yield KubeVip(
        place=enabled.place or place,
        made_by=MADE_BY,
        environment=environment,
        version=shipped(variables, kubespray),
        names=NAMES,
    )


def asked_if(setting: Setting) -> Setting:
    """A variable of which the template asks `if`: Jinja takes any text for yes, `"false"` among them."""
    if isinstance(setting.value, str) and setting.text.strip() and setting.is_on is False:
        why = f'is the text "{setting.text.strip()}" and no truth value: the template takes any text for yes'
        return Setting(name=setting.name, value=Unknown(why=why), place=setting.place)
    return setting


def election(setting: Setting, kubespray: Versioned) -> dict[str, Setting]:
    """An election for each Service: v2.21 to v2.23 give it a name that kube-vip does not know."""
    if setting.is_on is False:
        return {"svc_election": setting}
    wrong = kubespray.from_on(2, 21, 0)
    right = kubespray.from_on(2, 24, 0)
    if right:
        return {"svc_election": setting}
    if wrong is None:
        why = (
            "is on, but kubespray v2.21 to v2.23 write it as enableServicesElection, which kube-vip does not know; "
            "which kubespray this is was not read"
        )
        doubted = Setting(name=setting.name, value=Unknown(why=why), place=setting.place)
        return {"svc_election": doubted, "enableServicesElection": doubted}
    return {"enableServicesElection": setting} if wrong else {}


def shipped(variables: Variables, kubespray: Versioned) -> Versioned:
    """kube-vip's version: by its variables, or by the release of kubespray."""
    for name in ("kube_vip_image_tag", "kube_vip_version"):
        found = variables.setting(name)
        if found.place is not None:
            return version(found)
    release = release_of(kubespray)
    said = None if release is None else release.kube_vip
    return version(Setting(name="kube_vip_version", value=said))
