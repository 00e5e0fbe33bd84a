"""Runs of notebooks: execute, export, index.

Notebooks say what a reader should take away with `record`, and what they show, shows itself (`shown`
makes a table of a frame). `run_notebooks` executes notebooks and leaves a folder of reports.
"""

from analytics.reports.results import Note, record
from analytics.reports.table_html import Shown, shown, table_html

__all__ = ["Note", "Shown", "record", "shown", "table_html"]
