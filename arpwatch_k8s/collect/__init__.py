"""A case from a cluster: what an analysis wants of it, fetched by the user's own kubectl, read-only.

- `kubectl.py`: kubectl called, with bounds;  `refusals.py`: why it gave no answer
- `versions.py`: whether the cluster answers
- `asked.py`: what is asked, which rights that takes;  `pods.py`: which pods announce
- `withheld.py`: what is taken out of objects
- `folder.py`: the folder, its owner's alone;  `record.py`: what came of it, and what not
- `asking.py`: questions, and what came of them;  `logs.py`: the logs;  `collecting.py`: all of it, one after the other
- `names.py`: nodes and Services alone, for names

No Secret is asked for, nothing is changed, and nothing but kubectl speaks to the cluster. What it says is data: names
in it become arguments or file names only where they are such as Kubernetes allows.
"""
