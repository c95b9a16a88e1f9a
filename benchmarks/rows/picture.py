"""A photograph of twelve megapixels, made fit; beside it what one would write first, and one that fits already."""

from __future__ import annotations

import random
import sys
from functools import partial
from io import BytesIO

from PIL import Image

from benchmarks.clock import Work, time_in_turn
from benchmarks.naive_picture import shrink_plainly
from benchmarks.process import Command, run_in_turn
from benchmarks.tables import Table, judge, show_mib, show_ms
from benchmarks.workbench import ROOT, Workbench
from publish.steps.picture_processing import fit_picture

TIME_SHARE = 0.45
MEMORY_SHARE = 0.4
_PLAIN, _OURS, _FITTING = "plain decode and resize", "made fit", "fits already"
_READ = "import sys; data = open(sys.argv[1], 'rb').read()"
_PROGRAMS = {
    _PLAIN: f"{_READ}; from benchmarks.naive_picture import shrink_plainly; shrink_plainly(data)",
    _OURS: f"{_READ}; from publish.steps.picture_processing import fit_picture; fit_picture(data, 'a.jpg')",
}


def measure_picture(bench: Workbench) -> Table:
    """Return the time and memory of making a photograph fit."""
    photograph = make_photograph(*bench.effort.photograph)
    small = fit_picture(photograph, "a.jpg").data
    ways: dict[str, Work] = {
        _PLAIN: partial(shrink_plainly, photograph),
        _OURS: partial(fit_picture, photograph, "a.jpg"),
        _FITTING: partial(fit_picture, small, "b.jpg"),
    }
    spent = time_in_turn(ways, bench.effort.rounds)
    peaks = _measure_peaks(photograph, bench)
    time_share = spent[_OURS].seconds / spent[_PLAIN].seconds
    rows = [
        (name, show_ms(timing.seconds), show_mib(peaks[name]) if name in peaks else "")
        for name, timing in spent.items()
    ]
    memory_share = peaks[_OURS] / peaks[_PLAIN]
    return Table(
        "A photograph of {} × {} pixels".format(*bench.effort.photograph),
        ("what", "CPU ms", "peak MiB"),
        rows,
        f"Of the plain way {time_share:.2f} of the time, target ≤ {TIME_SHARE} {judge(time_share, TIME_SHARE)}; "
        f"{memory_share:.2f} of the memory, target ≤ {MEMORY_SHARE} "
        f"{judge(memory_share, MEMORY_SHARE)}",
    )


def make_photograph(width: int, height: int) -> bytes:
    """Return what a camera sees: soft forms and grain."""
    chance = random.Random(20)  # noqa: S311  # a picture, no secret
    forms = Image.frombytes("RGB", (40, 30), bytes(chance.randrange(256) for _ in range(40 * 30 * 3)))
    soft = forms.resize((width, height), Image.Resampling.BICUBIC)
    grain = Image.effect_noise((width, height), 12)
    data = BytesIO()
    Image.blend(soft, Image.merge("RGB", (grain, grain, grain)), 0.1).save(data, "JPEG", quality=92)
    return data.getvalue()


def _measure_peaks(photograph: bytes, bench: Workbench) -> dict[str, float]:
    """Return the most memory that a process of its own takes for each way, Python and libraries included."""
    file = bench.scratch / "photograph.jpg"
    file.write_bytes(photograph)
    commands = {name: Command([sys.executable, "-c", code, str(file)], ROOT) for name, code in _PROGRAMS.items()}
    costs = run_in_turn(commands, bench.scratch, bench.effort.batches)
    return {name: cost.peak for name, cost in costs.items()}
