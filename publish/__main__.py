"""Run the command line as `python -m publish`."""

from publish.cli import run

if __name__ == "__main__":
    run()
