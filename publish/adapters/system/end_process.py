"""The end of a process that has nothing left to do."""

from __future__ import annotations

import os
import sys
import threading
from typing import NoReturn

_TO_BE_CLOSED = ("multiprocessing", "sqlalchemy")
"""Libraries that end children and close files when Python ends."""


def end_process(ended: SystemExit) -> NoReturn:
    """End this process at once: taking its modules apart would take as long as building an article.

    Raises:
        SystemExit: Something is left that Python has to end: a thread, a child, a database, a tracer.
    """
    is_watched = sys.gettrace() is not None or sys.getprofile() is not None
    is_busy = threading.active_count() > 1 or any(name in sys.modules for name in _TO_BE_CLOSED)
    if is_watched or is_busy or not isinstance(ended.code, int):
        raise ended
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # nobody reads it any more; Python knows what to say
        raise ended from None
    os._exit(ended.code)
