"""What users lay over the project's own words: names, a lexicon, and a model trained on their labels."""

import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from analytics.entities import Gazetteer, read_gazetteer, read_names
from analytics.lexicon import Lexicon, lay_over, lexicon_files, load_lexicon, with_names

_NAMES, _LEXICON = "names.tsv", "lexicon"  # in a folder that `copy_to` filled


@dataclass(frozen=True)
class Own:
    """Paths of a file of names, of a lexicon (a folder, or one of its files) and of a trained model.

    "" is none. What they hold is read when asked for; GazetteerError and LexiconError name file and line.
    """

    names: str = ""
    lexicon: str = ""
    model: str = ""

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The names to look for, the bundled ones included."""
        return read_gazetteer(self.names or None)

    @cached_property
    def words(self) -> Lexicon:
        """The lexicon to score with, in which these names carry no tone."""
        lexicon = load_lexicon()
        if self.names:
            lexicon = with_names(lexicon, read_names(self.names))
        return lay_over(lexicon, Path(self.lexicon)) if self.lexicon else lexicon

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """What the segmenter keeps whole beside the bundled words."""
        return tuple(sorted(self.words.terms - load_lexicon().terms))

    @cached_property
    def entities(self) -> list[tuple[str, str]]:
        """The user's own (canonical name, kind), sorted."""
        return sorted(set(read_names(self.names).values())) if self.names else []

    @property
    def files(self) -> list[Path]:
        """The files of names and lexicon."""
        names = [Path(self.names)] if self.names else []
        return names + (lexicon_files(Path(self.lexicon)) if self.lexicon else [])

    @property
    def counts(self) -> dict[str, int]:
        """How many names and terms there are, by the name of the parameter that brought them."""
        found = {}
        if self.names:
            found["names"] = len(self.entities)
        if self.lexicon:
            found["lexicon"] = len(self.words.own)
        return found

    def copy_to(self, folder: Path) -> None:
        """Copy names and lexicon into a folder that travels to a worker."""
        folder.mkdir()
        if self.names:
            shutil.copyfile(self.names, folder / _NAMES)
        if self.lexicon:
            source = Path(self.lexicon)
            for file in lexicon_files(source):
                inside = file.relative_to(source) if source.is_dir() else file.name
                copy = folder / _LEXICON / inside
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy)

    @classmethod
    def in_folder(cls, folder: Path) -> Self:
        """What `copy_to` left there."""
        paths = (folder / name for name in (_NAMES, _LEXICON))
        return cls(*(str(path) if path.exists() else "" for path in paths))


NOTHING = Own()
