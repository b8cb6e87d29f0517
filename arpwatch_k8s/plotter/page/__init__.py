"""The pages of the figure: where each lane comes to stand, and every word with its place.

- `order.py`: which VIPs get how much of the figure, and what begins on a page of its own;  `pages.py`: what goes on
  which page
- `panel.py`: one VIP's lanes, stacked
- `overview.py`: many VIPs on one page, a strip each;  `loud.py`: which comes first, and what is wrong with it in words
- `headline.py`: what the head says;  `heading.py`: the head of a page
- `foot.py`: what stands below the panels;  `legend.py`: the key to colors and glyphs
- `detail.py`: incidents that are too short for the axis, and a figure's part of each
- `words.py`: every text of a page
- `making.py`: a page in the making;  `layout.py`: a result -> `TimelineLayout`s
"""
