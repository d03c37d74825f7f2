#!/usr/bin/env bash
# Sets Floorline up on this machine, or brings an earlier set-up up to date.
#
#   deploy/setup.sh           everything: system packages, both Python environments, the trained model
#   deploy/setup.sh python    only the main Python environment (enough for the checks and the lock files)
#   deploy/setup.sh tests     what only the tests need: a sound server, in which headsets without hardware are worn
#   deploy/setup.sh check     changes nothing; says what is there and what is missing; exit code 1 if set-up cannot work
#
# Safe to interrupt and to run again at any point: each part leaves a stamp in .setup/ only when it is complete, and the
# stamp holds a hash of what the part was made from. With nothing to do it takes a fraction of a second and no network.
# Needs bash, coreutils and a Python of 3.11 or later; asks no questions.
set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
STATE="$ROOT/.setup"
LOGS="$STATE/logs"
VENV="$ROOT/.venv"
RASA_VENV="$ROOT/.rasa-venv"
PACKAGES=(actions assistant channels console demo floorline voice)
# Shared libraries that no wheel brings along, and the Debian package that holds each.
LIBRARIES=("libportaudio.so.2=libportaudio2" "libstdc++.so.6=libstdc++6")
# For the tests of live headsets: a program, and the Debian package that holds it. Left out where it cannot be installed.
TEST_PROGRAMS=("pulseaudio=pulseaudio" "parec=pulseaudio-utils")
# Both environments and the model take 3.8 GB, the download cache as much again where it is on another file system.
GB_WANTED=8
HEARTBEAT_SECONDS=5

cd "$ROOT"
export DEBIAN_FRONTEND=noninteractive PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
# Compiled once here: a service that may not write to its own folder would otherwise compile at every start.
export UV_HTTP_TIMEOUT="${UV_HTTP_TIMEOUT:-120}" UV_NO_PROGRESS=1 PIP_PROGRESS_BAR=off UV_COMPILE_BYTECODE=1
# A Python that uv has to fetch stays in the checkout, where a service may read it.
export UV_PYTHON_INSTALL_DIR="${UV_PYTHON_INSTALL_DIR:-$ROOT/.python}"
# A mirror or a certificate that was set for pip serves uv too.
[ -z "${PIP_INDEX_URL:-}" ] || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$PIP_INDEX_URL}"
[ -z "${PIP_CERT:-}" ] || export SSL_CERT_FILE="${SSL_CERT_FILE:-$PIP_CERT}"

# ---------------------------------------------------------------------------------------------------------------------
# Saying what happens

say() { printf '[%4d s] %s\n' "$SECONDS" "$*"; }

fail() {
    printf 'floorline set-up: %s\n' "$*" >&2
    exit 1
}

# ---------------------------------------------------------------------------------------------------------------------
# Stamps: what a part was made from, as one hash

hash_of() { sha256sum | cut -d' ' -f1; }

python_key() {
    local package
    {
        echo "$ROOT"
        cat requirements-dev.lock pyproject.toml deploy/setup.sh
        # A package that was added since must be found by the editable install.
        for package in "${PACKAGES[@]}"; do [ ! -f "$package/__init__.py" ] || echo "$package"; done
    } | hash_of
}

