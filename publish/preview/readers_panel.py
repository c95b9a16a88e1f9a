"""What readers did with a published issue: a small picture of the reads of each day, and the totals."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from publish.core.readership import DayTotals
from publish.i18n.translator import Translator

_STEP, _BAR, _HEIGHT = 8, 6, 40  # units of the picture: from bar to bar, and of the highest bar
_LEAST = 1  # height of a day without new reads, which would be invisible


def render_readers(days: Sequence[DayTotals], translator: Translator) -> str:
    """Return the panel of an issue's running totals; empty without any."""
    if not days:
        return ""
    translate, last = translator.translate, days[-1]
    counts = {
        "page-reads": str(last.reads),
        "page-shares": str(last.shares),
        "page-likes": str(last.likes),
        "page-recommendations": str(last.recommendations),
        "page-comments-count": str(last.comments),
        "page-finish": "–" if last.finish_rate is None else f"{last.finish_rate:.0%}",
    }
    rows = "".join(f"<div><dt>{translate(name)}</dt><dd>{count}</dd></div>" for name, count in counts.items())
    count = f'<span class="count">{translate("page-readers-to", day=last.day.isoformat())}</span>'
    bars = draw_reads(days, translate("page-readers-daily"))
    return f'<h2>{translate("page-readers")}{count}</h2><div class="field readers">{bars}<dl>{rows}</dl></div>'


def draw_reads(days: Sequence[DayTotals], label: str = "") -> str:
    """Return the picture of what each day added to the reads; without a label it is no more than decoration."""
    reads = [0, *(totals.reads for totals in days)]
    new = [max(0, after - before) for before, after in pairwise(reads)]
    most = max([*new, 1])
    bars = "".join(
        _draw_bar(number, count * _HEIGHT / most, f"{totals.day.isoformat()}: {count}" if label else "")
        for number, (totals, count) in enumerate(zip(days, new, strict=True))
    )
    role = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    box = f"0 0 {max(len(new), 1) * _STEP - _STEP + _BAR} {_HEIGHT}"
    return f'<svg class="bars" viewBox="{box}" preserveAspectRatio="none" {role}>{bars}</svg>'


def _draw_bar(number: int, height: float, title: str) -> str:
    tall = max(height, _LEAST)
    place = f'x="{number * _STEP}" y="{_HEIGHT - tall:g}" width="{_BAR}" height="{tall:g}"'
    return f"<rect {place}><title>{title}</title></rect>" if title else f"<rect {place}/>"
