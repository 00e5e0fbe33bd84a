"""Fits that end early are taken as they are."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np


@contextmanager
def taken_as_they_are() -> Iterator[None]:
    """Within it scikit-learn does not warn of fits that did not converge.

    Neither of fewer distinct points than clusters (a corpus of one story told again and again), nor of a
    reconstruction so exact that rounding makes its error negative. What comes out says how good it is:
    stability, coherence and agreement are measured and shown.
    """
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings(), np.errstate(invalid="ignore"):
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield
