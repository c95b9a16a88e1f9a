"""The cover of an article: what it says, and how it is drawn.

Whoever asks for the words loads no pillow; `draw` and `crop` are imported where a cover has to be made.
"""

from publish.steps.cover.captions import CoverText, choose_cover_text

__all__ = ["CoverText", "choose_cover_text"]