rasa_key() { { echo "$ROOT"; cat deploy/rasa/bootstrap.sh deploy/rasa/*.lock; } | hash_of; }

# More than the model is made from, so that `floorline train`, which knows exactly, is asked once too often at worst.
# (Procedures that a setting names elsewhere are seen by `floorline run`, which asks it again by itself.)
model_key() {
    local inputs=() input
    for input in config.yml domain.yml endpoints.yml floorline.toml nlu_data deploy/rasa assistant/sops; do
        [ ! -e "$input" ] || inputs+=("$input")
    done
    {
        echo "$ROOT"
        find "${inputs[@]}" -type f -not -path '*/__pycache__/*' -print0 | sort -z | xargs -0 sha256sum
    } | hash_of
}

stamped() { [ -f "$STATE/$1.stamp" ] && [ "$(<"$STATE/$1.stamp")" = "$2" ]; }

stamp() {
    printf '%s\n' "$2" >"$STATE/$1.stamp.new"
    mv "$STATE/$1.stamp.new" "$STATE/$1.stamp"
}

python_ready() { stamped python "$(python_key)" && [ -x "$VENV/bin/floorline" ] && works "$VENV/bin/python"; }

rasa_ready() { stamped rasa "$(rasa_key)" && [ -x "$RASA_VENV/bin/python" ] && "$RASA_VENV/bin/python" -S -c ''; }

model_ready() { stamped model "$(model_key)" && compgen -G "$ROOT/models/*.tar.gz" >/dev/null; }

# ---------------------------------------------------------------------------------------------------------------------
# Finding a Python. Each is probed by running it: pyenv's shims stand on PATH and fail when run.

works() { "$1" -S -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

makes_environments() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

candidates() {
    local name path
    [ -z "${FLOORLINE_PYTHON:-}" ] || printf '%s\n' "$FLOORLINE_PYTHON"
    for name in python3.11 python3.12 python3.13 python3.14 python3 python; do
        type -aP "$name" || true
    done
    for path in "${PYENV_ROOT:-${HOME:-/root}/.pyenv}"/versions/3.1[1-4]*/bin/python; do
        [ ! -x "$path" ] || printf '%s\n' "$path"
    done
}

# Prints the first Python that can make an environment; failing that, the first that works at all.
find_python() {
    local candidate base second=""
    while read -r candidate; do
        works "$candidate" || continue
        # Out of an environment that happens to be active (it may be the very one to be made anew), to what it stands on.
        base="$("$candidate" -S -c 'import sys; print(getattr(sys, "_base_executable", None) or sys.executable)')"
        works "$base" || base="$candidate"
        if makes_environments "$base"; then
            printf '%s\n' "$base"
            return
        fi
        second="${second:-$base}"
    done < <(candidates)
    printf '%s\n' "$second"
}

is_root() { [ "$(id -u)" -eq 0 ]; }

has_apt() { command -v apt-get >/dev/null; }

as_root_command() { if is_root; then echo "apt-get install -y $*"; else echo "sudo apt-get install -y $*"; fi; }

apt_install() {
    # The lock's descriptor is closed: a service that a package starts must not hold it.
    retry apt-get -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3 -qq update 9>&-
    retry apt-get -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3 -qq install -y --no-install-recommends "$@" 9>&-
}

retry() {
    local pause
    for pause in 2 5 10; do
        if "$@"; then return; fi
        echo "did not work; once more in $pause s: $1 ${2:-}"
        sleep "$pause"
    done
    "$@"
}

require_python() {
    [ -z "${FLOORLINE_PYTHON:-}" ] || works "$FLOORLINE_PYTHON" || fail "FLOORLINE_PYTHON names $FLOORLINE_PYTHON," \
        "which is not a Python of 3.11 or later that runs; name another or unset it."
    PYTHON="$(find_python)"
    if [ -z "$PYTHON" ] && is_root && has_apt; then
        say "no Python 3.11 or later; installing Debian's"
        apt_install python3 python3-venv >"$LOGS/apt-python.log" 2>&1 || true
        PYTHON="$(find_python)"
    fi
    [ -n "$PYTHON" ] || fail "no Python 3.11 or later was found; install one ($(as_root_command python3 python3-venv))," \
        "or name one in FLOORLINE_PYTHON, and run this again."
    if ! makes_environments "$PYTHON" && is_root && has_apt; then
        say "$PYTHON lacks venv; installing Debian's python3-venv"
        apt_install python3-venv >"$LOGS/apt-python.log" 2>&1 || true
        PYTHON="$(find_python)"
    fi
    makes_environments "$PYTHON" || fail "$PYTHON cannot make environments (it lacks venv or ensurepip);" \
        "run $(as_root_command python3-venv), or name another Python in FLOORLINE_PYTHON, and run this again."
}

# ---------------------------------------------------------------------------------------------------------------------
# System packages

missing_packages() {
    local known entry missing=()
    known="$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2>/dev/null || true)"
    for entry in "${LIBRARIES[@]}"; do
        [[ "$known" == *"${entry%%=*}"* ]] || missing+=("${entry#*=}")
    done
    echo "${missing[*]:-}"
}

# Tried at most once a day, so that a machine without a network is not held up on every start.
system_key() { echo "$(missing_packages) $(date +%F)"; }

system_to_do() { [ -n "$(missing_packages)" ] && is_root && has_apt && ! stamped system "$(system_key)"; }

system_note() {
    local missing
    missing="$(missing_packages)"
    [ -z "$missing" ] || say "no sound card for now: missing $missing. Everything else works. To have it, run:" \
        "$(as_root_command "$missing")"
}

# ---------------------------------------------------------------------------------------------------------------------
# The parts. Each runs in the background with its output in .setup/logs/, and stamps its work when it is complete. A part
# that was begun and never stamped may have left half a package behind: it begins anew, with the downloads cached.

uv_of_lock() { awk '/^[a-z0-9]/ { wanted = /^uv==/ } wanted' requirements-dev.lock; }

part_python() {
    local key
    key="$(python_key)"
    if [ -e "$STATE/python.begun" ] || ! works "$VENV/bin/python" || ! "$VENV/bin/python" -m pip --version; then
        rm -rf "$VENV"
        touch "$STATE/python.begun"
        "$PYTHON" -m venv "$VENV"
    fi
    touch "$STATE/python.begun"
    uv_of_lock >"$STATE/uv.txt"
    retry "$VENV/bin/python" -m pip install --quiet --require-hashes -r "$STATE/uv.txt"
    touch "$STATE/uv.ready"
    echo "fetching and installing $(grep -c '^[a-z0-9]' requirements-dev.lock) packages"
    if ! retry "$VENV/bin/uv" pip sync --python "$VENV/bin/python" --require-hashes requirements-dev.lock; then
        # A mirror that only pip's own configuration knows.
        echo "uv could not; trying pip"
        "$VENV/bin/python" -m pip install --require-hashes -r requirements-dev.lock
    fi
    "$VENV/bin/python" -m pip install --quiet --no-deps --no-build-isolation --no-index -e .
    stamp python "$key"
    rm -f "$STATE/python.begun"
}

part_rasa() {
    local key
    key="$(rasa_key)"
    echo "waiting for uv, which comes with the main environment"
    until [ -e "$STATE/uv.ready" ]; do sleep 0.2; done
    [ ! -e "$STATE/rasa.begun" ] || rm -rf "$RASA_VENV"
    touch "$STATE/rasa.begun"
    retry deploy/rasa/bootstrap.sh
    stamp rasa "$key"
    rm -f "$STATE/rasa.begun"
}

part_model() {
    local key
    key="$(model_key)"
    "$VENV/bin/floorline" train
    stamp model "$key"
}

# Never fails: without these there is no sound card, and everything else works.
part_system() {
    local missing
    read -ra missing <<<"$(missing_packages)"
    apt_install "${missing[@]}" || echo "could not install ${missing[*]}"
    stamp system "$(system_key)"
}

# ---------------------------------------------------------------------------------------------------------------------
# Running parts side by side

declare -A JOB_PID=() JOB_BEGAN=() JOB_TOLD=()
declare -A TITLE=(
    [system]="system packages" [python]="main environment" [rasa]="Rasa environment" [model]="language model"
)

begin() { # PART
    say "${TITLE[$1]} …"
    JOB_BEGAN[$1]=$SECONDS
    JOB_TOLD[$1]=$SECONDS
    # A process group of its own, so that all of it can be stopped at once.
    set -m
    "part_$1" >"$LOGS/$1.log" 2>&1 </dev/null &
    set +m
    JOB_PID[$1]=$!
}

show_life() { # PART
    local so_far=$((SECONDS - JOB_BEGAN[$1])) pause=$HEARTBEAT_SECONDS
    ((so_far < 30)) || pause=$((3 * HEARTBEAT_SECONDS))
    ((SECONDS - JOB_TOLD[$1] >= pause)) || return 0
    JOB_TOLD[$1]=$SECONDS
    say "${TITLE[$1]}: $so_far s so far, $(tail -n 1 "$LOGS/$1.log" | cut -c 1-90)"
}

# Looks after all jobs until those named are done. A failure stops everything.
finish() { # PART…
    local part wanted code
    while true; do
        for part in "${!JOB_PID[@]}"; do
            if kill -0 "${JOB_PID[$part]}" 2>/dev/null; then
                show_life "$part"
                continue
            fi
            code=0
            wait "${JOB_PID[$part]}" || code=$?
            unset "JOB_PID[$part]"
            if [ "$code" -ne 0 ]; then
                tail -n 25 "$LOGS/$part.log" >&2
                fail "${TITLE[$part]} failed; above is the end of .setup/logs/$part.log. Put right what it names and run" \
                    "this again: it goes on from here."
            fi
            say "${TITLE[$part]}: ready in $((SECONDS - JOB_BEGAN[$part])) s"
        done
        for wanted in "$@"; do
            if [ -n "${JOB_PID[$wanted]:-}" ]; then
                sleep 0.2
                continue 2
            fi
        done
        return
    done
}

stop_jobs() {
    local part
    for part in "${!JOB_PID[@]}"; do
        # Debian's package manager is left to end by itself: stopped half-way it asks for repairs by hand.
        [ "$part" = system ] || kill -TERM -- "-${JOB_PID[$part]}" 2>/dev/null || true
    done
}

# ---------------------------------------------------------------------------------------------------------------------

free_gb() { df -Pk "$ROOT" | awk 'NR == 2 { print int($4 / 1048576) }'; }

check() {
    local python missing code=0
    python="$(find_python)"
    if [ -z "$python" ]; then
        echo "python: none of 3.11 or later; install one: $(as_root_command python3 python3-venv)"
        code=1
    elif ! makes_environments "$python"; then
        echo "python: $python, but it lacks venv; install it: $(as_root_command python3-venv)"
        code=1
    else
        echo "python: $python"
    fi
    missing="$(missing_packages)"
    if [ -n "$missing" ]; then
        echo "system packages: missing $missing; without them no sound card: $(as_root_command "$missing")"
    else
        echo "system packages: complete"
    fi
    if python_ready; then echo "main environment: ready"; else echo "main environment: to be made"; fi
    if rasa_ready; then echo "rasa environment: ready"; else echo "rasa environment: to be made"; fi
    if model_ready; then echo "model: ready"; else echo "model: to be trained"; fi
    echo "disk: $(free_gb) GB free, $GB_WANTED GB wanted for a first set-up"
    return "$code"
}

take_lock() {
    exec 9>"$STATE/lock"
    command -v flock >/dev/null || return 0
    # The parts inherit the lock: one that outlives a killed set-up is waited for, not run into.
    until flock -w "$HEARTBEAT_SECONDS" 9; do say "waiting for another set-up of this checkout to end"; done
}

set_up() { # all | python
    local what="$1"
    if [ "$what" = python ] && python_ready; then return; fi
    if python_ready && rasa_ready && model_ready && ! system_to_do; then
        system_note
        return
    fi
    mkdir -p "$LOGS"
    take_lock
    trap stop_jobs EXIT
    trap 'say "interrupted; run this again and it goes on from here"; exit 130' INT TERM HUP
    if ! python_ready || ! rasa_ready; then
        (($(free_gb) >= GB_WANTED)) || say "only $(free_gb) GB of disk are free; a first set-up wants $GB_WANTED GB"
    fi
    rm -f "$STATE/uv.ready"
    if python_ready; then
        touch "$STATE/uv.ready"
    else
        require_python
        say "using $PYTHON"
        begin python
    fi
    if [ "$what" = python ]; then
        finish python
        return
    fi
    # Begun only now: require_python may have needed apt-get itself.
    if system_to_do; then begin system; fi
    if ! rasa_ready; then begin rasa; fi
    finish python rasa
    if ! model_ready; then begin model; fi
    finish model system
    system_note
    say "set-up is complete"
}

# Never fails: without it the tests that need it are skipped.
set_up_tests() {
    local entry missing=()
    for entry in "${TEST_PROGRAMS[@]}"; do
        command -v "${entry%%=*}" >/dev/null || missing+=("${entry#*=}")
    done
    [ "${#missing[@]}" -gt 0 ] || return 0
    missing+=(libasound2-plugins)
    if ! is_root || ! has_apt; then
        say "the tests of live headsets are skipped; to have them, run: $(as_root_command "${missing[@]}")"
        return 0
    fi
    mkdir -p "$LOGS"
    say "a sound server for the tests …"
    apt_install "${missing[@]}" >"$LOGS/apt-tests.log" 2>&1 || say "could not install ${missing[*]}; they are skipped"
}

case "${1:-all}" in
    tests) set_up_tests ;;
    all | python) set_up "${1:-all}" ;;
    check) check ;;
    *) fail "no such part: $1; say nothing for everything, or python, tests or check." ;;
esac
