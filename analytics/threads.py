"""Independent pieces of work on all cores, with the results of one."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def one_thread() -> AbstractContextManager[Any]:
    """A context in which linear algebra keeps to one thread.

    With several threads inside one sum, numbers would be added in another order and the last digits
    differ from machine to machine; small sums would also take longer, and far longer on busy cores.
    """
    # Only libraries that are loaded are limited: NumPy has one, SciPy another, scikit-learn a third.
    import sklearn.utils.extmath  # noqa: F401
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[Any] = threadpool_limits(1)
    return limits


def map_threads(function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """`[function(item) for item in items]`, some at a time, each on a thread that keeps to itself."""
    with ThreadPoolExecutor(os.cpu_count(), initializer=one_thread) as pool:
        return list(pool.map(function, items))
