"""Run one command and print what it cost; a small program of its own.

A child's peak memory begins with that of the process it came from: only from a small one is it the child's own.
"""

import os
import sys
import time


def main() -> None:
    """Print seconds, CPU seconds, peak bytes and exit code of the command in our arguments."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = time.perf_counter()
    child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    unit = 1 if sys.platform == "darwin" else 1024
    print(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
