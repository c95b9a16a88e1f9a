"""Other converters beside ours; `make bench-peers` runs it."""
