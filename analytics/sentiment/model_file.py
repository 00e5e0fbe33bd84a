"""A trained model on disk: a zip of plain arrays and one line of JSON, never a pickle.

A file from elsewhere is not trusted: names, sizes, types and shapes are checked before anything is
used, and nothing in it is executed.
"""

import io
import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

FORMAT = "china-news-analytics sentiment model"
VERSION = 1
MAX_BYTES = 1 << 30  # of all members together, unpacked
_HEADER = "header.json"
_MAX_HEADER = 1 << 20
_TYPES = {np.dtype(np.float32), np.dtype(np.uint8)}


class ModelError(ValueError):
    """A model file cannot be used; the message says why and what to do."""


def write_model(path: Path, header: dict[str, Any], arrays: dict[str, np.ndarray]) -> None:
    """Write the file in one step: a reader sees the old one or the whole new one.

    The same content gives the same bytes.
    """
    header = {"format": FORMAT, "version": VERSION, **header}
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w") as archive:
            _add(archive, _HEADER, json.dumps(header, sort_keys=True).encode())
            for name in sorted(arrays):
                content = io.BytesIO()
                np.lib.format.write_array(content, arrays[name], allow_pickle=False)
                _add(archive, f"{name}.npy", content.getvalue())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def read_model(path: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Header and arrays of a file that `write_model` wrote; raises ModelError for any other."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MAX_BYTES:
                raise ModelError(
                    f"{path}: unpacks to more than {MAX_BYTES:,} bytes; not a model of ours"
                )
            header = _read_header(path, archive)
            arrays = {
                member.filename.removesuffix(".npy"): _array(
                    path, member.filename, archive.read(member)
                )
                for member in members
                if member.filename != _HEADER
            }
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror or error})") from error
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, KeyError) as error:
        raise ModelError(
            f"{path}: is no model file, or a damaged one ({error}); write it anew with `analytics train sentiment`"
        ) from error
    return header, arrays


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    # A fixed time keeps the bytes the same.
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def _read_header(path: Path, archive: zipfile.ZipFile) -> dict[str, Any]:
    if archive.getinfo(_HEADER).file_size > _MAX_HEADER:
        raise ModelError(f"{path}: its header is larger than {_MAX_HEADER:,} bytes")
    try:
        header = json.loads(archive.read(_HEADER))
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path}: its header is not JSON ({error})") from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise ModelError(f"{path}: is not a sentiment model of this project")
    if header.get("version") != VERSION:
        raise ModelError(
            f"{path}: written in format {header.get('version')!r}, this program reads {VERSION}; "
            "train it anew with `analytics train sentiment`"
        )
    return header


def _array(path: Path, name: str, content: bytes) -> np.ndarray:
    """The array, if its header claims exactly the bytes that are there."""
    stream = io.BytesIO(content)
    try:
        if np.lib.format.read_magic(stream) != (1, 0):
            raise ValueError("unknown version")
        shape, by_column, dtype = np.lib.format.read_array_header_1_0(stream)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise ModelError(f"{path}: {name} is no array ({error})") from error
    size = int(np.prod([int(length) for length in shape], dtype=object)) * dtype.itemsize
    if dtype not in _TYPES or by_column or len(content) - stream.tell() != size:
        raise ModelError(
            f"{path}: {name} is of type {dtype} and shape {shape}, which no model of ours has"
        )
    return np.frombuffer(content, dtype, offset=stream.tell()).reshape(shape)
