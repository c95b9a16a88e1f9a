"""Run the command line, as the program or as `python -m publish`."""

import os
import sys

from publish.core.version import __version__


def run() -> None:
    """Run the command line and exit with its code; tell the version, and complete words, without more."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"publish {__version__}\n")
        return
    if "_ARGCOMPLETE" in os.environ:  # a shell asks how to complete a word
        from publish.cli.complete_words import complete

        complete()
    from publish.cli import run as run_command

    run_command()


def run_as_program() -> None:
    """Run the command line as the whole of a process."""
    try:
        run()
    except SystemExit as ended:
        from publish.adapters.system.end_process import end_process

        end_process(ended)


if __name__ == "__main__":
    run_as_program()
