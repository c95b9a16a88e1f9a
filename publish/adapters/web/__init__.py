"""HTTP to public servers: fetching, checking links, and the guard against private addresses."""
