#!/bin/sh
# Installs the packages pinned in package-lock.json (no scripts of theirs are run), lays the verifier's code reader among
# the static files, and the breached passwords where sign-up looks for them. When nothing changed since, this ends at
# once and needs no network.
set -eu
cd "$(dirname "$0")/.."

READER=kartu/verify/static/verify/zxing
MODULES=node_modules/zxing-wasm/dist
BREACHED=node_modules/@zxcvbn-ts/language-common/src/passwords.json
LAID=kartu/accounts/breached.bin

fail() {
    printf 'node packages: %s\n' "$*" >&2
    exit 1
}

if [ -f node_modules/made-from ] && cmp -s package-lock.json node_modules/made-from && [ -f "$READER/zxing_reader.wasm" ] && [ -f "$LAID" ]; then
    exit 0
fi
if ! npm --version >/dev/null 2>&1; then
    # A wheel carries node and npm to machines that have none.
    [ -x .venv/bin/npm ] || .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes --only-binary :all: --requirement requirements/node.txt >&2 ||
        fail 'npm is needed. Install Node.js 20 or newer'
    PATH="$(pwd)/.venv/bin:$PATH"
fi
echo 'set-up: installing what package-lock.json pins' >&2
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null || fail 'npm ci did not end well'
mkdir -p "$READER"
cp "$MODULES/iife/reader/index.js" "$READER/reader.js"
cp "$MODULES/reader/zxing_reader.wasm" "$READER/zxing_reader.wasm"
.venv/bin/python tools/breached.py "$BREACHED"
cp package-lock.json node_modules/made-from
