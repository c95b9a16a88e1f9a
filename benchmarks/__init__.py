"""What an article costs, beside what it would cost without us; `make bench` runs it."""
