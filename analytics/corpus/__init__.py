"""The only reader of sources: files, folders and feeds become the `documents` table."""

from analytics.corpus.corpus import Corpus, Reading, read_corpus, to_documents, to_signed_documents
from analytics.corpus.errors import Limits, SourceError
from analytics.corpus.fingerprints import fingerprint_source
from analytics.corpus.parquet import read_table

__all__ = [
    "Corpus",
    "Limits",
    "Reading",
    "SourceError",
    "fingerprint_source",
    "read_corpus",
    "read_table",
    "to_documents",
    "to_signed_documents",
]
