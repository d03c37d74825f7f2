#!/usr/bin/env bash
# Makes .rasa-venv: Python 3.10 and Rasa, exactly as deploy/rasa/*.lock say. Safe to interrupt and to run again; does
# nothing when the environment is already right. Needs uv (.venv/bin/uv, or on the PATH) and about 2.6 GB of disk.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
env_dir="${FLOORLINE_RASA_VENV:-$root/.rasa-venv}"
locks=("$root/deploy/rasa/requirements.lock" "$root/deploy/rasa/encoder.lock")
stamp="$env_dir/floorline-lock.sha256"

say() { printf 'rasa environment: %s\n' "$*"; }
fail() { printf 'rasa environment: %s\n' "$*" >&2; exit 1; }

# A stale python3.10 on the PATH may be a shim that cannot run: only what runs and answers 3.10 counts.
runs_310() { [ -n "$1" ] && "$1" -c 'import sys, venv; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1; }
real_path() { "$1" -c 'import os, sys; print(os.path.realpath(sys.executable))'; }

find_python() {
    local candidate
    for candidate in "$(command -v python3.10 || true)" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10.*/bin/python3.10; do
        if runs_310 "$candidate"; then real_path "$candidate"; return; fi
    done
    candidate="$("$uv" python find --no-project 3.10 2>/dev/null || true)"
    if runs_310 "$candidate"; then real_path "$candidate"; return; fi
    say "no Python 3.10 found, asking uv for one" >&2
    "$uv" python install 3.10 >&2 || true
    candidate="$("$uv" python find --no-project 3.10 2>/dev/null || true)"
    if runs_310 "$candidate"; then real_path "$candidate"; return; fi
    return 1
}

if [ -x "$root/.venv/bin/uv" ]; then uv="$root/.venv/bin/uv"; else uv="$(command -v uv || true)"; fi
[ -n "$uv" ] || fail "uv is missing. Run 'python3 -m pip install uv' (or make the project's .venv first) and try again."

# Two at once would write over each other; the second waits, then finds the work done.
if command -v flock >/dev/null; then exec 9<"${BASH_SOURCE[0]}"; flock 9; fi

wanted="$(cat "${locks[@]}" | sha256sum | cut -d' ' -f1)"
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && runs_310 "$env_dir/bin/python"; then
    say "ready"
    exit 0
fi
rm -f "$stamp"

if ! runs_310 "$env_dir/bin/python"; then
    python="$(find_python)" || fail "Python 3.10 is needed and could not be found or fetched. Install it \
(for example 'pyenv install 3.10') so that 'python3.10 --version' works, then try again."
    say "making it with $python"
    "$uv" venv --quiet --clear --no-project --python "$python" "$env_dir"
fi

say "installing $(cat "${locks[@]}" | grep -c '==') packages; the first time this fetches about 0.9 GB"
"$uv" pip sync --python "$env_dir/bin/python" --require-hashes "${locks[@]}" ||
    fail "the installation failed; see the lines above, check the network and the disk, then run this again."
"$env_dir/bin/python" -c 'import importlib.metadata as m; m.version("rasa"); m.version("tensorflow")' ||
    fail "the installation is broken. Remove $env_dir and run this again."
printf '%s\n' "$wanted" >"$stamp"
say "ready"
