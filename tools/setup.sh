#!/bin/sh
# Makes .venv: a virtual environment with the pinned requirements and Kartu itself, editable.
# What was installed is noted in .venv; when nothing changed since, this ends at once and needs no network.
set -eu
cd "$(dirname "$0")/.."
unset PYTHONHOME PYTHONPATH || true

VENV=.venv
PINNED=requirements/test.txt

fail() {
    printf 'set-up: %s\n' "$*" >&2
    exit 1
}

# A name on the path may be a shim that knows no version: only running it tells.
is_new_enough() {
    "$1" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 python; do
        if is_new_enough "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    fail 'Python 3.11 or newer is needed. Install it, or name it: make setup PYTHON=/path/to/python3'
}

# Debian cuts the part of Python that puts pip into a new environment out into a package of its own.
make_environment() {
    python=$(find_python)
    if "$python" -c 'import ensurepip' >/dev/null 2>&1; then
        "$python" -m venv --clear "$VENV"
        return
    fi
    "$python" -m venv --clear --without-pip "$VENV"
    "$python" -m pip --version >/dev/null 2>&1 || fail 'this Python can make no environment with pip in it.' \
        'On Debian or Ubuntu: apt-get install python3-venv'
    "$python" -m pip --python "$VENV/bin/python" install --quiet --disable-pip-version-check pip
}

is_usable() {
    is_new_enough "$VENV/bin/python" && "$VENV/bin/python" -m pip --version >/dev/null 2>&1
}

install() {
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-input "$@"
}

# What the environment was made from. The place counts too: an environment does not survive being moved.
describe() {
    pwd
    cat "$PINNED" pyproject.toml
}

if [ -f "$VENV/made-from" ] && describe | cmp -s - "$VENV/made-from"; then
    exit 0
fi
if ! { is_usable && [ "$(cat "$VENV/place" 2>/dev/null)" = "$(pwd)" ]; }; then
    echo 'set-up: making .venv' >&2
    make_environment
    pwd >"$VENV/place"
fi
echo 'set-up: installing what requirements/test.txt pins' >&2
install --require-hashes --only-binary :all: --requirement "$PINNED"
install --no-build-isolation --no-deps --editable .
describe >"$VENV/made-from.draft"
mv "$VENV/made-from.draft" "$VENV/made-from"
