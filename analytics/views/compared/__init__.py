"""The page of two runs compared, part by part."""

from analytics.views.compared.page import KIND, comparison_sheet

__all__ = ["KIND", "comparison_sheet"]
