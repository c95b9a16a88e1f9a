"""The ledger of deliveries in SQLite or PostgreSQL."""
