"""The three ways to install: the wheel, the wheel that the source archive makes, and the editable checkout.

Nothing is downloaded: each fresh environment borrows the libraries of the one that runs the tests.
"""

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path, PurePosixPath

import pytest

pytestmark = pytest.mark.xdist_group("packaging")  # builds once, not once a worker

ROOT = Path(__file__).resolve().parent.parent
WAYS = ("wheel", "wheel from the source archive", "editable")


def run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> str:
    """What the command says on standard output; fails with all it said where it did not exit with 0."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd, env=clean | environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What is built from the checkout: a wheel for each way to install, and the source archive."""
    places = {way: tmp_path_factory.mktemp("dist") for way in WAYS}
    build = (sys.executable, "-m", "build", "--no-isolation")
    run(*build, "--wheel", "--outdir", places["wheel"], ROOT)
    run(*build, "--outdir", places["wheel from the source archive"], ROOT)
    editable = "import sys, hatchling.build; hatchling.build.build_editable(sys.argv[1])"
    run(sys.executable, "-c", editable, places["editable"])
    wheels = {way: next(place.glob("*.whl")) for way, place in places.items()}
    return wheels | {"archive": next(places["wheel from the source archive"].glob("*.tar.gz"))}


def shipped(*folders: str) -> set[str]:
    """The files of these folders of the checkout."""
    files = (file for folder in folders for file in (ROOT / folder).rglob("*") if file.is_file())
    return {file.relative_to(ROOT).as_posix() for file in files if "__pycache__" not in file.parts}


MAKING = ("nlp/training/", "nlp/heldout/", "nlp/learning/", "nlp/replies/training/")


def installed(*folders: str) -> set[str]:
    """Those that an installation holds: what the reader is made and measured with stays out of it."""
    return {name for name in shipped(*folders) if not name.startswith(MAKING)}


@pytest.mark.parametrize("way", WAYS[:2])
def test_a_wheel_holds_what_the_program_needs_and_nothing_else(built: dict[str, Path], way: str) -> None:
    with zipfile.ZipFile(built[way]) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    templates = {f"assistant/{name}" for name in shipped("templates")}
    assert names == installed("assistant", "nlp") | templates | {"assistant/config.example.toml"}
    # The comparison holds for an empty checkout too: these are what must be there.
    assert {"assistant/py.typed", "nlp/py.typed", "nlp/topics.tsv", "assistant/templates/email/layout.html.j2"} <= names
    assert {"assistant/sample/story.toml", "assistant/sample/mail/sent/tmp/.keep"} <= names


def test_the_licence_travels(built: dict[str, Path]) -> None:
    with zipfile.ZipFile(built["wheel"]) as wheel:
        names = wheel.namelist()
    assert [name for name in names if name.endswith(".dist-info/licenses/LICENSE")]


def test_the_source_archive_can_be_built_and_tested_from(built: dict[str, Path]) -> None:
    with tarfile.open(built["archive"]) as archive:
        names = {str(PurePosixPath(*PurePosixPath(name).parts[1:])) for name in archive.getnames()}
    assert {"pyproject.toml", "requirements.lock", "Makefile", "README.md", "LICENSE", "config.example.toml"} <= names
    assert shipped("assistant", "nlp", "templates", "tests", "docs") <= names


@pytest.mark.parametrize("way", WAYS)
def test_the_demo_runs_wherever_it_is_installed(built: dict[str, Path], tmp_path: Path, way: str) -> None:
    home, empty, scratch = tmp_path / "venv", tmp_path / "empty", tmp_path / "scratch"
    venv.create(home, with_pip=False)
    empty.mkdir()
    scratch.mkdir()
    programs = home / ("Scripts" if os.name == "nt" else "bin")
    pip = (sys.executable, "-m", "pip", "--python", programs / "python", "--disable-pip-version-check", "--quiet")
    run(*pip, "install", "--no-deps", "--no-index", built[way])
    own = {name: sysconfig.get_path(name) for name in ("purelib", "platlib")}
    theirs = sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)})
    Path(theirs, "borrowed.pth").write_text("\n".join(dict.fromkeys(own.values())), "utf-8")

    where = run(programs / "python", "-c", "import assistant; print(assistant.__file__)", cwd=empty)
    assert Path(where.strip()).is_relative_to(ROOT if way == "editable" else home)
    shown = run(programs / "assistant", "demo", "--no-serve", cwd=empty, TMPDIR=str(scratch), TEMP=str(scratch))
    assert "is now: introduced" in shown
    assert not list(empty.iterdir())
