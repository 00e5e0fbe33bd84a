"""What a process gives back to the system when its large tables are done with."""

import ctypes
import gc
from contextlib import suppress


def release() -> None:
    """Hand back freed memory that allocators keep for later, before others need it."""
    import pyarrow as pa

    gc.collect()
    pa.default_memory_pool().release_unused()
    with suppress(AttributeError, OSError):  # the C library of GNU has it
        ctypes.CDLL(None).malloc_trim(0)
