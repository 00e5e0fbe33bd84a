"""Companies, people, products and institutions named in the text, and where."""

from analytics.entities.gazetteer import Gazetteer, GazetteerError, read_gazetteer, read_names
from analytics.entities.mentions import find_mentions

__all__ = ["Gazetteer", "GazetteerError", "find_mentions", "read_gazetteer", "read_names"]
