"""Places in a text: mentions of entities, groups of them, and words with a tone."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """A mention: its place, the entity and its kind; an institution's tone comes by win or loss only."""

    start: int
    end: int
    entity: str
    kind: str

    @property
    def authority(self) -> bool:
        """Is it a court, a regulator, a state?"""
        return self.kind == "institution"


@dataclass(frozen=True)
class Hit:
    """Words with a tone: their place and signed strength."""

    start: int
    end: int
    value: float


@dataclass(frozen=True)
class Group:
    """Mentions joined by 、 or 和, which share what is said; `role`: subject, aimed at, or beside."""

    start: int
    end: int
    members: tuple[Span, ...]
    role: str
