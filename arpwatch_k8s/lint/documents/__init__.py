"""Files to trees: every value knows its line, and no program's meaning is given to any.

- `node.py`: the tree, and ways through it
- `yaml.py`: YAML 1.1 and JSON;  `objects.py`: Kubernetes' objects in it
- `keepalived.py`: keepalived.conf;  `nginx.py`: nginx.conf;  `sysctl.py`: keys and values of a kernel
"""
