"""The result as plain data for JSON, the document that `analysis.schema.json` describes.

- `fields.py`: rows of tables under the document's keys
- `captures.py`: what was read;  `findings.py`: the verdict;  `speakers.py`: which programs announced
- `attempts.py`: what was tried;  `vips.py`: each VIP;  `cluster.py`: who the cluster said held them
- `settings.py`: settings beside captures and logs
- `document.py`: all of it
"""

from arpwatch_k8s.report.formats.json.document import SCHEMA, document

__all__ = ["SCHEMA", "document"]
