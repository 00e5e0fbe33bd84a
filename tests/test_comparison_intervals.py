"""Intervals of differences: worked examples of their authors, and what overlap does to them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.comparison.intervals import difference_of_means, difference_of_shares, wilson


def test_wilsons_interval_as_published():
    # Newcombe 1998 (one proportion), table I: 81 of 263, 0 of 20.
    assert np.round(wilson(81, 263), 4).tolist() == [0.2553, 0.3662]
    assert np.round(wilson(0, 20), 4).tolist() == [0.0, 0.1611]
    assert np.isnan(wilson(0, 0)).all()


def test_independent_shares_as_published():
    # Newcombe 1998 (two proportions), table II, method 10: 56/70 − 48/80 and 9/10 − 3/10.
    assert np.round(difference_of_shares(48, 80, 56, 70), 4).tolist() == [0.0524, 0.3339]
    assert np.round(difference_of_shares(3, 10, 9, 10), 4).tolist() == [0.1705, 0.8090]


def test_paired_shares_as_published():
    # The example of Fagerland, Lydersen and Laake 2014: of 21 children 1 was ill before and after, 1
    # only before, 7 only after; Newcombe's interval of 8/21 − 2/21 is 0.026 … 0.507.
    p_a, p_b = 2 / 21, 8 / 21
    covariation = 1 - p_b * 2 - p_a * 8 + 21 * p_a * p_b
    low, high = difference_of_shares(2, 21, 8, 21, shared=21, covariation=covariation)
    assert (round(float(low), 3), round(float(high), 3)) == (0.026, 0.507)


def test_samples_that_share_stories_tell_more_surely():
    apart = difference_of_shares(30, 100, 40, 110)
    shared = difference_of_shares(30, 100, 40, 110, shared=100, covariation=19.0)
    assert shared[1] - shared[0] < apart[1] - apart[0]


@given(st.integers(0, 30), st.integers(30, 60), st.integers(0, 20), st.integers(20, 50))
def test_the_interval_holds_the_difference_and_turns_with_the_runs(hits_a, n_a, hits_b, n_b):
    low, high = difference_of_shares(hits_a, n_a, hits_b, n_b)
    difference = hits_b / n_b - hits_a / n_a
    assert -1 <= low <= difference + 1e-12 and difference - 1e-12 <= high <= 1
    back = difference_of_shares(hits_b, n_b, hits_a, n_a)
    assert np.allclose((-back[1], -back[0]), (low, high))


def test_means_of_separate_samples():
    a = np.array([0.1, 0.2, 0.3, 0.4, 0.5] + [np.nan] * 5)
    b = np.array([np.nan] * 5 + [0.6, 0.7, 0.8, 0.9, 1.0])
    difference, low, high = difference_of_means(a, b)
    # Both variances are 0.025: the standard error is 0.1, Student's quantile for 4 is 2.776.
    assert difference == pytest.approx(0.5)
    assert (low, high) == pytest.approx((0.5 - 0.2776, 0.5 + 0.2776), abs=1e-4)


def test_the_same_stories_told_a_little_better_have_surely_moved():
    a = np.linspace(-0.9, 0.8, 40)
    b = a + np.tile([0.04, 0.06], 20)
    assert difference_of_means(a, b)[1] > 0
    rng = np.random.default_rng(0)
    apart = difference_of_means(
        np.r_[a, np.full(40, np.nan)], np.r_[np.full(40, np.nan), rng.permutation(b)]
    )
    assert apart[1] < 0 < apart[2]
    assert difference_of_means(a, a) == (0, 0, 0)


def test_too_few_have_no_interval_and_none_no_difference():
    few = np.array([0.1, 0.2, np.nan])
    assert np.isnan(difference_of_means(few, few + 0.1)[1])
    assert np.isnan(difference_of_means(few, np.full(3, np.nan))[0])


def test_equal_values_make_no_mean_certain():
    a, b = np.r_[[0.5] * 5, [np.nan] * 5], np.r_[[np.nan] * 5, [0.502] * 5]
    _, low, high = difference_of_means(a, b)
    assert low < 0 < high
