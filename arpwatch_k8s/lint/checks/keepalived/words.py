"""How instances and their settings are named in what checks tell."""

from __future__ import annotations

from arpwatch_k8s.lint.facts.hosts import VrrpInstance, own_name
from arpwatch_k8s.lint.fault import Side
from arpwatch_k8s.lint.setting import Setting
from arpwatch_k8s.wording.plain import plain

SECRET = "auth_pass"


def host(instance: VrrpInstance) -> str:
    """Its host, without the folders before it."""
    return plain(own_name(instance.host))


def named(instance: VrrpInstance) -> str:
    """An instance, as in `VI_1 of lb1`."""
    return f"{plain(instance.name)} of {host(instance)}"


def side(instance: VrrpInstance, setting: Setting) -> Side:
    """A setting as a side of a fault; what is a default stands where its instance begins."""
    says = f"{SECRET} is not shown" if setting.name == SECRET else setting.said
    return Side(place=setting.place or instance.place, says=says)


def sides(instance: VrrpInstance, *keywords: str) -> tuple[Side, ...]:
    """Settings of an instance, by keyword, as sides of a fault."""
    return tuple(side(instance, instance.setting(keyword)) for keyword in keywords)


def begins(instance: VrrpInstance) -> Side:
    """An instance itself as a side of a fault."""
    return Side(place=instance.place, says=f"vrrp_instance {plain(instance.name)}")
