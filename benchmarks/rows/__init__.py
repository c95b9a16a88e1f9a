"""The rows: one module a table. A new one is a function from a workbench to a table, and a name in this list."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.rows.archive import measure_archive
from benchmarks.rows.check import measure_check
from benchmarks.rows.fit import measure_fit
from benchmarks.rows.growth import measure_growth
from benchmarks.rows.in_process import measure_in_process
from benchmarks.rows.ledger import measure_ledger
from benchmarks.rows.length import measure_length
from benchmarks.rows.photographs import measure_photographs
from benchmarks.rows.picture import measure_picture
from benchmarks.rows.process import measure_process
from benchmarks.rows.rules import measure_rules
from benchmarks.rows.steps import measure_steps
from benchmarks.rows.unchanged import measure_unchanged
from benchmarks.rows.verify import measure_verify
from benchmarks.rows.writing import measure_writing
from benchmarks.tables import Table
from benchmarks.workbench import Workbench

ROWS: tuple[Callable[[Workbench], Table], ...] = (
    measure_steps,
    measure_verify,
    measure_fit,
    measure_in_process,
    measure_writing,
    measure_process,
    measure_archive,
    measure_growth,
    measure_unchanged,
    measure_check,
    measure_ledger,
    measure_rules,
    measure_length,
    measure_picture,
    measure_photographs,
)
