"""Work on a cluster: the calls of `analytics.workers` on a scheduler of dask.distributed.

A call's folder travels: its files go with the call as bytes, are put down on the worker, and come back
changed. So workers need no disk in common with whoever asks, only that one writes the archive, and a
worker that dies leaves nothing half done: the scheduler makes the call again elsewhere.
"""

import json
import platform
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.workers import Call, WorkerError, name_of, named, worked_by

if TYPE_CHECKING:
    from distributed import Client, Future

LOCAL = "local"  # in place of an address: a scheduler and processes of this machine
PATIENCE = 30.0  # seconds to wait for the scheduler and its first worker
PER_WORKER = 2  # calls under way for each worker, so that none waits for the next
_SHAPING = ("numpy", "pandas", "pyarrow", "scipy", "rjieba")  # whose versions can change bytes

Files = dict[str, bytes | None]  # content by path within a folder; None: there is no such file
_one_at_a_time = threading.Lock()


class ClusterError(ValueError):
    """A scheduler that cannot be used; the message says why and what to do."""


@contextmanager
def on_scheduler(scheduler: str, n: int = 2) -> Iterator[None]:
    """Within it, work goes to the scheduler at an address, or for `local` to one with `n` workers here.

    An empty name changes nothing. Raises ClusterError where there is no scheduler or no worker.
    """
    if not scheduler:
        yield
        return
    with _connect(scheduler, n) as client, worked_by(_ClusterWorkers(client)):
        yield


@contextmanager
def _connect(scheduler: str, n: int) -> "Iterator[Client]":
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError:
        raise ClusterError(
            "--scheduler needs dask.distributed: pip install 'china-news-analytics[cluster]'"
        ) from None
    # Batches travel within their calls, so that these can be made again; that is no mistake to warn of.
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GiB"})
    if scheduler == LOCAL:
        with (
            LocalCluster(n, threads_per_worker=1, dashboard_address=None) as cluster,
            Client(cluster, set_as_default=False) as client,
        ):
            yield client
        return
    try:
        client = Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ClusterError(
            f"{scheduler}: no scheduler answers ({error or type(error).__name__}); start one with "
            "`dask scheduler` and give the address it prints, such as tcp://host:8786"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, PATIENCE)
        except TimeoutError as error:
            raise ClusterError(
                f"{scheduler}: has no worker; start some with `dask worker {scheduler} --nthreads 1`"
            ) from error
        yield client


class _ClusterWorkers:
    """A `Pool` whose processes are the scheduler's workers."""

    def __init__(self, client: "Client") -> None:
        self._client = client

    @property
    def n(self) -> int:
        return max(2, PER_WORKER * len(self._client.nthreads()))

    def submit(self, function: Callable[..., Any], folder: Path, *arguments: Any) -> Call:
        told = json.dumps([name_of(function), arguments])
        future = self._client.submit(
            call_elsewhere, told, _pack(folder), surroundings(), pure=False
        )
        return _ClusterCall(future, folder)


class _ClusterCall:
    """A call on its way; its files come back when its result is asked for."""

    def __init__(self, future: "Future[Any]", folder: Path) -> None:
        self._future, self._folder = future, folder

    def result(self, timeout: float | None = None) -> Any:
        from distributed import CancelledError, KilledWorker
        from distributed.comm import CommClosedError

        try:
            result, error, files = self._future.result(timeout)
        except KilledWorker as killed:
            raise WorkerError(
                "worker processes died again and again; they may have run out of memory."
            ) from killed
        except (CancelledError, CommClosedError, OSError) as lost:
            raise WorkerError(f"the scheduler is gone ({lost}).") from lost
        self._future.release()
        if error:
            raise WorkerError(error)
        _unpack(files, self._folder)
        return json.loads(result)

    def cancel(self) -> None:
        self._future.cancel()


def call_elsewhere(told: str, files: Files, wanted: str) -> tuple[str, str, Files]:
    """Make a call in a folder of these files; runs on a worker. Gives result, error, what changed."""
    if surroundings() != wanted:
        return "", f"a worker has {surroundings()}, and not {wanted}: install the same there.", {}
    name, arguments = json.loads(told)
    # Nothing of the package promises to be safe in threads, which a worker may have several of.
    with _one_at_a_time, tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _unpack(files, home)
        try:
            result = named(name)(folder, *arguments)
        except Exception as error:
            return "", f"{type(error).__name__}: {error}", {}
        after = _pack(home)
        changed = {
            name: after.get(name) for name in files | after if files.get(name) != after.get(name)
        }
        return json.dumps(result), "", changed


@cache
def surroundings() -> str:
    """What decides the bytes of a result: this package's code, Python and some libraries, in words."""
    from analytics.prepared import code_fingerprint

    libraries = ", ".join(f"{name} {version(name)}" for name in _SHAPING)
    python = ".".join(platform.python_version_tuple()[:2])
    return f"analytics {code_fingerprint()}, Python {python}, {libraries}"


def _pack(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _unpack(files: Files, folder: Path) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content)
