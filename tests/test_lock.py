from __future__ import annotations

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
LOCKS = ROOT / "locks"

# The first release of each without a known hole.
FLOORS = {
    "lxml": "6.1.0",
    "mistune": "3.4.0",
    "nh3": "0.3.7",
    "pillow": "13.0.0",
    "pygments": "2.20.0",
    "requests": "2.33.0",
    "urllib3": "2.7.0",
}


def read_lock(name: str) -> list[str]:
    """Return the requirements of a lock, each with its hashes on one line."""
    text = re.sub(r"^ *#.*\n", "", (LOCKS / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return text.replace("\\\n", " ").splitlines()


def read_pins(name: str) -> dict[str, str]:
    """Return what a lock pins: names and versions."""
    pins: dict[str, str] = {}
    for line in read_lock(name):
        requirement = Requirement(line.partition(" --hash=")[0])
        pins[canonicalize_name(requirement.name)] = str(requirement.specifier).removeprefix("==")
    return pins


def read_dependencies() -> list[Requirement]:
    """Return what the distribution requires, and what its extras do."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = (lines for name, lines in project["optional-dependencies"].items() if name != "dev")
    return [Requirement(line) for line in chain(project["dependencies"], *extras)]


@pytest.mark.parametrize("lock", ["runtime.txt", "dev.txt"])
def test_lock_has_no_release_with_a_known_vulnerability(lock: str) -> None:
    pins = read_pins(lock)

    below = {name: pins[name] for name in FLOORS.keys() & pins if Version(pins[name]) < Version(FLOORS[name])}

    assert below == {}


@pytest.mark.parametrize("lock", sorted(path.name for path in LOCKS.glob("*.txt")))
def test_lock_has_a_hash_for_every_requirement(lock: str) -> None:
    requirements = read_lock(lock)

    assert requirements
    assert [line for line in requirements if not re.search(r"==\S+ .*--hash=sha256:[0-9a-f]{64}", line)] == []


@pytest.mark.parametrize("lock", sorted(path.name for path in LOCKS.glob("*.txt")))
def test_lock_names_no_index(lock: str) -> None:
    assert re.findall(r".*(?:://|--(?:extra-)?index-url|--find-links).*", (LOCKS / lock).read_text()) == []


def test_dev_lock_holds_the_runtime_lock_pin_for_pin() -> None:
    assert read_pins("runtime.txt").items() <= read_pins("dev.txt").items()


@pytest.mark.parametrize("dependency", read_dependencies(), ids=lambda dependency: dependency.name)
def test_runtime_lock_satisfies_the_dependency(dependency: Requirement) -> None:
    pins = read_pins("runtime.txt") | read_pins("fonts.txt")

    assert pins[canonicalize_name(dependency.name)] in dependency.specifier


@pytest.mark.parametrize("dependency", read_dependencies(), ids=lambda dependency: dependency.name)
def test_dependency_has_its_minimum_version(dependency: Requirement) -> None:
    asked = [Version(part.version) for part in dependency.specifier if part.operator == ">="]

    assert asked >= [Version(FLOORS.get(dependency.name, "0.dev0"))]
