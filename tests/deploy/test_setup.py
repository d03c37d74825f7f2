"""Set-up: which Python it takes, what it says when it cannot go on, and what counts as up to date.

The script runs in a small copy of a checkout, with a PATH made for the test: nothing is installed and nothing fetched.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = (
    "bash awk cat chmod cut date df dirname find flock grep head mkdir mv printf pwd rm sed sha256sum sleep sort tail"
    " touch xargs"
).split()
REFUSES = "#!/bin/bash\necho 'pyenv: python3.11: command not found' >&2\nexit 127\n"
WORKS = f'#!/bin/bash\nexec "{sys.executable}" "$@"\n'
LACKS_VENV = f"""#!/bin/bash
case "$*" in *ensurepip*) exit 1 ;; *_base_executable*) echo "$0" ;; *) exec "{sys.executable}" "$@" ;; esac
"""


class Box:
    """A machine to set up: a checkout without environments, and programs that the test puts on its PATH."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self.programs = folder / "bin"
        self.programs.mkdir(parents=True)
        for tool in TOOLS:
            found = shutil.which(tool)
            if found:
                (self.programs / tool).symlink_to(found)
        self.program("ldconfig", "#!/bin/bash\necho 'libportaudio.so.2 => x'\necho 'libstdc++.so.6 => x'\n")
        self.program("id", "#!/bin/bash\necho 1000\n")
        for name in ("deploy/setup.sh", "deploy/rasa/bootstrap.sh", "pyproject.toml", "requirements-dev.lock"):
            (self.checkout / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.checkout / name)
        (self.checkout / "deploy/rasa/requirements.lock").touch()

    def program(self, name: str, script: str) -> Path:
        path = self.programs / name
        # Most names here are links to the machine's own programs: taken away first, and "x" never writes through one.
        path.unlink(missing_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(script)
        path.chmod(0o755)
        return path

    def set_up(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.checkout / "deploy/setup.sh", *arguments],
            env={"PATH": str(self.programs), "HOME": str(self.checkout), **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def test_a_python_that_stands_on_path_but_does_not_run_is_passed_over(box: Box) -> None:
    box.program("python3.11", REFUSES)
    box.program("python3", WORKS)
    answer = box.set_up("check")
    assert answer.returncode == 0, answer.stderr
    assert "python: /" in answer.stdout


def test_a_python_that_can_make_environments_goes_before_one_that_cannot(box: Box) -> None:
    lacking = box.program("python3.11", LACKS_VENV)
    box.program("python3.12", WORKS)
    assert f"python: {lacking}" not in box.set_up("check").stdout


def test_a_python_of_pyenv_is_found_without_its_shim(box: Box) -> None:
    versions = box.checkout / ".pyenv/versions/3.11.7/bin"
    versions.mkdir(parents=True)
    (versions / "python").write_text(WORKS, encoding="utf-8")
    (versions / "python").chmod(0o755)
    box.program("python3.11", REFUSES)
    assert box.set_up("check").returncode == 0


@pytest.mark.parametrize("command", ["check", "all", "python"])
def test_without_any_python_it_names_the_command_to_run(box: Box, command: str) -> None:
    box.program("python3", REFUSES)
    answer = box.set_up(command)
    assert answer.returncode == 1
    assert "sudo apt-get install -y python3 python3-venv" in answer.stdout + answer.stderr
    assert not (box.checkout / ".venv").exists()


def test_root_is_not_told_to_use_sudo(box: Box) -> None:
    box.program("id", "#!/bin/bash\necho 0\n")
    answer = box.set_up("check")
    assert "apt-get install -y python3 python3-venv" in answer.stdout
    assert "sudo" not in answer.stdout


def test_a_python_without_venv_is_refused_with_the_command_that_mends_it(box: Box) -> None:
    box.program("python3.11", LACKS_VENV)
    answer = box.set_up("python")
    assert answer.returncode == 1
    assert "sudo apt-get install -y python3-venv" in answer.stderr


def test_a_wrong_name_in_the_environment_is_said_to_be_wrong(box: Box) -> None:
    box.program("python3", WORKS)
    answer = box.set_up("python", FLOORLINE_PYTHON="/nowhere/python")
    assert answer.returncode == 1
    assert "FLOORLINE_PYTHON names /nowhere/python" in answer.stderr


def test_a_missing_sound_library_is_named_and_does_not_stop_set_up(box: Box) -> None:
    box.program("python3", WORKS)
    box.program("ldconfig", "#!/bin/bash\necho 'libstdc++.so.6 => x'\n")
    answer = box.set_up("check")
    assert answer.returncode == 0
    assert "missing libportaudio2" in answer.stdout
    assert "sudo apt-get install -y libportaudio2" in answer.stdout


def test_an_unknown_part_is_refused(box: Box) -> None:
    answer = box.set_up("everything")
    assert answer.returncode == 1
    assert "no such part: everything" in answer.stderr


@pytest.fixture
def set_up_box(box: Box) -> Box:
    """A box on which the whole of set-up has run, with stand-ins for what it fetches."""
    fake_venv = """#!/bin/bash
mkdir -p "$TARGET/bin"
printf '#!/bin/bash\\ncase "$*" in *install*) exit 0 ;; *) exec "%s" "$@" ;; esac\\n' "$BASE" >"$TARGET/bin/python"
printf '#!/bin/bash\\necho "uv $*" >>"$CALLS"\\n' >"$TARGET/bin/uv"
printf '#!/bin/bash\\necho "floorline $*" >>"$CALLS"\\nmkdir -p models\\ntouch models/a.tar.gz\\n' \\
    >"$TARGET/bin/floorline"
chmod +x "$TARGET"/bin/*
"""
    box.program("make-venv", fake_venv)
    box.program(
        "python3.11",
        f"""#!/bin/bash
case "$*" in
    "-m venv "*) TARGET="$3" BASE="{sys.executable}" exec make-venv ;;
    *_base_executable*) echo "$0" ;;
    *) exec "{sys.executable}" "$@" ;;
esac
""",
    )
    bootstrap = box.checkout / "deploy/rasa/bootstrap.sh"
    bootstrap.write_text(
        '#!/bin/bash\necho bootstrap >>"$CALLS"\nmkdir -p .rasa-venv/bin\n'
        f'printf \'#!/bin/bash\\nexec "{sys.executable}" "$@"\\n\' >.rasa-venv/bin/python\n'
        "chmod +x .rasa-venv/bin/python\n",
        encoding="utf-8",
    )
    (box.checkout / "nlu_data").mkdir()
    (box.checkout / "nlu_data/greet.yml").write_text("hello", encoding="utf-8")
    return box


def run_and_list_calls(box: Box, *arguments: str) -> list[str]:
    calls = box.checkout / "calls"
    calls.unlink(missing_ok=True)
    answer = box.set_up(*arguments, CALLS=str(calls))
    assert answer.returncode == 0, answer.stdout + answer.stderr
    lines = calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []
    return [line.split()[0] for line in lines]


def test_each_part_runs_once_and_then_not_again(set_up_box: Box) -> None:
    assert sorted(run_and_list_calls(set_up_box)) == ["bootstrap", "floorline", "uv"]
    assert run_and_list_calls(set_up_box) == []


def append(name: str) -> Callable[[Path], None]:
    def change(checkout: Path) -> None:
        with (checkout / name).open("a", encoding="utf-8") as file:
            file.write("# changed\n")

    return change


def remove(name: str) -> Callable[[Path], None]:
    return lambda checkout: shutil.rmtree(checkout / name)


@pytest.mark.parametrize(
    ("change", "runs"),
    [
        pytest.param(append("requirements-dev.lock"), ["uv"], id="main-lock"),
        pytest.param(append("deploy/rasa/requirements.lock"), ["bootstrap", "floorline"], id="rasa-lock"),
        pytest.param(append("nlu_data/greet.yml"), ["floorline"], id="training-data"),
        pytest.param(remove("models"), ["floorline"], id="model-removed"),
        pytest.param(remove(".venv"), ["uv"], id="environment-removed"),
        pytest.param(remove(".rasa-venv"), ["bootstrap"], id="rasa-environment-removed"),
    ],
)
def test_only_the_part_whose_inputs_changed_runs_again(
    set_up_box: Box, change: Callable[[Path], None], runs: list[str]
) -> None:
    run_and_list_calls(set_up_box)
    change(set_up_box.checkout)
    assert sorted(run_and_list_calls(set_up_box)) == runs


def test_a_moved_checkout_is_set_up_anew(set_up_box: Box) -> None:
    run_and_list_calls(set_up_box)
    moved = set_up_box.checkout.with_name("moved")
    set_up_box.checkout.rename(moved)
    set_up_box.checkout = moved
    assert "uv" in run_and_list_calls(set_up_box)


def test_a_part_that_was_cut_off_begins_anew(set_up_box: Box) -> None:
    run_and_list_calls(set_up_box)
    left_over = set_up_box.checkout / ".venv/half-a-package"
    left_over.touch()
    (set_up_box.checkout / ".setup/python.begun").touch()
    (set_up_box.checkout / ".setup/python.stamp").unlink()
    assert run_and_list_calls(set_up_box) == ["uv"]
    assert not left_over.exists()


def test_a_part_that_fails_is_named_with_the_end_of_its_log(set_up_box: Box) -> None:
    bootstrap = set_up_box.checkout / "deploy/rasa/bootstrap.sh"
    bootstrap.write_text("#!/bin/bash\necho 'no room on the disk' >&2\nexit 1\n", encoding="utf-8")
    # Set-up tries again after pauses of seconds.
    set_up_box.program("sleep", "#!/bin/bash\nexit 0\n")
    answer = set_up_box.set_up(CALLS=str(set_up_box.checkout / "calls"))
    assert answer.returncode == 1
    assert "no room on the disk" in answer.stderr
    assert "Rasa environment failed" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_who_may_not_install_a_sound_server_is_told_and_goes_on(box: Box) -> None:
    done = box.set_up("tests")
    assert done.returncode == 0
    assert "apt-get install -y pulseaudio pulseaudio-utils libasound2-plugins" in done.stdout


def test_a_sound_server_that_is_there_is_left_alone(box: Box) -> None:
    for name in ("pulseaudio", "parec"):
        box.program(name, "#!/bin/bash\n")
    done = box.set_up("tests")
    assert (done.returncode, done.stdout) == (0, "")
