"""Give every text of a theme a contrast of 4.5:1 by day and at night, by the nearest colour."""

from __future__ import annotations

from typing import NamedTuple

from publish.core.lazy_pattern import lazy_pattern
from publish.core.theme import ACCENT_MARK
from publish.steps.style.contrast_check import TextSample, find_text_samples, measure_sample
from publish.steps.style.nearest_colour import find_nearest, make_pale
from publish.steps.style.parse_theme import parse_unchecked
from publish.wechat.contrast import DEFAULT_TEXT, ENOUGH
from publish.wechat.dark_mode import Colour, is_glaring, is_pale, parse_colour, write_hex

_MAX_ROUNDS = 32
_MANY = 1 / 3  # share of the texts of a declaration from which on it is changed for all of them
_PATIENCE = 8  # rounds after which grounds give way
_GROUND = lazy_pattern(r"(background-color: )(#[0-9a-f]{6})")
_VALUE = lazy_pattern(r"^(  (?:background-)?color: )[^;{}]*(;)$")


class Repair(NamedTuple):
    """A colour that was changed, or a ground that was taken away."""

    line: int  # of the theme as written
    path: str  # a text that it shows in; empty for a ground that glared at night
    before: str
    after: str  # empty for a ground that was taken away


def repair_contrast(name: str, lines: list[str]) -> list[Repair]:
    """Change colours of a theme, one declaration a line, until all text can be read; return what was changed.

    Where colours of text do not help, for one text stands on grounds too different, the grounds give way.
    """
    repairs = _soften_grounds(lines)
    samples = _find_samples(name, lines)
    rounds = 0
    while rounds < _MAX_ROUNDS and (weak := [sample for sample in samples if _measure(sample) < ENOUGH]):
        rounds += 1
        repairs += _drop_grounds(weak, lines) if rounds % _PATIENCE == 0 else _repair_colours(weak, samples, lines)
        samples = _find_samples(name, lines)
    return repairs


def _find_samples(name: str, lines: list[str]) -> list[TextSample]:
    theme = parse_unchecked(name, "\n".join(lines))
    return [_fill_in(sample, theme.accent) for sample in find_text_samples(theme.rules, theme.decorations)]


def _repair_colours(weak: list[TextSample], samples: list[TextSample], lines: list[str]) -> list[Repair]:
    """Change the colours of weak texts, all those of one declaration together where one colour serves them."""
    repairs = []
    groups: dict[int | None, list[TextSample]] = {}
    for sample in weak:
        groups.setdefault(sample.ink_line, []).append(sample)
    for line, faint in groups.items():
        ground = _find_ground(faint, samples, lines)
        same = [sample for sample in samples if sample.ink_line == line]
        most = 1 if _is_white(faint[0]) else _MANY  # white text is meant for one ground
        concerns_all = bool(line) and _is_alone(lines[(line or 0) - 1]) and len(faint) >= most * len(same)
        colour = _find_colour(same) if concerns_all else ""
        if ground:
            repairs.append(_write(lines, faint[0].ground_line or 0, faint[0].path, ground))
        elif line and colour:
            repairs.append(_write(lines, line, faint[0].path, colour))
        else:
            repairs += _repair_each(faint, lines)
    return repairs


def _fill_in(sample: TextSample, accent: str) -> TextSample:
    """Return a sample with the accent in place of its variable."""
    grounds = tuple(ground.replace(ACCENT_MARK, accent) for ground in sample.backgrounds)
    return sample._replace(foreground=sample.foreground.replace(ACCENT_MARK, accent), backgrounds=grounds)


def _measure(sample: TextSample) -> float:
    return min(measure_sample(sample, str))


def _find_colour(samples: list[TextSample]) -> str:
    """Return the colour nearest to that of some texts in which all of them can be read; empty where there is none."""

    def fits(colour: Colour) -> bool:
        return all(_measure(sample._replace(foreground=write_hex(colour))) >= ENOUGH for sample in samples)

    nearest = find_nearest(parse_colour(samples[0].foreground.lower()) or DEFAULT_TEXT, fits)
    return write_hex(nearest) if nearest else ""


def _find_ground(faint: list[TextSample], samples: list[TextSample], lines: list[str]) -> str:
    """Return the colour nearest to the ground of white text in which that can be read; empty for any other text."""
    line = faint[0].ground_line
    if line is None or not _is_alone(lines[line - 1]) or not _is_white(faint[0]):
        return ""
    white = [sample for sample in samples if sample.ground_line == line and _is_white(sample)]

    def fits(colour: Colour) -> bool:
        ground = write_hex(colour)
        return all(_measure(one._replace(backgrounds=(*one.backgrounds[:-1], ground))) >= ENOUGH for one in white)

    colour = parse_colour(faint[0].backgrounds[-1].lower())
    nearest = find_nearest(colour, fits) if colour and colour.alpha == 1 else None
    return write_hex(nearest) if nearest else ""


def _is_white(sample: TextSample) -> bool:
    colour = parse_colour(sample.foreground.lower())
    return colour is not None and is_pale(colour)


def _repair_each(faint: list[TextSample], lines: list[str]) -> list[Repair]:
    """Give texts whose colour serves others well a rule of their own."""
    repairs = []
    groups: dict[str, list[TextSample]] = {}
    for sample in faint:
        groups.setdefault(_find_path(sample, lines), []).append(sample)
    for path, same in groups.items():
        colour = _find_colour(same)
        if colour:
            lines += [f"{path} {{", f"  color: {colour};", "}"]
            repairs.append(Repair(len(lines) - 1, path, same[0].foreground, colour))
    return repairs


def _drop_grounds(weak: list[TextSample], lines: list[str]) -> list[Repair]:
    """Take away the grounds behind weak texts."""
    grounds = {line: sample.path for sample in weak if (line := sample.ground_line) and _is_alone(lines[line - 1])}
    return [_write(lines, line, path, "") for line, path in sorted(grounds.items())]


def _soften_grounds(lines: list[str]) -> list[Repair]:
    """Make light grounds with a hue paler, so that dark mode turns them dark."""
    repairs = []
    for number, line in enumerate(lines, 1):
        found = _GROUND.search(line)
        colour = parse_colour(found[2]) if found else None
        if found and colour and is_glaring(colour):
            after = write_hex(make_pale(colour))
            lines[number - 1] = line.replace(found[2], after)
            repairs.append(Repair(number, "", found[2], after))
    return repairs


def _find_path(sample: TextSample, lines: list[str]) -> str:
    """Return a selector of a text that has no rule yet: the shorter, the more texts of its kind it helps."""
    for length in range(2, len(sample.steps)):
        path = " ".join(sample.steps[-length:])
        if f"{path} {{" not in lines:
            return path
    return " > ".join(sample.steps)


def _is_alone(line: str) -> bool:
    """Return whether a line is one declaration, as those of the other theme are, rather than a rule of the skeleton."""
    return _VALUE.match(line) is not None


def _write(lines: list[str], line: int, path: str, value: str) -> Repair:
    """Replace the value of the declaration on a line; one without value is taken away."""
    before = lines[line - 1]
    lines[line - 1] = _VALUE.sub(rf"\g<1>{value}\g<2>", before) if value else "  /* " + before.strip() + " */"
    return Repair(line, path, before.strip().partition(": ")[2].rstrip(";"), value)
