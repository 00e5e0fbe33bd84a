"""Tone of documents, sentences and entities, with the hits that explain it."""
