"""Registries and their images: cut into histories, what each controller was told and holds of them, verdicts, and the words for them."""
