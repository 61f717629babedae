"""Which room of the house imports which, read from the sources."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ("watch", "alerts", "marking", "areas")


def sources():
    """Every source file of the four apps, without migrations."""
    found = (file for app in APPS for file in sorted((ROOT / app).rglob("*.py")))
    return [file for file in found if "migrations" not in file.parts]


def imports():
    """(file, importing module, imported module) for what is imported from an app."""
    return [
        (str(file.relative_to(ROOT)), module, wanted)
        for file in sources()
        for module in [".".join(file.relative_to(ROOT).with_suffix("").parts)]
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        for wanted in _wanted(node, file, module)
        if wanted.split(".")[0] in APPS
    ]


def _wanted(node, file, module):
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    base = node.module or ""
    if node.level:
        package = module.removesuffix(".__init__").split(".")
        up = node.level - (file.name == "__init__.py")
        base = ".".join([*package[: len(package) - up], *filter(None, [base])])
    return [f"{base}.{name.name}" for name in node.names]


def room(module):
    """The app and the room of a module: "alerts.views.composing" is in alerts.views."""
    return tuple([*module.split("."), ""][:2])
