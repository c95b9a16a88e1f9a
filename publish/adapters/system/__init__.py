"""The machine: clock, timers, processes, schedulers, browsers."""
