"""A case in the formats of other tools: one small file per format, and `formats`, which lists them."""
