"""What turned or strengthened a hit: the names of the rules, kept as bits."""

import numpy as np

RULES = (
    "negated", "averted", "called off", "degree", "metric", "question", "supposed", "contrast",
    "learned", "attribute", "planned", "rumour", "disclaimer", "denied",
)  # fmt: skip


def bit(rule: str) -> int:
    """The bit of a rule in `Hits.rules`."""
    return 1 << RULES.index(rule)


def rule_names(codes: np.ndarray) -> list[str]:
    """The rules of each code, joined by commas."""
    return [", ".join(rule for i, rule in enumerate(RULES) if code >> i & 1) for code in codes]
