#!/bin/sh
# Prints where Chromium is, for the tests in the browser; installs Debian's package where that is allowed.
# KARTU_CHROMIUM names another one. Without a browser those tests are skipped, and say so.
set -eu

for browser in ${KARTU_CHROMIUM:-} chromium chromium-browser google-chrome-stable google-chrome; do
    if command -v "$browser" >/dev/null 2>&1; then
        command -v "$browser"
        exit 0
    fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo 'set-up: installing the package chromium' >&2
    if { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends chromium fonts-roboto; } >&2; then
        command -v chromium
        exit 0
    fi
fi
{
    echo 'browser: no Chromium here, and this user may not install one.'
    echo 'browser: on Debian or Ubuntu: sudo apt-get install chromium. Elsewhere name it: KARTU_CHROMIUM=/path/to/chrome'
} >&2
exit 1
