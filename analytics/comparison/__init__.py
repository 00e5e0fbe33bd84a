"""Two runs side by side: settings, stories, themes, tone and topics, and what moved beyond chance."""

from analytics.comparison.runs import Comparison, ComparisonError, compare_runs

__all__ = ["Comparison", "ComparisonError", "compare_runs"]
