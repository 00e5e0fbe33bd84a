"""Named themes: which documents are about what people asked for, and which are not."""

from analytics.themes.assignment import ThemeResult, assign_themes
from analytics.themes.definitions import Theme, ThemeError, find_theme, read_themes, seed_terms
from analytics.themes.evaluation import ThemeEvaluation, evaluate_themes

__all__ = [
    "Theme",
    "ThemeError",
    "ThemeEvaluation",
    "ThemeResult",
    "assign_themes",
    "evaluate_themes",
    "find_theme",
    "read_themes",
    "seed_terms",
]
