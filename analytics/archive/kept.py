"""A folder that is computed once: in the archive, or elsewhere when the archive cannot be written."""

import errno
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import uuid4

from analytics.sealed import flush


def kept_folder(homes: Sequence[Path], name: str, fill: Callable[[Path], None]) -> Path:
    """The folder `name` in one of the homes, filled now in the first that can be written if in none.

    It appears whole or not at all; of two processes that fill it, the first has its way.
    """
    for home in homes:
        if (home / name).is_dir():
            return home / name
    for home in homes:
        folder, draft = home / name, home / f".draft-{uuid4().hex}"
        try:
            draft.mkdir(parents=True)
            fill(draft)
            flush(draft)
            draft.rename(folder)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                continue
            if not folder.is_dir():  # unless another process was quicker
                raise
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        return folder
    raise PermissionError(f"{homes[-1]}: cannot be written")
