"""Named themes: which documents are about what people asked for, and which are not."""

from analytics.themes.assignment import ThemeResult, assign_themes
from analytics.themes.definitions import Theme, ThemeError, read_themes, seed_terms

__all__ = ["Theme", "ThemeError", "ThemeResult", "assign_themes", "read_themes", "seed_terms"]
