"""What is true outside us: data, with small pure functions beside it."""
