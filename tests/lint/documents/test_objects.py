"""Kubernetes' objects in documents: their settings, and documents in them."""

from arpwatch_k8s.lint.documents.node import at
from arpwatch_k8s.lint.documents.objects import Object, objects
from arpwatch_k8s.lint.documents.yaml import documents, within


def only(text: str) -> Object:
    """The object of a text that has one."""
    (found,) = objects(documents(text, "a.yaml"))
    return found


def test_a_setting_knows_its_line_and_its_path() -> None:
    found = only("apiVersion: v1\nkind: Service\nspec:\n  ports:\n  - port: 80\n")
    port = found.setting("spec", "ports", 0, "port")
    assert port.place is not None
    assert (port.number, port.place.line, port.place.path) == (80, 5, "spec.ports[0].port")


def test_an_object_of_a_list_has_the_place_in_the_list_in_its_paths() -> None:
    found = only(
        "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  spec: {type: LoadBalancer}\n"
    )
    kind = found.setting("spec", "type")
    assert kind.place is not None
    assert (kind.place.line, kind.place.path) == (6, "items[0].spec.type")


def test_what_a_tool_fills_in_is_not_known() -> None:
    found = only("apiVersion: v1\nkind: Pool\nspec:\n  addresses:\n  - ${LB_RANGE}\n  - '{{ range }}'\n  - 192.0.2.1\n")
    assert [each.is_known for each in found.settings("spec", "addresses")] == [False, False, True]


def test_a_document_in_a_block_of_text_has_the_lines_of_its_file() -> None:
    found = only("apiVersion: v1\nkind: ConfigMap\ndata:\n  config: |\n\n    a: 1\n    b:\n    - 2\n")
    inner = within(found.at("data", "config"), "a.yaml")
    assert inner is not None
    node = at(inner.root, "b", 0)
    assert node is not None
    assert node.line == 8


def test_a_document_in_a_quoted_text_stands_on_one_line() -> None:
    found = only('{"apiVersion": "v1", "kind": "ConfigMap",\n"data": {"config": "a: 1\\nb:\\n- 2\\n"}}')
    inner = within(found.at("data", "config"), "a.yaml")
    assert inner is not None
    node = at(inner.root, "b", 0)
    assert node is not None
    assert node.line == 2


def test_a_template_of_helm_that_is_no_yaml_is_called_so() -> None:
    (found,) = documents("kind: Service\n{{- if .Values.a }}\nmetadata: {{ .Values.b }\n{{- end }}\n", "a.yaml")
    assert "helm template" in found.doubts[0][1]


def test_members_of_a_list_of_one_kind_need_not_say_it() -> None:
    found = only("apiVersion: metallb.io/v1beta1\nkind: IPAddressPoolList\nitems:\n- metadata:\n    name: lan\n")
    assert (found.kind, found.group, found.name) == ("IPAddressPool", "metallb.io", "lan")
    place = found.place(found.at("metadata", "name"))
    assert place.line == 5
    assert list(objects(documents("apiVersion: v1\nkind: List\nitems:\n- metadata: {}\n", "a.yaml"))) == []
