#!/bin/sh
# Prints where Apache httpd with mod_auth_openidc is, for the tests with a relying party nobody changed; installs Debian's
# packages where that is allowed, without starting a server. Without them those tests are skipped, and say so.
set -eu

MODULE=/usr/lib/apache2/modules/mod_auth_openidc.so

found() {
    [ -x /usr/sbin/apache2 ] && [ -f "$MODULE" ]
}

if ! found && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo 'set-up: installing the packages apache2 and libapache2-mod-auth-openidc' >&2
    export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
    { apt-get update && apt-get install --yes --no-install-recommends apache2 libapache2-mod-auth-openidc; } >&2 || true
fi
if found; then
    echo /usr/sbin/apache2
    exit 0
fi
{
    echo 'apache: no Apache httpd with mod_auth_openidc here, and this user may not install it.'
    echo 'apache: on Debian or Ubuntu: sudo apt-get install apache2 libapache2-mod-auth-openidc'
} >&2
exit 1
