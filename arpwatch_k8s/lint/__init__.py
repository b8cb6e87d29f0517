"""LINT: settings that lead to trouble, before they do.

- `setting.py`: a setting, where it stands, and what it says as far as that can be known
- `file.py`: a file, as readers get it;  `texts.py`: bytes to text;  `loading.py`: paths to files
- `applied.py`: patches and templates, which are left;  `kustomizations.py`: what they take in;  `flux.py`: what
  nobody applies
- `scopes.py`: which files are one cluster's
- `documents/`: text to trees with lines;  `readers/`: trees to facts;  `facts/`: what configurations say
- `joining.py`: one program out of its parts
- `fault.py`: what a check tells;  `check.py`: what a check is;  `checks/`: one a file
- `ignoring.py`: comments that ask to pass over something;  `assuming.py`: versions that the user names
- `linting.py`: the whole way;  `linted.py`: what it finds
- `subject.py`: what a fault is about, which the diagnosis holds against a VIP;  `subjects.py`: how that is told
- `formats/`: what was found, as text and for machines
"""
