"""What was found, as text and as what machines read.

- `places.py`: where something stands, as all of them tell it
- `text.py`: for people
- `json.py`: the document that `lint.schema.json` describes
- `sarif.py`: SARIF 2.1.0, for pages of code scanning;  `github.py`: annotations of GitHub's workflows
"""
