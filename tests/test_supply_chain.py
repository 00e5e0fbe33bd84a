"""What is installed, shipped and kept: locked, free, whole, and nothing that runs by being read."""

import ast
import json
import re
import subprocess
import sys
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from licences import LOCK, is_allowed, licence_of, list_licences, read_lock, read_page  # noqa: E402
from sbom import bill_of_materials  # noqa: E402


def test_every_line_of_the_lock_has_a_version_and_hashes_and_no_address():
    text = LOCK.read_text(encoding="utf-8")
    packages = read_lock()
    assert len(packages) == len(re.findall(r"^[^\s#]", text, re.M)) > 100
    assert all(package.hashes for package in packages)
    assert not re.search(r"://|^--?(?:index|extra|find|trusted)", text, re.M)


def test_every_licence_is_allowed():
    installed = {}
    for package in read_lock():
        try:
            installed[package.name] = licence_of(package.name)
        except PackageNotFoundError:
            continue  # of another system or Python; its line on the page is held below
    assert len(installed) > 100
    assert not {name: licence for name, licence in installed.items() if not is_allowed(licence)}


def test_the_page_of_licences_lists_the_whole_lock():
    page = read_page()
    assert list(page) == list(dict.fromkeys(package.name for package in read_lock()))
    assert not {name: licence for name, licence in page.items() if not is_allowed(licence)}
    assert list_licences().keys() == page.keys()


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True), ("Apache-2.0 OR GPL-3.0-only", True), ("(MIT AND ISC)", True),
        ("MIT AND GPL-3.0-only", False), ("AGPL-3.0-only", False), ("not stated", False),
    ],
)  # fmt: skip
def test_which_licences_are_allowed(expression, allowed):
    assert is_allowed(expression) is allowed


def test_the_bill_of_materials_names_each_locked_package_with_its_hashes():
    bill = bill_of_materials()
    locked = read_lock()
    assert bill == json.loads(json.dumps(bill_of_materials()))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    components = bill["components"]
    assert [(c["name"], c["version"]) for c in components] == [(p.name, p.version) for p in locked]
    assert len({c["bom-ref"] for c in components}) == len(components)
    assert all(c["hashes"] and c["licenses"] for c in components)


def test_what_is_installed_is_what_is_locked():
    locked: dict[str, set[str]] = {}
    for package in read_lock():
        locked.setdefault(package.name, set()).add(package.version)
    for name in ("pandas", "numpy", "scipy", "scikit-learn", "pyarrow", "rjieba"):
        assert version(name) in locked[name]


@pytest.mark.slow
def test_the_wheel_holds_the_package_its_notebooks_and_its_data_and_nothing_else(tmp_path):
    pytest.importorskip("hatchling", reason="hatchling is not installed")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [path] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        names = wheel.namelist()
        notebooks = [json.loads(wheel.read(n)) for n in names if n.endswith(".ipynb")]
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    folders = ["analytics", "data", "notebooks"]
    listed = subprocess.check_output([*listing, *folders], cwd=ROOT, text=True).split("\0")
    wanted = {name if name.startswith("analytics/") else f"analytics/{name}" for name in listed}
    assert {name for name in names if ".dist-info/" not in name} == wanted - {"analytics/"}
    strange = r"(^|/)(\.|tests?/|__pycache__)|\.(pyc|pyo|pkl|pickle|joblib|so|exe|log|tmp)$"
    assert not [name for name in names if re.search(strange, name)]
    assert len(notebooks) >= 6
    assert not any(cell.get("outputs") for book in notebooks for cell in book["cells"])


KEPT_CODE = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}
RUNS = {"eval", "exec", "os.system", "os.popen", "pd.read_pickle", "pandas.read_pickle"}


def defects_of(tree: ast.AST) -> list[str]:
    """Ways in which code would run or keep what it reads as code."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name.split(".")[0] in KEPT_CODE]
        elif isinstance(node, ast.ImportFrom):
            found += [node.module or ""] if (node.module or "").split(".")[0] in KEPT_CODE else []
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            options = {option.arg: ast.unparse(option.value) for option in node.keywords}
            if called in RUNS or called.endswith(".to_pickle"):
                found.append(called)
            if options.get("shell", "False") != "False":
                found.append(f"{called}(shell=…)")
            if options.get("allow_pickle", "False") != "False":
                found.append(f"{called}(allow_pickle=…)")
            if called in ("yaml.load", "yaml.load_all", "yaml.unsafe_load"):
                safe = (
                    "yaml.BaseLoader",
                    "yaml.SafeLoader",
                    "yaml.CBaseLoader",
                    "yaml.CSafeLoader",
                )
                if options.get("Loader") not in safe:
                    found.append(called)
    return found


def test_nothing_is_run_by_being_read():
    files = [p for folder in ("analytics", "scripts") for p in (ROOT / folder).rglob("*.py")]
    code = {path: path.read_text(encoding="utf-8") for path in files}
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        code[path] = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    found = {
        str(path.relative_to(ROOT)): defects
        for path, text in code.items()
        if (defects := defects_of(ast.parse(text)))
    }
    assert len(code) > 100
    assert not found


@pytest.mark.parametrize(
    "code",
    [
        "import pickle", "from joblib import dump", "np.load(p, allow_pickle=True)", "eval(t)",
        "exec(t)", "subprocess.run(t, shell=True)", "yaml.load(t)", "os.system(t)",
        "yaml.load(t, Loader=yaml.Loader)", "df.to_pickle(p)",
    ],
)  # fmt: skip
def test_the_check_finds_each_of_them(code):
    assert defects_of(ast.parse(code))
