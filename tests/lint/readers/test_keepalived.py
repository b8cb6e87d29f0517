"""keepalived.conf to instances: what they say, on which line, for which host."""

from arpwatch_k8s.lint.documents.yaml import documents
from arpwatch_k8s.lint.facts.hosts import VrrpInstance
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.keepalived import read
from arpwatch_k8s.lint.readers.reader import Reading

PLAIN = """\
! Configuration File for keepalived
global_defs {
    router_id lb1   # not a host of ours
    vrrp_strict
}

vrrp_instance VI_1 {
    state MASTER
    interface eth0
    virtual_router_id 51
    priority 150
    use_vmac vrrp.51
    authentication {
        auth_type PASS
        auth_pass s3cret!x
    }
    virtual_ipaddress {
        192.0.2.80/24 dev eth0 label eth0:1
        192.0.2.81
    }
    virtual_ipaddress_excluded {
        2001:db8::80/64
    }
}
vrrp_instance VI_2
{
    interface eth1
    virtual_router_id 52
    unicast_peer { 192.0.2.2 }
    virtual_ipaddress { 198.51.100.80/24 }
}
"""


def reading(texts: dict[str, str]) -> Reading:
    return read([File(name=name, text=text) for name, text in texts.items()])


def instances(texts: dict[str, str]) -> tuple[VrrpInstance, ...]:
    return reading(texts).facts.keepalived


def line_of(instance: VrrpInstance, keyword: str) -> int | None:
    place = instance.setting(keyword).place
    return place.line if place else None


def test_an_instance_has_its_keywords_with_their_lines() -> None:
    first, second = instances({"lb1/keepalived.conf": PLAIN})
    assert (first.name, first.host, first.place.line) == ("VI_1", "lb1", 7)
    assert first.setting("priority").number == 150
    assert line_of(first, "priority") == 11
    assert first.setting("use_vmac").is_on is True
    assert [(each.text, each.place and each.place.line) for each in first.addresses] == [
        ("192.0.2.80/24", 18),
        ("192.0.2.81", 19),
    ]
    assert [each.text for each in first.excluded] == ["2001:db8::80/64"]
    assert (second.name, second.place.line) == ("VI_2", 25)
    assert [each.text for each in second.peers] == ["192.0.2.2"]


def test_what_an_instance_does_not_say_is_said_by_global_defs_and_else_by_default() -> None:
    first, second = instances({"lb1/keepalived.conf": PLAIN})
    assert first.setting("strict_mode").is_on is True
    assert line_of(first, "strict_mode") == 4
    assert second.setting("garp_master_refresh").number == 0
    assert line_of(second, "garp_master_refresh") is None


def test_a_password_is_never_kept_as_it_is() -> None:
    (first, _) = instances({"lb1/keepalived.conf": PLAIN})
    assert "s3cret" not in first.setting("auth_pass").text


def test_one_file_of_two_hosts_is_read_for_each() -> None:
    text = """\
@main   $PRIO=240
@backup $PRIO=200
vrrp_instance VI_1 {
    virtual_router_id 51
    priority $PRIO
    @main unicast_src_ip 192.0.2.1
    @^main unicast_src_ip 192.0.2.2
    unicast_peer {
        @^main 192.0.2.1
        @^backup 192.0.2.2
    }
}
"""
    main, backup = instances({"site/keepalived.conf": text})
    assert [each.host for each in (main, backup)] == ["site/main", "site/backup"]
    assert [each.setting("priority").text for each in (main, backup)] == ["240", "200"]
    assert [line_of(each, "unicast_src_ip") for each in (main, backup)] == [6, 7]
    assert [[peer.text for peer in each.peers] for each in (main, backup)] == [["192.0.2.2"], ["192.0.2.1"]]


def test_a_file_in_the_folder_of_a_host_is_read_for_that_host_alone() -> None:
    text = "vrrp_instance A {\n @main priority 2\n @backup priority 1\n}\n"
    (only,) = instances({"main/keepalived.conf": text})
    assert (only.host, only.setting("priority").text) == ("main", "2")


