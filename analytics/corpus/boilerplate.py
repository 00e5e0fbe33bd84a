"""Paragraphs that recur at the start or end of many different documents and tell no news."""

import pandas as pd


def drop_boilerplate(documents: pd.DataFrame) -> None:
    """Take recurring first and last paragraphs out of `body`, in place."""
