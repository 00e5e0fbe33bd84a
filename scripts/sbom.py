"""What the lock may install, as a CycloneDX 1.6 bill of materials: `make sbom` writes sbom.json.

The same lock gives the same bytes: no date, no serial number. The hashes of a component are those of all
its files (one for each system) that the lock accepts.
"""

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from licences import LOCK, ROOT, Locked, list_licences, read_lock


def bill_of_materials(lock: Path = LOCK) -> dict[str, Any]:
    """The bill as JSON types."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    licences = list_licences()
    main = f"pkg:pypi/{project['name']}@{project['version']}"
    packages = read_lock(lock)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": main,
                "name": project["name"],
                "version": project["version"],
                "purl": main,
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": [_component(package, licences[package.name]) for package in packages],
    }


def _component(package: Locked, licence: str) -> dict[str, Any]:
    purl = f"pkg:pypi/{package.name.lower().replace('_', '-')}@{package.version}"
    # "BSD" is what some packages say, and no SPDX identifier.
    stated = {"license": {"name": licence}} if licence == "BSD" else {"expression": licence}
    marker = [{"name": "python:marker", "value": package.marker}] if package.marker else []
    return {
        "type": "library",
        "bom-ref": purl,
        "name": package.name,
        "version": package.version,
        "purl": purl,
        "licenses": [stated],
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in package.hashes],
        "properties": marker,
    }


if __name__ == "__main__":
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "sbom.json")
    path.write_text(json.dumps(bill_of_materials(), indent=1) + "\n", encoding="utf-8")
    print(path)
