"""The only reader of sources: files, folders and feeds become the `documents` table."""
