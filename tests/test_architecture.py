"""The arrows between modules point one way, and nothing heavy is paid for before it is used."""

import ast
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "analytics"

# What a part may import of the package, besides itself.
BASE = {
    "among",
    "mapped",
    "tables",
    "text",
    "resources",
    "tokens",
    "lexicon",
    "yaml_text",
    "labelled",
}
MODELS = BASE | {"background", "themes", "topics", "sentiment", "corpus"}
ALLOWED = {
    "tables": set(),
    "text": set(),
    "resources": set(),
    "yaml_text": set(),
    "labelled": set(),
    "among": set(),
    "mapped": set(),
    "sealed": set(),
    "tokens": {"mapped", "text"},
    "lexicon": {"resources", "text"},
    "freshness": set(),
    "corpus": {"tables", "text", "resources", "freshness"},
    "background": BASE,
    "threads": set(),
    "convergence": set(),
    "features": {"tokens"},
    "themes": BASE | {"background", "features", "threads", "convergence", "yaml_text", "freshness"},
    "topics": BASE | {"background", "features", "threads", "convergence"},
    "entities": BASE,
    "sentiment": BASE | {"background", "entities"},
    "own": {"entities", "lexicon"},
    "trends": BASE | {"background"},
    "overview": BASE,
    "briefing": BASE | {"trends"},
    "search": BASE | {"themes"},
    "neighbours": BASE | {"background", "threads", "topics"},
    "document_map": {"threads"},
    "comparison": BASE | {"topics", "run_tables", "reports"},
    "charts": {"text"},
}


def imports_of(path: Path) -> set[str]:
    """First parts of the `analytics.…` modules that a file imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analytics"):
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("analytics.")}
    return found


def files_of(part: str) -> list[Path]:
    folder = PACKAGE / part
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [PACKAGE / f"{part}.py"]


def test_every_part_imports_only_what_lies_below_it():
    wrong = {
        f"{path.relative_to(PACKAGE)} imports {name}"
        for part, allowed in ALLOWED.items()
        for path in files_of(part)
        for name in imports_of(path) - allowed - {part}
    }
    assert not wrong


def test_running_notebooks_knows_no_analysis():
    wrong = {
        f"{path.name} imports {name}"
        for path in files_of("reports")
        for name in imports_of(path) & (MODELS - BASE | {"trends", "charts", "views", "comparison"})
    }
    assert not wrong


def test_analysis_imports_neither_papermill_nor_charts():
    for part in ("corpus", "background", "themes", "topics", "sentiment", "trends"):
        for path in files_of(part):
            text = path.read_text(encoding="utf-8")
            assert "papermill" not in text
            assert "matplotlib" not in text


def test_import_is_light():
    code = (
        "import sys, time; t = time.perf_counter(); import analytics; "
        "s = time.perf_counter() - t; "
        "heavy = {'pandas', 'sklearn', 'scipy', 'gensim', 'snownlp', 'matplotlib', 'papermill'}; "
        "print(s, *sorted(heavy & set(sys.modules)))"
    )
    runs = [
        subprocess.check_output([sys.executable, "-c", code], text=True).split() for _ in range(3)
    ]
    assert runs[0][1:] == []
    assert min(float(run[0]) for run in runs) < 0.3
