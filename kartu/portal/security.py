"""Addresses of how an account is entered: passkeys, the second step, the password, devices."""

from __future__ import annotations

from django.urls import path

from kartu.portal.views import again, second, security, security_setup, signin

urls = [
    path("masuk/passkey", signin.passkey_page, name="sign-in-passkey"),
    path("masuk/kedua", second.second_page, name="sign-in-second"),
    path("masuk/ulang", again.again_page, name="prove-again"),
    path("keamanan", security.security_page, name="security"),
    path("keamanan/passkey", security_setup.passkey_page, name="passkey-add"),
    path("keamanan/passkey/<int:passkey_id>/hapus", security.passkey_remove, name="passkey-remove"),
    path("keamanan/kode", security_setup.second_page, name="second-step"),
    path("keamanan/kode/hapus", security_setup.second_remove, name="second-step-remove"),
    path("keamanan/cadangan", security_setup.codes_page, name="recovery-codes"),
    path("keamanan/cadangan.txt", security_setup.codes_file, name="recovery-codes-file"),
    path("keamanan/sandi", security_setup.password_page, name="password-change"),
    path("keamanan/perangkat/keluar", security.others_out, name="devices-out"),
    path("keamanan/perangkat/<int:device_id>/keluar", security.device_out, name="device-out"),
    path("perangkat/<int:device_id>/<str:token>", security.not_me, name="not-me"),
]
