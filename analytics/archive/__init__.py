"""News of years in one folder: batches that are added and never changed, and slices to analyse."""

from analytics.archive.ingestion import Ingested, ingest
from analytics.archive.log import ArchiveError, is_archive
from analytics.archive.slices import find_archive, open_slice, pin
from analytics.archive.watching import Polled, watch

__all__ = [
    "ArchiveError",
    "Ingested",
    "Polled",
    "find_archive",
    "ingest",
    "is_archive",
    "open_slice",
    "pin",
    "watch",
]
