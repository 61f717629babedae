"""`manage.py up` where something is wrong: a sentence and a way out."""

import fcntl
import json
import os
import select
import shlex
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.db import connection

from config.starter import services
from config.starter.environment import UV
from config.starter.installation import key, settings
from config.starter.machine import postgres_programs
from config.starter.place import LONGEST_SOCKET_PATH, Place
from config.starter.processes import Stack

ROOT = Path(__file__).resolve().parents[2]
PYTHON = "/usr/bin/python3"
NOBODY = 65534
# The machine as we want it, by Python's own hook for such things (site.html).
OLD_PYTHON = "import sys; sys.version_info = (3, 9, 2, 'final', 0)"
FULL_DISK = """
import shutil
shutil.disk_usage = lambda path: shutil._ntuple_diskusage(10**12, 10**12, 7 * 10**6)
"""

A_UV_THAT_COMPLAINS = """#!/bin/sh
if [ "$1" = --version ]; then echo uv {}; exit 0; fi
echo {}; exit 1
"""
A_STARTER = """
import os, signal, sys
from pathlib import Path
from config.starter.machine import postgres_programs
from config.starter.place import Place
from config.starter.processes import Stack

here = Path(sys.argv[1])
stack = Stack(Place(here, here), dict(os.environ))
child = stack.start("redis", "sleep", 600)
name = Path(f"/proc/{child.process.pid}/comm")
stack.wait(child, lambda: name.read_text() == "sleep\\n", seconds=10)
print(child.process.pid, flush=True)
signal.pause()
"""


@pytest.fixture
def checkout():
    """A fresh clone that anybody may enter: the starter and the lock are enough."""
    home = Path(tempfile.mkdtemp(prefix="grannar-"))
    home.chmod(0o755)
    shutil.copy(ROOT / "manage.py", home)
    shutil.copy(ROOT / "requirements.lock", home)
    shutil.copytree(ROOT / "config" / "starter", home / "config" / "starter")
    yield home
    shutil.rmtree(home)


