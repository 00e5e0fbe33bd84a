"""The list of runs in a folder, rebuilt from their manifests."""

from pathlib import Path

from analytics.reports.files import write_text
from analytics.reports.manifest import FILE, Manifest, ManifestError, read_manifest


def write_index(out: Path, language: str = "en") -> Path:
    """Write `out`/index.html over all runs under `out`, newest first; returns its path.

    A run whose manifest cannot be read is listed with the reason.
    """
    from analytics.reports.page import render_index

    readable: list[tuple[str, Manifest]] = []
    broken: list[tuple[str, str]] = []
    for path in sorted(out.glob(f"*/{FILE}")):
        try:
            readable.append((path.parent.name, read_manifest(path)))
        except ManifestError as error:
            broken.append((path.parent.name, str(error).removeprefix(f"{path}: ")))
    readable.sort(key=lambda run: (run[1].started, run[0]), reverse=True)
    pages = {f"{page.parent.name}/{page.name}" for page in out.glob("*/*.html")}
    write_text(out / "index.html", render_index([*readable, *broken], pages, language))
    return out / "index.html"
