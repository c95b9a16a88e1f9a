"""The version of the program, and the folder that it was installed in."""

from pathlib import Path

__version__ = "0.1.0"

PACKAGE_FOLDER = Path(__file__).parents[1]
