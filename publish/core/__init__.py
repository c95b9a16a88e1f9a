"""Types, exceptions, ports and small pure functions that every other room may use."""
