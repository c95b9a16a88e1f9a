"""Pure functions from text to text or text to picture: no file, no clock, no network, no other step."""
