"""A case said to people and programs: terminal, JSON, rows."""
