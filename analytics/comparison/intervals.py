"""Intervals of 95 % for a share, and for differences of shares and of means of two samples that overlap.

Two runs often hold the same stories: an archive that grew, or one corpus under two settings. Taken for
independent, such samples would seem less certain than they are, so what they share enters as covariance.
"""

from typing import Any

import numpy as np

Z = 1.959963984540054  # normal quantile of 97.5 %
MIN_N = 5  # stories in each sample, below which a mean gets no interval
_LEAST_VARIANCE = 1e-4  # of a polarity; a few equal ones do not make a mean certain


def wilson(hits: Any, n: Any) -> tuple[np.ndarray, np.ndarray]:
    """Low and high of the share `hits` of `n` (Wilson 1927), 0 … 1; nan where `n` is 0."""
    hits, n = np.asarray(hits, dtype=float), np.asarray(n, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits / n
        centre = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
        half = Z * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / (1 + Z**2 / n)
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def difference_of_shares(
    hits_a: Any, n_a: Any, hits_b: Any, n_b: Any, *, shared: Any = 0, covariation: Any = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Low and high of the share in B minus that in A, both −1 … 1; nan where a sample is empty.

    `shared` stories lie in both samples; `covariation` is the sum over them of (x_a − p_a)(x_b − p_b),
    where x is 1 for a hit and p the share. The squared distances of Wilson's limits are added (Newcombe
    1998, method 10 of both papers: without shared stories the one for independent samples, with all
    shared the one for paired samples and its continuity correction).
    """
    hits_a, n_a, hits_b, n_b, shared, covariation = (
        np.asarray(x, dtype=float) for x in (hits_a, n_a, hits_b, n_b, shared, covariation)
    )
    (low_a, high_a), (low_b, high_b) = wilson(hits_a, n_a), wilson(hits_b, n_b)
    with np.errstate(invalid="ignore", divide="ignore"):
        a, b = hits_a / n_a, hits_b / n_b
        spread = np.sqrt(n_a * n_b * a * (1 - a) * b * (1 - b))
        careful = np.where(covariation > 0, np.maximum(covariation - 0.5, 0), covariation)
        correlation = np.where((shared > 0) & (spread > 0), careful / spread, 0.0).clip(-1, 1)

        def reach(x: np.ndarray, y: np.ndarray) -> np.ndarray:
            return np.sqrt(np.maximum(x**2 + y**2 - 2 * correlation * x * y, 0))

        low, high = b - a - reach(b - low_b, high_a - a), b - a + reach(high_b - b, a - low_a)
        return np.clip(low, -1, 1), np.clip(high, -1, 1)


def difference_of_means(a: np.ndarray, b: np.ndarray) -> tuple[float, float, float]:
    """Mean of `b` minus mean of `a`, with low and high; nan where a sample is empty.

    Both arrays have a row a story, nan where it is not in that sample. Student's interval with the
    degrees of freedom of the smaller sample, which is the careful choice, and with the covariance of
    the shared stories taken off; low and high are nan below `MIN_N` stories in either sample.
    """
    from scipy.special import stdtrit

    in_a, in_b = ~np.isnan(a), ~np.isnan(b)
    n_a, n_b = int(in_a.sum()), int(in_b.sum())
    if not n_a or not n_b:
        return np.nan, np.nan, np.nan
    mean_a, mean_b = a[in_a].mean(), b[in_b].mean()
    difference = float(mean_b - mean_a)
    if min(n_a, n_b) < MIN_N:
        return difference, np.nan, np.nan
    if np.array_equal(a, b, equal_nan=True):
        return 0.0, 0.0, 0.0
    both = in_a & in_b
    covariance = ((a[both] - mean_a) * (b[both] - mean_b)).sum() / (n_a * n_b)
    variance = a[in_a].var(ddof=1) / n_a + b[in_b].var(ddof=1) / n_b - 2 * covariance
    least = _LEAST_VARIANCE * (1 / n_a + 1 / n_b)
    half = float(stdtrit(min(n_a, n_b) - 1, 0.975) * np.sqrt(max(variance, least)))
    return difference, difference - half, difference + half
