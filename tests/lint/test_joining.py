"""One program out of its parts."""

import pytest

from arpwatch_k8s.lint import joining
from arpwatch_k8s.lint.facts.kube_vip import KubeVip
from arpwatch_k8s.lint.facts.version import version
from arpwatch_k8s.lint.joining import kube_vips, one, one_version
from arpwatch_k8s.lint.setting import Place, Setting, Unknown
from tests.lint.cilium import policy
from tests.lint.linting import facts, linted
from tests.lint.objects import service
from tests.lint.readers.test_metallb import POOL, SPEAKER


def said(value: str | bool, line: int = 1, name: str = "a") -> Setting:
    """A setting that is written somewhere."""
    return Setting(name=name, value=value, place=Place(file="f", line=line))


def test_what_is_written_counts_before_what_is_not() -> None:
    assert one([Setting(name="a", value=None), said("x")]).text == "x"


def test_what_may_come_from_elsewhere_counts_before_a_default() -> None:
    elsewhere = Setting(name="a", value=Unknown(why="may come from x, which was not read"))
    assert not one([Setting(name="a", value=True), elsewhere]).is_known
    assert one([elsewhere, said("x")]).text == "x"


def test_two_spellings_of_one_value_are_one() -> None:
    assert one([said(True), said("yes", 2)]).is_on


def test_what_two_parts_write_differently_is_not_known() -> None:
    found = one([said("x"), said("y", 2)])
    assert not found.is_known
    assert "f:1" in found.said
    assert "f:2" in found.said


def test_versions_that_differ_are_not_known() -> None:
    assert one_version([version(said("a:v1.2.3")), version(said("a:v1.2.4"))]).number is None
    assert str(one_version([version(said("a:latest")), version(said("a:v1.2.4"))])) == "1.2.4"


def test_resources_and_pods_of_a_namespace_are_one_metallb_and_of_two_they_are_two() -> None:
    (metallb,) = facts({"a.yaml": POOL, "b.yaml": SPEAKER}).metallb
    assert (len(metallb.pools), str(metallb.version), metallb.made_by) == (1, "0.14.9", "a DaemonSet")
    elsewhere = SPEAKER.replace("metallb-system", "other")
    assert len(facts({"a.yaml": POOL, "b.yaml": elsewhere}).metallb) == 2


def test_resources_of_no_namespace_belong_to_the_metallb_that_is_there() -> None:
    assert len(facts({"a.yaml": POOL.replace("  namespace: metallb-system\n", ""), "b.yaml": SPEAKER}).metallb) == 1


def test_a_pool_that_two_files_of_a_folder_give_differently_is_told() -> None:
    found = linted({"a.yaml": POOL, "b.yaml": POOL.replace("192.0.2.10", "192.0.2.11")})
    assert [doubt[:2] for doubt in found.doubts] == [("b.yaml", 4)]
    assert linted({"a.yaml": POOL, "b.yaml": POOL}).doubts == ()


def kube_vip(made_by: str, **environment: str) -> KubeVip:
    """A kube-vip."""
    return KubeVip(
        place=Place(file=made_by, line=1),
        made_by=made_by,
        environment={name: said(value, name=name) for name, value in environment.items()},
    )


def test_pods_of_several_nodes_that_say_the_same_are_one_kube_vip() -> None:
    pods = [kube_vip("a static pod", svc_enable="true"), kube_vip("a static pod", svc_enable="true")]
    assert len(kube_vips(pods)) == 1
    assert len(kube_vips([*pods, kube_vip("a static pod", cp_enable="true")])) == 2


def test_variables_and_the_pod_that_they_made_are_one_kube_vip() -> None:
    (found,) = kube_vips(
        [kube_vip("kubespray", svc_enable="true"), kube_vip("a static pod", svc_enable="true", port="1")]
    )
    assert found.made_by == "kubespray"
    assert found.setting("svc_enable").is_on
    assert found.setting("port").text == "1"


def test_a_pod_that_says_otherwise_than_its_variables_leaves_it_open() -> None:
    (found,) = kube_vips([kube_vip("kubespray", svc_enable="false"), kube_vip("a static pod", svc_enable="true")])
    assert found.setting("svc_enable").is_on is None


def test_more_policies_than_can_be_held_against_all_services_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "MOST_PICKS", 100)
    policies = "---\n".join(policy(f"p{i}") for i in range(25))
    many = "---\n".join(service(f"d/s{i}") for i in range(10))
    found = linted({"p.yaml": policies, "s.yaml": many})
    assert [doubt[1] for doubt in found.doubts] == [20 * 7 + 4]


def test_a_text_that_would_move_the_cursor_is_written_out() -> None:
    found = one([said("\x1b[2J"), said("y", 2)])
    assert "\x1b" not in found.said
