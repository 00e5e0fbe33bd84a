"""YAML that people write, read no deeper than they write it."""

from collections.abc import Iterator

import yaml

DEEPEST = 20  # mappings and lists within each other


def parse_events(text: str) -> Iterator[yaml.Event]:
    """The events of a YAML text; raises yaml.YAMLError also where it is nested more than `DEEPEST` deep.

    The scanner looks at every open bracket for every further one, and the composer calls itself.
    """
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            mark = event.start_mark
            raise yaml.MarkedYAMLError(problem="nested too deeply", problem_mark=mark)  # type: ignore[arg-type]
        yield event
