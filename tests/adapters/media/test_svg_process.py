from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from publish.adapters.media import svg_process as svg
from publish.adapters.media.svg_process import encode_result, find_family, find_font_folders, rasterize_in_process
from publish.core.exceptions import PictureError
from publish.core.picture import PictureChange
from publish.core.problem import Problem
from tests.fonts import make_font
from tests.pictures import SVG, XMLNS, decode

USES = {n: f'<use href="#a{n - 1}"/>' * 10 for n in range(1, 9)}
NESTED = "".join(f'<g id="a{n}">{uses}</g>' for n, uses in USES.items())


def refuse(data: str) -> Problem:
    with pytest.raises(PictureError) as caught:
        rasterize_in_process(data.encode(), "a.svg")
    (problem,) = caught.value.problems
    return problem


def test_rasterize_in_process_returns_a_png() -> None:
    picture = rasterize_in_process(SVG.encode(), "a.svg")

    assert (decode(picture.data).size, picture.shown, picture.changes) == ((270, 180), 90, ())


def test_rasterize_in_process_reports_missing_glyphs() -> None:
    letters = "\U000e0fff\ue0ff"

    picture = rasterize_in_process(
        f'<svg {XMLNS} width="90" height="60"><text y="20">{letters}</text></svg>'.encode(), "a.svg"
    )

    assert picture.changes == (PictureChange.GLYPHS_MISSING,)


@pytest.mark.parametrize("letters", ["中国", "\ue000\ue001"], ids=["Chinese", "of one font alone"])
def test_rasterize_in_process_uses_the_users_fonts(letters: str) -> None:
    for folder in (".local/share/fonts", "Library/Fonts"):
        fonts = Path(os.environ["HOME"], folder)
        fonts.mkdir(parents=True)
        make_font(fonts / "letters.ttf", letters)

    one, other = (
        rasterize_in_process(
            f'<svg {XMLNS} width="90" height="60"><text y="40">{letter}</text></svg>'.encode(), "a.svg"
        )
        for letter in letters
    )

    assert one.data != other.data
    assert (one.changes, other.changes) == ((), ())


def test_find_font_folders_returns_existing_folders(tmp_path: Path) -> None:
    (tmp_path / ".fonts").mkdir()
    (tmp_path / "data" / "fonts").mkdir(parents=True)

    found = find_font_folders({"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")})

    assert found == [str(tmp_path / "data" / "fonts"), str(tmp_path / ".fonts")]


def test_find_font_folders_returns_the_users_fonts_of_windows(tmp_path: Path) -> None:
    fonts = tmp_path / "Microsoft" / "Windows" / "Fonts"
    fonts.mkdir(parents=True)

    assert find_font_folders({"HOME": str(tmp_path / "none"), "LOCALAPPDATA": str(tmp_path)}) == [str(fonts)]


def test_find_family_returns_the_first_readable_font(tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(b"no font")
    make_font(tmp_path / "b.ttf", "中", family="Some Font")

    assert find_family([str(tmp_path / "none"), str(tmp_path)]) == "Some Font"
    assert find_family([str(tmp_path / "none")]) == ""


def test_rasterize_in_process_reports_a_refused_svg() -> None:
    problem = refuse(f"<svg {XMLNS}><script/></svg>")

    assert problem == Problem("picture-svg", {"path": "a.svg", "what": "<script>"})


def test_rasterize_in_process_refuses_a_hundred_million_elements() -> None:
    data = f'<svg {XMLNS} width="9" height="9"><g id="a0"><rect width="1" height="1"/></g>{NESTED}</svg>'

    assert refuse(data).message in ("picture-broken", "picture-heavy")


def test_rasterize_in_process_refuses_an_svg_above_the_memory_limit() -> None:
    steps = "".join(f'<feGaussianBlur stdDeviation="9" result="r{n}"/>' for n in range(60))
    pattern = f'<filter id="f" x="-9" y="-9" width="99" height="99">{steps}</filter>'

    problem = refuse(
        f'<svg {XMLNS} width="1000" height="18000">{pattern}<rect width="9" height="9" filter="url(#f)"/></svg>'
    )

    assert problem.message in ("picture-heavy", "picture-slow")


def test_rasterize_in_process_refuses_an_svg_above_the_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg, "MAX_SECONDS", 1)
    noise = '<feTurbulence baseFrequency="0.05" numOctaves="10"/>' * 60
    rectangle = '<rect width="1000" height="600" filter="url(#f)"/>'

    problem = refuse(f'<svg {XMLNS} width="1000" height="600"><filter id="f">{noise}</filter>{rectangle}</svg>')

    assert problem == Problem("picture-slow", {"path": "a.svg", "limit": "1"})


def test_limit_cpu_ends_a_process_that_works_for_too_long() -> None:
    code = "from publish.adapters.media.svg_process import limit_cpu; limit_cpu(1); input()\nwhile True: pass"

    done = subprocess.run([sys.executable, "-c", code], input=b"\n", check=False)  # noqa: S603  # this very Python

    assert done.returncode == -signal.SIGXCPU


def test_encode_result_returns_a_line_and_the_picture() -> None:
    head, _, png = encode_result(SVG.encode()).partition(b"\n")

    assert (head, decode(png).size) == (b'{"shown": 90}', (270, 180))


def test_encode_result_returns_a_problem() -> None:
    assert encode_result(b"<svg") == b'{"message": "picture-broken", "values": {"path": "", "format": "SVG"}}\n'


def test_rasterize_in_process_imports_nothing_from_the_working_directory(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(str(tmp_path))
    for name in ("json.py", "contextlib.py", "lxml.py", "publish.py"):
        with open(name, "w") as file:  # noqa: PTH123  # here
            file.write("raise SystemExit(9)")

    assert decode(rasterize_in_process(SVG.encode(), "a.svg").data).size == (270, 180)


@pytest.mark.parametrize("hard", [1, 10])
def test_limit_cpu_keeps_a_stricter_limit_of_the_system(hard: int) -> None:
    code = (
        "import resource; from publish.adapters.media.svg_process import limit_cpu; "
        f"resource.setrlimit(resource.RLIMIT_CPU, ({hard}, {hard})); limit_cpu(10); "
        "print(*resource.getrlimit(resource.RLIMIT_CPU))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  # this very Python

    assert done.stdout == f"{hard} {hard}\n"


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not count what is mapped")
def test_limit_memory_refuses_more() -> None:
    code = "from publish.adapters.media.svg_process import limit_memory; limit_memory(); bytearray(300_000_000)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603  # this very Python

    assert done.stderr.splitlines()[-1] == "MemoryError"
