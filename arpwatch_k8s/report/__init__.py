"""What a run says.

- `target.py`: where it is written;  `manifest.py`: from what
- `paragraphs.py`: wrapped text;  `filters.py`: what Wireshark shows frames by
- `citations.py`: which frames are cited, for what;  `excerpts.py`: which lines, among those about them
- `crowded.py`: what is told of very much;  `answers.py`: the questions that a page answers
- `beliefs.py`: who the cluster said held a VIP;  `history.py`: what happened, in order
- `pseudonymous.py`: texts with other names
- `tables/`: the tables;  `formats/`: one file a form, from `parts/`;  `explain/`: one instant
- `annotated.py`: the cited frames with a comment each
- `details.py`: figures of short incidents
- `folder.py`: all of it, in a folder

Every text passes `wording.plain` before it reaches a terminal: names and comments come from captures, which are hostile
input.
"""
