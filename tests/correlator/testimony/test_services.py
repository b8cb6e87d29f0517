"""What names of Services, leases and VRRP instances stand for."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from arpwatch_k8s.correlator.testimony.services import Services
from arpwatch_k8s.correlator.testimony.writers import Writers
from arpwatch_k8s.inventory import Inventory
from tests.correlator.testimony.told import OTHER, SVCS, VIP, adding, announced, keepalived, logs, objects, service

NOBODY = Inventory((), {})


def services(folder: Path, files: Mapping[str, Sequence[str]], inventory: Inventory = NOBODY) -> Services:
    read = logs(folder, files)
    return Services(read, inventory, Writers(read, inventory))


def test_a_service_has_the_addresses_that_any_log_or_the_user_gives_it(tmp_path: Path) -> None:
    named = Inventory((), {}, services={OTHER: "web/other"})
    found = services(tmp_path, {"svc.json": objects(service())}, named)
    assert [found.of(name) for name in ("web/ingress", "web/other", "web/none", None)] == [(VIP,), (OTHER,), (), ()]


def test_a_name_without_a_namespace_is_the_one_service_that_has_it(tmp_path: Path) -> None:
    one = services(tmp_path, {"svc.json": objects(service())})
    assert one.of("ingress") == (VIP,)
    two = services(tmp_path, {"svc.json": objects(service()), "a.log": [adding(1, OTHER).replace("=web", "=shop")]})
    assert (two.of("ingress"), two.of("shop/ingress"), two.of("shop/none")) == ((), (OTHER,), ())


def test_leases_for_one_service_go_by_its_name(tmp_path: Path) -> None:
    found = services(tmp_path, {"svc.json": objects(service())})
    assert found.of_lease("web/kubevip-ingress", "kube-vip", "") == (VIP,)
    assert found.of_lease("shop/kubevip-ingress", "kube-vip", "") == ()
    assert found.of_lease("kube-system/cilium-l2announce-web-ingress", "cilium", "") == (VIP,)
    assert found.of_lease("kube-system/kube-scheduler", "kubernetes", "") == ()
    assert found.of_lease("", "kube-vip", "") == ()


def test_the_lease_for_all_services_is_for_no_other_program_s(tmp_path: Path) -> None:
    files = {"svc.json": objects(service()), "speaker.log": [announced(1)], "kube-vip.log": [adding(1, OTHER)]}
    assert services(tmp_path, files).of_lease(SVCS, "kube-vip", "") == (OTHER,)


def test_an_instance_is_for_what_is_announced_under_it_or_for_all_where_it_is_the_only_one(tmp_path: Path) -> None:
    arp = "Sending gratuitous ARP on eth0 for"
    one = [keepalived(1, "n", "(VI_1) Entering MASTER STATE"), keepalived(1, "n", f"{arp} {VIP}")]
    assert services(tmp_path, {"k.log": one}).of_lease("VI_1", "keepalived", "n") == (VIP,)
    two = [*one, keepalived(2, "n", "(VI_2) Entering MASTER STATE")]
    found = services(tmp_path, {"k.log": two})
    assert (found.of_lease("VI_1", "keepalived", "n"), found.is_placed(VIP, "n")) == ((), False)
    named = [*two, keepalived(3, "n", f"(VI_2) Sending/queueing gratuitous ARPs on eth0 for {VIP}")]
    found = services(tmp_path, {"k.log": named})
    assert (found.of_lease("VI_2", "keepalived", "n"), found.is_placed(VIP, "n")) == ((VIP,), True)
    assert found.of_lease("VI_2", "keepalived", "another") == ()
