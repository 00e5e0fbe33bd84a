"""Independent pieces of work on all cores, with the results of one."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def map_threads(function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """`[function(item) for item in items]`, some at a time.

    Each thread keeps its linear algebra to itself: with several threads inside one sum, numbers would be
    added in another order and the last digits differ from machine to machine.
    """
    with ThreadPoolExecutor(os.cpu_count(), initializer=_keep_to_one) as pool:
        return list(pool.map(function, items))


def _keep_to_one() -> None:
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)  # for the life of the thread