def run(checkout, *words, user=None, machine="", **env):
    """The command as a person gives it, on a machine as described."""
    surroundings = {"PATH": os.environ["PATH"], "PORT": str(a_free_port())} | env
    if machine:
        (checkout / "machine").mkdir()
        (checkout / "machine" / "sitecustomize.py").write_text(machine)
        surroundings["PYTHONPATH"] = str(checkout / "machine")
    return subprocess.run(
        [PYTHON, str(checkout / "manage.py"), *words],
        env=surroundings,
        user=user if os.geteuid() == 0 else None,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def a_free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def said(done):
    """What a refused command said: short, and never a traceback."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 6
    return done.stderr


def test_help_needs_nothing_and_makes_nothing(checkout):
    for command in ("up", "verify"):
        done = run(checkout, command, "--help")
        assert done.returncode == 0
        assert "--no-" in done.stdout
    assert not (checkout / ".run").exists()
    assert not (checkout / ".venv").exists()


def test_a_taken_port_is_said_at_once_with_another_one(checkout):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        words = said(run(checkout, "up", PORT=port))
    assert f"Port {port} is taken" in words
    assert "PORT=" in words
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1", ""])
def test_a_port_that_is_none_is_refused(checkout, port):
    assert "is not a port" in said(run(checkout, "up", PORT=port))


def test_a_second_starter_in_the_folder_is_refused(checkout):
    (checkout / ".run").mkdir()
    with (checkout / ".run" / "up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("4711")
        lock.flush()
        words = said(run(checkout, "up"))
    assert "already runs in this folder (process 4711)" in words


def test_an_old_python_is_told_which_one_to_use(checkout):
    words = said(run(checkout, "up", machine=OLD_PYTHON))
    assert "Python 3.9 is too old" in words
    assert "/usr/bin/python3 manage.py up" in words


def test_a_full_disk_is_seen_before_anything_is_fetched(checkout):
    words = said(run(checkout, "up", machine=FULL_DISK))
    assert "Only 7 MB are free" in words
    assert not (checkout / ".venv").exists()


def test_a_missing_lock_file_is_named(checkout):
    (checkout / "requirements.lock").unlink()
    assert "requirements.lock is missing" in said(run(checkout, "up"))
    assert "requirements.lock is missing" in said(run(checkout, "check"))


def test_a_folder_that_may_not_be_written_to_is_said(checkout):
    checkout.chmod(0o555)
    words = said(run(checkout, "up", user=NOBODY))
    assert "may not be written to" in words
    checkout.chmod(0o755)


def test_without_sudo_the_exact_command_for_root_is_given(checkout):
    checkout.chmod(0o777)
    programs = checkout / "programs"  # no sudo, no redis-server, no msgfmt
    programs.mkdir()
    (programs / "apt-get").touch(mode=0o755)
    words = said(run(checkout, "up", user=NOBODY, PATH=str(programs)))
    assert "there is no sudo: redis-server, gettext." in words
    assert (
        "As root, run: apt-get update && apt-get install -y --no-install-recommends "
        "redis-server gettext"
    ) in words


def test_two_databases_at_once_are_refused(checkout):
    words = said(run(checkout, "up", "--postgres", DATABASE_URL="postgis:///other"))
    assert "DATABASE_URL" in words


@pytest.mark.parametrize(
    ("was", "wanted", "sentence"),
    [
        ("demo", ["--no-demo"], "started as a demo and stays one"),
        ("real", [], "never becomes one"),
    ],
)
def test_a_demo_stays_a_demo_and_a_real_one_real(checkout, was, wanted, sentence):
    (checkout / ".run").mkdir()
    (checkout / ".run" / "grannar.sqlite3").touch()
    (checkout / ".run" / "spatialite.kind").write_text(f"{was} filled\n")
    words = said(run(checkout, "up", *wanted))
    assert sentence in words
    assert "grannar.sqlite3" in words


@pytest.fixture(scope="module")
def empty_environment():
    home = Path(tempfile.mkdtemp(prefix="grannar-venv-"))
    subprocess.run([PYTHON, "-m", "venv", home / "venv"], check=True)
    yield home / "venv"
    shutil.rmtree(home)


@pytest.mark.parametrize(
    ("complaint", "sentence"),
    [
        ("Hash mismatch for `django==5.2.19`", "its hash differs"),
        ("Couldn't parse requirement in requirements.lock", "cannot be read"),
        ("No space left on device (os error 28)", "disk became full"),
    ],
)
def test_packages_that_are_not_as_the_lock_says_are_refused(
    checkout, empty_environment, complaint, sentence
):
    shutil.copytree(empty_environment, checkout / ".venv", symlinks=True)
    configuration = checkout / ".venv" / "pyvenv.cfg"
    configuration.write_text(configuration.read_text() + f"# {checkout}/.venv\n")
    uv = checkout / ".venv" / "bin" / "uv"
    uv.write_text(A_UV_THAT_COMPLAINS.format(UV, shlex.quote(complaint)))
    uv.chmod(0o755)
    assert sentence in said(run(checkout, "check"))
    assert not (checkout / ".venv" / "made-from").exists()


def test_a_deep_or_odd_folder_gets_a_short_plain_socket_path(tmp_path, monkeypatch):
    runtime = Path(tempfile.mkdtemp())
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    monkeypatch.delenv("RUN_DIR", raising=False)
    for folder in ("deep/" * 40, "Mina projekt", "hus#2?a=b", "Björkvägen"):
        sockets = Place.of(tmp_path / folder).sockets
        assert sockets.parent == runtime
        assert len(f"{sockets}/.s.PGSQL.5432") <= LONGEST_SOCKET_PATH
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    shutil.rmtree(runtime)


def test_an_installation_keeps_one_key_that_only_its_owner_reads(tmp_path):
    place = Place(tmp_path, tmp_path / "run")
    assert len(key(place)) >= 50
    assert key(place) == key(place)
    assert stat.S_IMODE((place.run / "secret_key").stat().st_mode) == 0o600


def test_what_the_operator_wrote_in_the_env_file_wins(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("EMAIL_HOST", "mail.example.se")
    (tmp_path / ".env").write_text(
        '# ours\nSECRET_KEY="from=the file"\nexport EMAIL_HOST=other.example.se\n\n'
    )
    found = settings(Place(tmp_path, tmp_path / "run"))
    assert found["SECRET_KEY"] == "from=the file"
    assert found["EMAIL_HOST"] == "mail.example.se"
    assert not (tmp_path / "run" / "secret_key").exists()


def start_noting(stack, name, notes):
    """A process that notes its name when it is asked to stop."""
    began = notes.with_suffix(f".{name}")
    script = (
        f"trap 'echo {name} >> {notes}; exit 0' TERM; touch {began}; "
        "while :; do sleep 0.05; done"
    )
    child = stack.start(name, "sh", "-c", script)
    stack.wait(child, began.exists, seconds=10)
    return child


def test_processes_stop_in_reverse_order(tmp_path):
    notes = tmp_path / "notes"
    with Stack(Place(tmp_path, tmp_path), dict(os.environ)) as stack:
        for name in ("redis", "web", "worker"):
            start_noting(stack, name, notes)
    assert notes.read_text().split() == ["worker", "web", "redis"]


def test_a_starter_killed_outright_leaves_nothing_behind(tmp_path):
    starter = subprocess.Popen(
        [sys.executable, "-c", A_STARTER, tmp_path], cwd=ROOT, stdout=subprocess.PIPE
    )
    child = os.pidfd_open(int(starter.stdout.readline()))
    starter.kill()
    starter.communicate()
    ended, _, _ = select.select([child], [], [], 20)
    os.close(child)
    assert ended


@pytest.fixture
def installation():
    """A folder for one real start, and what root's PostgreSQL keeps elsewhere."""
    run_dir = Path(tempfile.mkdtemp(prefix="grannar-run-"))
    yield run_dir
    if (run_dir / "secret_key").exists() and postgres_programs():
        place = Place(ROOT, run_dir)
        shutil.rmtree(services.postgres_home(place, key(place)))
    shutil.rmtree(run_dir)


def begin_up(installation, port):
    """`up --no-demo` on the database that this run of the tests is about."""
    own = {"RUN_DIR": str(installation), "PORT": str(port)}
    words = ["--postgres"] if connection.vendor == "postgresql" else []
    return subprocess.Popen(
        [PYTHON, ROOT / "manage.py", "up", "--no-demo", *words],
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")} | own,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ask(address):
    """The status and the text of a page, also of one that says that all is not well."""
    try:
        with urllib.request.urlopen(address, timeout=20) as page:
            return page.status, page.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()


@pytest.mark.stack
def test_up_starts_the_system_and_ctrl_c_stops_it_cleanly(installation):
    port = a_free_port()
    starter = begin_up(installation, port)
    try:
        told = ""
        for line in starter.stdout:
            told += line
            if "Ctrl+C" in line:
                break
        assert f"http://localhost:{port}/kom-igang/" in told, told
        health = json.loads(ask(f"http://127.0.0.1:{port}/halsa/")[1])
        assert (health["database"], health["redis"]) == ("ok", "ok")
        assert ask(f"http://127.0.0.1:{port}/")[0] == 200
        assert ask(f"http://127.0.0.1:{port}/demo/")[0] == 404
    finally:
        starter.send_signal(signal.SIGINT)
        rest, _ = starter.communicate(timeout=90)
    assert starter.returncode == 0, told + rest
    assert "did not stop well" not in rest
    assert "never becomes one" in said_of_a_demo_there(installation, port)


def said_of_a_demo_there(installation, port):
    """What `up` says of the same folder when it is asked for a demo."""
    own = {"RUN_DIR": str(installation), "PORT": str(port)}
    words = ["--postgres"] if connection.vendor == "postgresql" else []
    return said(run(ROOT, "up", "--once", *words, **own))