def test_parameters_of_several_lines_and_sequences_are_put_in() -> None:
    text = """\
$BASE=10.2.${NET}
$INSTANCE= \\
vrrp_instance VI_${NUM} { \\
    virtual_router_id ${NUM} \\
    virtual_ipaddress { \\
        ${BASE}.${NUM}/24 \\
    } \\
}
$NET=7
~SEQ(NUM, 1, 3) $INSTANCE
"""
    made = instances({"lb1/keepalived.conf": text})
    assert [each.name for each in made] == ["VI_1", "VI_2", "VI_3"]
    assert [each.addresses[0].text for each in made] == ["10.2.7.1/24", "10.2.7.2/24", "10.2.7.3/24"]
    assert made[0].place.line == 3


def test_hexadecimal_sequences_count_down_too() -> None:
    text = "vrrp_instance A {\n virtual_ipaddress {\n  ~SEQx(B, 0x12, -1, 0x10) fe80::${B}\n }\n}\n"
    (made,) = instances({"lb1/keepalived.conf": text})
    assert [each.text for each in made.addresses] == ["fe80::12", "fe80::11", "fe80::10"]


def test_what_is_not_defined_is_unknown() -> None:
    (made,) = instances({"lb1/keepalived.conf": "vrrp_instance A {\n priority $PRIO\n interface {{ nic }}\n}\n"})
    assert made.setting("priority").said == "priority is $PRIO, which is defined nowhere in what was read"
    assert not made.setting("interface").is_known


def test_includes_are_followed_by_name_by_pattern_and_from_the_root() -> None:
    files = [
        File(
            name="lb1/etc/keepalived/keepalived.conf",
            text="global_defs {\n}\ninclude /etc/keepalived/conf.d/*.conf\ninclude gone.conf\n",
        ),
        File(name="lb1/etc/keepalived/conf.d/b.conf", text="vrrp_instance B {\n priority 7\n}\n"),
        File(name="lb1/etc/keepalived/conf.d/a.conf", text="vrrp_instance A {\n include ../p.inc\n}\n"),
        File(name="lb1/etc/keepalived/p.inc", text="priority 9\n"),
        File(name="lb2/etc/keepalived/conf.d/c.conf", text="vrrp_instance C {\n}\n"),
    ]
    made = read(files)
    assert [(each.name, each.host) for each in made.facts.keepalived] == [("A", "lb1"), ("B", "lb1"), ("C", "lb2")]
    priority = made.facts.keepalived[0].setting("priority")
    assert (priority.text, priority.place and str(priority.place)) == ("9", "lb1/etc/keepalived/p.inc:1")
    assert [each.said for each in made.facts.keepalived[0].unread] == ["include gone.conf is not among what was read"]
    assert made.read["lb1/etc/keepalived/p.inc"] == "keepalived's settings, included by another file"


def test_an_include_that_leads_back_to_itself_ends() -> None:
    files = [
        File(name="a.conf", text="vrrp_instance A {\n}\ninclude b.conf\n"),
        File(name="b.conf", text="vrrp_instance B {\n}\ninclude a.conf\n"),
    ]
    made = read(files)
    assert any("leads back to itself, or too deep" in why for _, _, why in made.doubts)


def test_few_lines_that_stand_for_millions_are_left_in_time() -> None:
    nested = "~SEQ(A,1,9999) ~SEQ(B,1,9999) vrrp_instance V${A}_${B} {\n"
    made = reading({"lb1/keepalived.conf": f"vrrp_instance A {{\n}}\n{nested}"})
    assert len(made.facts.keepalived) < 50_001
    assert any("too many lines" in why for _, _, why in made.doubts)
    doubling = "".join(f"$P{n}=${{P{n + 1}}}${{P{n + 1}}}\n" for n in range(60)) + "vrrp_instance A {\n ${P0}\n}\n"
    assert any("too many lines" in why for _, _, why in reading({"lb1/keepalived.conf": doubling}).doubts)


