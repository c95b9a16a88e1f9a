"""The machine: clock, time limits, timers, processes, schedulers, file watching, browsers."""
