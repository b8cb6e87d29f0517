"""The pages of the figure: where each lane comes to stand, and every word with its place.

- `order.py`: which VIPs get how much of the figure, in which order;  `pages.py`: which go on which page
- `panel.py`: one VIP's lanes, stacked
- `headline.py`: what the head says;  `heading.py`: the head of a page;  `legend.py`: the key at its foot
- `detail.py`: incidents that are too short for the axis, and a figure's part of each
- `words.py`: every text of a page
- `layout.py`: a result -> `TimelineLayout`s
"""
