"""Arithmetic whose bytes do not depend on the number of cores."""

import subprocess
import sys

import pytest

from analytics.threads import map_threads

LOADED_LATER = """
from threadpoolctl import threadpool_info
from analytics.threads import map_threads, one_thread

def limits(_=0):
    return {library["num_threads"] for library in threadpool_info()}

with one_thread():
    import scipy.linalg, sklearn.cluster
    print(limits(), *map_threads(limits, range(3)))
"""


@pytest.mark.slow
def test_libraries_that_would_be_loaded_later_keep_to_one_thread_too():
    seen = subprocess.check_output([sys.executable, "-c", LOADED_LATER], text=True)
    assert seen.split() == ["{1}"] * 4


def test_results_keep_the_order_of_items():
    assert map_threads(abs, range(-5, 1)) == [5, 4, 3, 2, 1, 0]
