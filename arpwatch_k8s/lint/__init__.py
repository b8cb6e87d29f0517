"""LINT: settings that lead to trouble, before they do.

- `setting.py`: a setting, where it stands, and what it says as far as that can be known
- `file.py`: a file, as readers get it;  `loading.py`: paths to files;  `scopes.py`: which files are one cluster's
- `documents/`: text to trees with lines;  `readers/`: trees to facts;  `facts/`: what configurations say
- `fault.py`: what a check tells;  `check.py`: what a check is;  `checks/`: one a file
- `linting.py`: the whole way;  `subjects.py`: what a fault is about, which the diagnosis holds against a VIP
- `formats/`: what was found, as text and for machines
"""
