"""Loads every module of the package and says which do not load, each with what it lacks: `python bare.py [LACKING...]`.

Packages that are named are not there for it. `make wheel-check` runs it where the wheel alone is installed, and a test
in this environment, where the packages of all extras are.
"""

import importlib
import pkgutil
import sys
from collections.abc import Iterator

import arpwatch_k8s


def lacks() -> Iterator[tuple[str, str]]:
    """Modules that do not load, and the packages that they lack."""
    for found in pkgutil.walk_packages(arpwatch_k8s.__path__, "arpwatch_k8s."):
        if found.name.endswith("__main__"):
            continue
        try:
            importlib.import_module(found.name)
        except ModuleNotFoundError as error:
            yield found.name, (error.name or "").partition(".")[0]


if __name__ == "__main__":
    sys.modules.update(dict.fromkeys(sys.argv[1:]))
    for module, package in lacks():
        print(module, package)
