"""The folder that the program was installed in."""

from pathlib import Path

PACKAGE_FOLDER = Path(__file__).parents[2]
