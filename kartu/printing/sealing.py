"""The fund's PDF signature: a certificate beside a signing key, and PAdES (ETSI EN 319 142-1, level B-B) by pyHanko.

The private key stays with its `Signer`, which may live in hardware: pyHanko has the certificate and asks us to sign.
"""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path

from asn1crypto import x509 as asn1  # type: ignore[import-untyped]  # ships no types
from asn1crypto.algos import SignedDigestAlgorithm  # type: ignore[import-untyped]  # ships no types
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from kartu.base.errors import DomainError
from kartu.cards.keys import active_signer
from kartu.credential import signers
from kartu.credential.errors import KeyRefused
from kartu.publishing.certificates import CERTIFICATE

LASTS = timedelta(days=3 * 365)
FIELD = "Tanda_tangan"
HALF = 32  # bytes of r and of s


class CertificateMissing(DomainError):
    """The operator has not made the certificate that PDFs are signed with."""

    code = "certificate-missing"
    id = (
        "Surat belum dapat dibuat: sertifikat yang menandatanganinya belum dipasang."
        " Petugas: beri tahu pengelola sistem (kartu certificate-key new)."
    )
    en = (
        "This cannot be made yet: the certificate that signs it is not installed."
        " Officers: tell the operator (kartu certificate-key new)."
    )


class CertificateDoesNotFit(DomainError):
    """The certificate is not one for the key that signs here."""

    code = "certificate-does-not-fit"
    id = "Sertifikat ini bukan untuk kunci yang dipakai di sini, atau sudah tidak berlaku."
    en = "This certificate is not for the key in use here, or is no longer valid."


class OurSigner(Signer):
    """pyHanko's view of one of our keys: it hands over bytes, the key answers r and s."""

    def __init__(self, certificate: asn1.Certificate, signer: signers.Signer) -> None:
        mechanism = SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
        store = SimpleCertificateStore.from_certs([certificate])  # type: ignore[no-untyped-call]  # pyHanko leaves it untyped
        super().__init__(signing_cert=certificate, cert_registry=store, signature_mechanism=mechanism)
        self._signer = signer

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """DER of the ECDSA signature; SHA-256 is the only digest our keys use."""
        # A dry run measures: halves with every bit set are as long as they get.
        raw = b"\xff" * 2 * HALF if dry_run else self._signer.sign(data)
        return encode_dss_signature(int.from_bytes(raw[:HALF]), int.from_bytes(raw[HALF:]))


def sign_pdf(pdf: bytes, *, reason: str) -> bytes:
    """The PDF with an invisible PAdES signature over all of it, SHA-256 and P-256. Raises CertificateMissing."""
    signer = active_signer(CERTIFICATE)
    certificate = asn1.Certificate.load(installed(signer.kid).public_bytes(serialization.Encoding.DER))
    wanted = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason,
        name=settings.PROFILE.name,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
    )
    signed = io.BytesIO()
    PdfSigner(wanted, OurSigner(certificate, signer)).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=signed)
    return signed.getvalue()


def installed(kid: bytes) -> x509.Certificate:
    """The certificate of a key. Raises CertificateMissing."""
    path = _path(kid)
    if not path.is_file():
        raise CertificateMissing
    return x509.load_pem_x509_certificate(path.read_bytes())


def make_own(*, now: datetime) -> x509.Certificate:
    """A certificate the fund signs itself, for the key in use; it replaces the one before.

    A PDF reader shows such a signature as valid once the certificate is among those it trusts.
    """
    kid, key = _key()
    name = _name()
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(kid, built)
    return built


def request_for_ca() -> bytes:
    """A certificate signing request (PKCS#10, PEM) for an authority whose certificates PDF readers trust."""
    _, key = _key()
    request = x509.CertificateSigningRequestBuilder().subject_name(_name()).sign(key, hashes.SHA256())
    return request.public_bytes(serialization.Encoding.PEM)


def install(pem: bytes, *, now: datetime) -> x509.Certificate:
    """Use the authority's certificate from now on. Raises CertificateDoesNotFit."""
    kid, key = _key()
    try:
        given = x509.load_pem_x509_certificate(pem)
    except ValueError as error:
        raise CertificateDoesNotFit from error
    ours = key.public_key()
    if given.public_key() != ours or not given.not_valid_before_utc <= now < given.not_valid_after_utc:
        raise CertificateDoesNotFit
    _write(kid, given)
    return given


def _key() -> tuple[bytes, ec.EllipticCurvePrivateKey]:
    """The key in use, for the operator who makes its certificate on the machine that holds it."""
    kid = active_signer(CERTIFICATE).kid
    key = signers.read_pem(signers.pem_path(settings.KEYS / CERTIFICATE, kid))
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeyRefused("not a P-256 key")
    return kid, key


def _name() -> x509.Name:
    profile = settings.PROFILE
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, profile.country),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, profile.name[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{profile.short_name} surat keterangan"[:64]),
        ]
    )


def _usage() -> x509.KeyUsage:
    others = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        encipher_only=False,
        decipher_only=False,
        **dict.fromkeys(others, False),
    )


def _path(kid: bytes) -> Path:
    return Path(settings.KEYS) / CERTIFICATE / f"{kid.hex()}.crt"


def _write(kid: bytes, certificate: x509.Certificate) -> None:
    signers.write_private(_path(kid), certificate.public_bytes(serialization.Encoding.PEM))
