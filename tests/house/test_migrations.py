"""The migrations are complete and stand on their own."""

import ast
import re
from io import StringIO

import pytest
from django.core.management import call_command

from tests.house.imports import APPS, ROOT

FILES = sorted(file for app in APPS for file in (ROOT / app).glob("migrations/0*.py"))


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out)
    except SystemExit:
        pytest.fail(out.getvalue())


@pytest.mark.parametrize(
    "file", FILES, ids=lambda file: f"{file.parts[-3]}-{file.stem}"
)
def test_a_migration_imports_nothing_of_the_apps(file):
    source = file.read_text("utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            names = [node.module or "."] if not node.level else ["."]
        else:
            names = [n.name for n in node.names] if isinstance(node, ast.Import) else []
        assert not [
            name for name in names if name.split(".")[0] in (*APPS, "", "config")
        ]
    assert not re.findall(rf"\b(?:{'|'.join(APPS)})\.[a-z_.]+\(", source)
