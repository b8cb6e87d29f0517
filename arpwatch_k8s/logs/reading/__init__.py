"""Text to lines, lines to items: what sources share, knowing none of them.

- `lines.py`: sources that are text, a line an event
- `stamp.py`: a time in front of a line;  `syslog.py`: a line as syslog writes it
- `wrappers.py`: what stands around a line: stamps and names of kubectl, container runtimes, journald, syslog, stern;
  `wrapped.py`: what is told of it;  `collectors.py`: lines as JSON that collectors make
- `exports.py`: files that hold lines in another form: UTF-16, CSV, JSON over several lines, journald's export
- `pieces.py`: a file by blocks of whole lines;  `taken.py`: what was said of them, bounded
- `passing.py`: lines that say nothing, passed over by blocks;  `wrapped_forms.py`: what they look like, wrapped
- `blocks.py`: access logs, most of whose lines are counted alone
- `shell.py`: prompts, `watch`, ssh;  `listing.py`: which listing of a text a line is of;  `run.py`: which run of a
  probe;  `file_name.py`: the host and the order that files' names tell
- `documents.py`: JSON in a text;  `yaml_documents.py`: YAML, with lines and limits
"""
