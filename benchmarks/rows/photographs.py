"""An issue of many photographs as they come from a camera: they must not all be in memory, least of all as text."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

from PIL import Image

from benchmarks.ours import make_build
from benchmarks.process import MEGABYTE, Command, Runs, run_in_turn
from benchmarks.rows.picture import make_photograph
from benchmarks.tables import Table, judge, show_mib
from benchmarks.workbench import FOLDER, Source, Workbench

PEAK_MIB = 200
_NAME = "2020-06-17"
_QUALITY = 90
_DETAIL = 60
"""How much grain there is that is as coarse as the pixels of the article: small pictures would be no burden."""
COLD, WARM = "every photograph made fit", "every photograph known"


def measure_photographs(bench: Workbench) -> Table:
    """Return the time and memory of building an issue of many photographs."""
    count = bench.effort.album
    pictures = "".join(f"![图{number}](album/{number}.jpg)\n\n" for number in range(count))
    text = f"# 简报 ({_NAME})\n\n## 相册\n\n{pictures}"
    place = bench.make_repository("photographs", [Source(_NAME, text)])
    size = _save_album(place / FOLDER / "album", count, bench.effort.photograph)
    commands = {
        COLD: Command(make_build(_NAME), place, prepare=lambda: _forget(place, bench.scratch / "cache")),
        WARM: Command(make_build(_NAME), place, prepare=lambda: _forget(place)),
    }
    costs = run_in_turn(commands, bench.scratch, bench.effort.batches)
    return Table(
        "An issue of many photographs",
        ("what", "wall s", "CPU s", "peak MiB", "target", ""),
        [_make_row(name, cost) for name, cost in costs.items()],
        f"{count} photographs of {{}} × {{}} pixels, {size / 1_000_000:.0f} MB.".format(*bench.effort.photograph),
    )


def _save_album(folder: Path, count: int, size: tuple[int, int]) -> int:
    """Write photographs that differ, and return how many bytes they have together."""
    folder.mkdir()
    with Image.open(BytesIO(make_photograph(*size))) as photograph:
        grain = Image.effect_noise((max(size[0] // 3, 1), max(size[1] // 3, 1)), _DETAIL).resize(size)
        base = Image.blend(photograph.convert("RGB"), Image.merge("RGB", (grain,) * 3), 0.3)
    for number in range(count):
        base.paste((number % 256, 255 - number % 256, 128), (0, 0, size[0] // 8, size[1] // 8))
        base.save(folder / f"{number}.jpg", "JPEG", quality=_QUALITY)
    return sum(path.stat().st_size for path in folder.iterdir())


def _forget(place: Path, *more: Path) -> None:
    for folder in (place / "build", *more):
        shutil.rmtree(folder, ignore_errors=True)


def _make_row(name: str, cost: Runs) -> tuple[str, ...]:
    judged = judge(cost.peak, PEAK_MIB * MEGABYTE)
    return name, f"{cost.seconds:.2f}", f"{cost.cpu:.2f}", show_mib(cost.peak), f"≤ {PEAK_MIB} MiB", judged
