"""The wheel holds everything that it needs: installed into a new environment, it starts in an empty folder."""

from __future__ import annotations

import os
import queue
import re
import signal
import site
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
READY_WITHIN = 30  # seconds, on a busy machine
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")

DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # past any proxy of the machine

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder)]
    _run(sys.executable, "-m", "pip", "wheel", "--quiet", *options, str(TOP))
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment's Python: incidentbot comes from the wheel, the libraries are borrowed from ours."""
    environment = tmp_path_factory.mktemp("environment")
    _run(sys.executable, "-m", "venv", "--without-pip", str(environment))
    python = environment / "bin" / "python"
    options = ["--no-deps", "--no-index", "--quiet"]
    _run(sys.executable, "-m", "pip", "--python", str(python), "install", *options, str(wheel))
    [packages] = environment.glob("lib/python*/site-packages")
    # A path named in a .pth file is searched last, and its own .pth files (our editable install) are not read.
    (packages / "borrowed.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")
    return python


def test_the_wheel_contains_every_file_of_the_package_and_every_template(wheel):
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert packed == {
        "incidentbot/manifest.yml",
        *_files(TOP / "incidentbot", "incidentbot"),
        *_files(TOP / "templates", "incidentbot/templates"),
    }


def test_what_a_person_must_see_is_among_it(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "incidentbot/sandbox/page/index.html" in names
    assert [name for name in names if name.startswith("incidentbot/templates/")]
    assert [name for name in names if name.endswith("licenses/LICENSE")]


def test_it_starts_from_the_wheel_in_an_empty_folder(installed, tmp_path):
    _run_from_the_wheel(installed, tmp_path)
    with Started([str(installed), "-m", "incidentbot", "serve", "--sandbox"], tmp_path, port=_free_port()) as bot:
        assert bot.answers("/readyz")
        assert "<html" in bot.answers("/")
    assert bot.returncode in (0, -signal.SIGTERM)


class Started:
    """A process that says on standard output at which addresses it can be reached."""

    def __init__(self, command: list[str], folder: Path, port: int) -> None:
        self._complaints = folder / "stderr"
        with self._complaints.open("w") as complaints:
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env=_bare_environment(folder, port),
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
            )
        self._lines: queue.Queue[str] = queue.Queue()
        self._addresses = [f"http://127.0.0.1:{port}"]
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Started:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def returncode(self) -> int | None:
        return self._process.returncode

    def answers(self, path: str) -> str:
        """What the first of its addresses that says 200 to this path answers; fails when none does in time."""
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline and self._process.poll() is None:
            for address in self._known_addresses():
                if (text := _fetched(address + path)) is not None:
                    return text
            time.sleep(0.1)
        pytest.fail(f"{path} was not answered at {self._addresses}; it said:\n{self._complaints.read_text()[-3000:]}")

    def _known_addresses(self) -> list[str]:
        while not self._lines.empty():
            self._addresses += [found for found in ADDRESS.findall(self._lines.get()) if found not in self._addresses]
        return self._addresses

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            self._lines.put(line)


def _run_from_the_wheel(python: Path, folder: Path) -> None:
    code = "import incidentbot; print(incidentbot.__file__)"
    found = subprocess.run([python, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert found.stdout.startswith(str(python.parents[1]))


def _bare_environment(folder: Path, port: int) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "INCIDENTBOT_PORT": str(port)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _fetched(url: str) -> str | None:
    try:
        with DIRECT.open(url, timeout=5) as answer:
            return answer.read().decode() or "(empty)"
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None


def _files(folder: Path, shown: str) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"{shown}/{path.relative_to(folder).as_posix()}"


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stdout + done.stderr
