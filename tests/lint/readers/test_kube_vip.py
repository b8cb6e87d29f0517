"""kube-vip's pods, from manifests to facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arpwatch_k8s.lint.linting import facts_of
from arpwatch_k8s.lint.scopes import scopes
from tests.lint.linting import files_of
from tests.lint.pods import FIRST, kube_vip

if TYPE_CHECKING:
    from arpwatch_k8s.lint.facts.kube_vip import KubeVip


def read(text: str) -> KubeVip:
    """The one kube-vip of a manifest."""
    (scope,) = scopes(files_of({"p.yaml": text}))
    (found,) = facts_of(scope)[0].kube_vip
    return found


def test_arguments_say_what_variables_say_and_variables_win() -> None:
    text = kube_vip("v1.0.3", svc_enable='"false"').replace(
        "[manager]", "[manager, --services, --arp, --leaseDuration=30]"
    )
    found = read(text)
    assert (found.setting("vip_arp").is_on, found.setting("vip_leaseduration").number) == (True, 30)
    assert (found.setting("svc_enable").is_on, str(found.setting("svc_enable").place)) == (False, f"p.yaml:{FIRST}")
    assert str(found.version) == "1.0.3"


def test_a_value_from_elsewhere_is_not_known() -> None:
    found = read(kube_vip("v1.0.3", vip_nodename="valueFrom: {fieldRef: {fieldPath: spec.nodeName}}"))
    assert found.setting("vip_nodename").said == "vip_nodename comes from fieldRef spec.nodeName, which was not read"


def test_what_is_not_said_may_stand_in_a_file_of_its_own() -> None:
    found = read(kube_vip("v1.1.0", config_file="/etc/kube-vip.yaml"))
    assert found.setting("svc_enable").said == (
        "svc_enable may come from /etc/kube-vip.yaml (config_file), which was not read"
    )
    assert read(kube_vip("v1.1.0", port='"6443"')).setting("svc_enable").is_on is False


def test_an_argument_has_its_value_behind_it_or_after_a_sign() -> None:
    text = kube_vip("v1.0.3", port='"6443"')
    found = read(text.replace("[manager]", "[manager, --interface, eth0, --services, --log, '4', --address]"))
    assert [found.setting(name).value for name in ("vip_interface", "svc_enable", "vip_loglevel", "address")] == [
        "eth0",
        True,
        "4",
        "",
    ]
    assert found.setting("svc_enable").written("false") == "--services=false"