def test_a_template_and_an_old_copy_are_named_and_left() -> None:
    made = reading(
        {
            "lb1/keepalived.conf": "vrrp_instance A {\n{% if x %}\n priority 1\n{% endif %}\n}\n",
            "lb2/keepalived.conf.bak": "vrrp_instance A {\n}\n",
        }
    )
    assert made.facts.keepalived == ()
    assert [line for _, line, _ in made.doubts] == [2]
    assert [what.rpartition(", ")[2] for what in made.read.values()] == ["left", "left"]


def test_a_page_that_quotes_a_configuration_is_none() -> None:
    assert read([File(name="README.md", text=PLAIN)]).read == {}


def test_each_file_beside_another_is_a_host_of_its_own() -> None:
    one = "vrrp_instance A {\n}\n"
    assert [each.host for each in instances({"keepalived/master.conf": one, "keepalived/backup.conf": one})] == [
        "master",
        "backup",
    ]


def test_more_configuration_ids_than_are_read_are_told() -> None:
    text = "vrrp_instance A {\n" + "".join(f"@id{n} priority {n}\n" for n in range(40)) + "}\n"
    made = reading({"lb1/keepalived.conf": text})
    assert len(made.facts.keepalived) == 16
    assert [why for _, _, why in made.doubts] == ["it is read for 16 of its 40 configuration ids"]


def test_several_configurations_that_look_like_one_hosts_are_of_several() -> None:
    one = "vrrp_instance A {\n}\n"
    made = instances({"keepalived.conf": one, "keepalived/keepalived.conf": one})
    assert [each.host for each in made] == ["keepalived.conf", "keepalived/keepalived.conf"]


def test_blocks_of_any_depth_are_read_as_far_as_they_may_be() -> None:
    made = reading({"lb1/keepalived.conf": "vrrp_instance A {\n priority 1\n" + "a {\n" * 500 + "}\n" * 501})
    assert [each.setting("priority").text for each in made.facts.keepalived] == ["1"]
    assert [why for _, _, why in made.doubts] == ["blocks in more than 16 others are left"]


def test_what_stands_for_an_address_and_is_none_is_unknown() -> None:
    (made,) = instances({"lb1/keepalived.conf": "vrrp_instance A {\n virtual_ipaddress {\n  <VIP>/24\n  $B\n }\n}\n"})
    assert [each.said for each in made.addresses] == [
        "virtual_ipaddress is <VIP>/24, which is no address",
        "virtual_ipaddress is $B, which is defined nowhere in what was read",
    ]
    assert made.held == {}


def test_a_configuration_in_a_configmap_has_the_lines_of_its_file() -> None:
    manifest = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: keepalived
data:
  check.sh: |
    exit 0
  keepalived.conf: |
    global_defs {
    }
    vrrp_instance VI_1 {
      priority 100
      virtual_ipaddress {
        192.0.2.80/24
      }
    }
"""
    file = File(
        name="base/keepalived.yaml", text=manifest, documents=tuple(documents(manifest, "base/keepalived.yaml"))
    )
    made = read([file])
    (only,) = made.facts.keepalived
    assert (only.host, only.place.line, line_of(only, "priority")) == ("base/keepalived.yaml/keepalived", 11, 12)
    assert [each.place and each.place.line for each in only.addresses] == [14]
    assert made.read == {"base/keepalived.yaml": "keepalived's settings, 1 vrrp_instance"}


def test_a_configuration_in_one_line_stands_there() -> None:
    listing = (
        '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "k"},\n'
        '"data": {"a": "vrrp_instance A {\\n}\\n"}}'
    )
    (only,) = read(
        [File(name="cm.json", text=listing, documents=tuple(documents(listing, "cm.json")))]
    ).facts.keepalived
    assert str(only.place) == "cm.json:2"
