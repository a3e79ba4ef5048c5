"""Card codes, good and broken. Each is (name, fault, text, verdict, reason), in groups that become files."""

from __future__ import annotations

import zlib

import cbor2

from tests.vectors.parts import (
    CARD,
    DAY,
    ISSUER,
    NOW,
    OLD,
    STATUS,
    STRANGER,
    URI,
    at_index,
    base45,
    cbor,
    code,
    identity,
    payload,
    sign1,
    signed_bytes,
    wrap,
)

Row = tuple[str, str, str, str, str]
LONG = "Raden Ajeng Kusumawardhani Widyaningrum Tan"


def good() -> list[Row]:
    """Codes that must be accepted."""
    elements = sign1(cbor(payload()))
    tagged = cbor2.CBORTag(18, elements)
    texts = {
        "plain": ("none", code()),
        "tag-61-18": ("none: a CWT tag around the COSE tag", wrap(cbor2.dumps(cbor2.CBORTag(61, tagged)))),
        "untagged": ("none: no tag at all", wrap(cbor2.dumps(elements))),
        "no-employer": ("none: employer dropped", code(payload(**{"c-65537": {1: 31}}))),
        "no-birth-date": ("none: birth date unknown", code(payload(c169=identity(a8=None)))),
        "long-name": ("none", code(payload(c169=identity(a4=LONG), **{"c-65537": {1: 31}}))),
        "name-in-javanese-script": ("none", code(payload(c169=identity(a4="ꦱꦶꦠꦶ ꦫꦃꦩꦮꦠꦶ")))),
        "name-in-arabic-script": ("none", code(payload(c169=identity(a4="سيتي رحماواتي")))),
        "name-in-chinese-script": ("none", code(payload(c169=identity(a4="陳美玲")))),
        "name-beyond-the-basic-plane": ("none", code(payload(c169=identity(a4="𠮷田 Ayu 😀")))),
        "mononym": ("none", code(payload(c169=identity(a4="Suharti")))),
        "no-programmes": ("none", code(payload(**{"c-65537": {1: 0}}))),
        "not-before-passed": ("none", code(payload(c5=NOW - 1))),
        "clock-a-little-slow": ("none: issued four minutes from now", code(payload(c6=NOW + 240))),
        "unknown-claim": ("none: a claim we do not know", code(payload(c300="later"))),
        "old-key-still-published": ("none: signed by the key before", code(key=OLD)),
        "stored-blocks-only": ("none: another packer", base45(zlib.compress(cbor2.dumps(tagged), 0))),
    }
    return [(name, fault, text, "good", "valid") for name, (fault, text) in texts.items()]


def header_keys() -> list[Row]:
    """Keys and addresses of keys in a header are never looked at; a critical header is refused."""
    x, y = STRANGER.point()
    stranger = {1: 2, -1: 1, -2: x, -3: y}
    with_address = cbor({1: -7, 4: CARD.kid, 35: "https://evil.example/key"})
    with_key = cbor({1: -7, 4: CARD.kid, -65000: stranger})
    critical = cbor({1: -7, 2: [-65000], 4: CARD.kid, -65000: 1})
    forged = sign1(cbor(payload()), key=STRANGER, protected=with_key)
    return [
        ("x5u-ignored", "x5u in the protected header", code(protected=with_address), "good", "valid"),
        (
            "unprotected-header-ignored",
            "a key in the unprotected header",
            code(unprotected={-65000: stranger}),
            "good",
            "valid",
        ),
        (
            "embedded-key-believed",
            "signed by the key that the header carries",
            wrap(cbor2.dumps(forged)),
            "not-ours",
            "bad-signature",
        ),
        ("critical-header", "a critical header nobody knows", code(protected=critical), "not-ours", "wrong-algorithm"),
        (
            "kid-unprotected-only",
            "key identifier in the unprotected header only",
            code(protected=cbor({1: -7}), unprotected={4: CARD.kid}),
            "not-ours",
            "unknown-key",
        ),
        ("kid-of-four-bytes", "a shorter key identifier", code(kid=CARD.kid[:4]), "not-ours", "unknown-key"),
        ("no-header", "an empty protected header", code(protected=b""), "not-ours", "not-a-code"),
    ]


def tampered() -> list[Row]:
    """One part changed after signing."""
    elements = sign1(cbor(payload()))
    body, signature = elements[2], elements[3]
    changed = {
        "name-changed": [elements[0], {}, body.replace(b"Siti", b"Budi"), signature],
        "expiry-changed": [elements[0], {}, cbor(payload(c4=NOW + 50 * 365 * DAY)), signature],
        "status-index-changed": [elements[0], {}, cbor(payload(c65535=at_index(9))), signature],
        "programmes-changed": [elements[0], {}, cbor(payload(**{"c-65537": {1: 1, 2: "12345678"}})), signature],
        "signature-bit-flipped": [elements[0], {}, body, bytes([signature[0] ^ 1]) + signature[1:]],
        "signature-zeroed": [elements[0], {}, body, bytes(64)],
        "signature-of-another": [elements[0], {}, body, sign1(cbor(payload(c6=NOW)))[3]],
        "header-respelled": [cbor({1: -7, 4: CARD.kid, 35: "x"}), {}, body, signature],
    }
    return [
        (name, "changed after signing", wrap(cbor2.dumps(cbor2.CBORTag(18, value))), "not-ours", "bad-signature")
        for name, value in changed.items()
    ]


def wrong_keys() -> list[Row]:
    """Signed by somebody else, in another way, or not at all."""
    elements = sign1(cbor(payload()))
    body, signature = elements[2], elements[3]
    stranger = sign1(cbor(payload()), key=STRANGER, kid=CARD.kid)
    der = [elements[0], {}, body, signature + bytes(6)]
    return [
        (
            "wrong-key-our-kid",
            "signed by a stranger under our kid",
            wrap(cbor2.dumps(cbor2.CBORTag(18, stranger))),
            "not-ours",
            "bad-signature",
        ),
        ("wrong-key-own-kid", "signed by a stranger under its own kid", code(key=STRANGER), "not-ours", "unknown-key"),
        ("status-key", "signed by our key for status lists", code(key=STATUS), "not-ours", "unknown-key"),
        (
            "signature-too-long",
            "a signature of 70 bytes",
            wrap(cbor2.dumps(cbor2.CBORTag(18, der))),
            "not-ours",
            "not-a-code",
        ),
        (
            "algorithm-es384",
            "header says ES384",
            code(protected=cbor({1: -35, 4: CARD.kid})),
            "not-ours",
            "wrong-algorithm",
        ),
        (
            "algorithm-hmac",
            "header says HMAC 256/256",
            code(protected=cbor({1: 5, 4: CARD.kid})),
            "not-ours",
            "wrong-algorithm",
        ),
        (
            "algorithm-missing",
            "header names no algorithm",
            code(protected=cbor({4: CARD.kid})),
            "not-ours",
            "wrong-algorithm",
        ),
        (
            "algorithm-as-text",
            "header says 'ES256' in letters",
            code(protected=cbor({1: "ES256", 4: CARD.kid})),
            "not-ours",
            "wrong-algorithm",
        ),
        ("unsigned", "an empty signature", wrap(cbor2.dumps([elements[0], {}, body, b""])), "not-ours", "not-a-code"),
    ]


def time() -> list[Row]:
    """Expired, not yet valid."""
    late = NOW + 10 * DAY
    return [
        ("expired", "exp a day ago", code(payload(c4=NOW - DAY)), "expired", "expired"),
        ("expires-this-second", "exp is now", code(payload(c4=NOW)), "expired", "expired"),
        (
            "expired-and-blocked",
            "expiry is told before the block",
            code(payload(c4=NOW - 1, c65535=at_index(11))),
            "expired",
            "expired",
        ),
        ("not-yet-valid", "nbf in ten days", code(payload(c5=late)), "could-not-check", "not-yet-valid"),
        (
            "issued-in-the-future",
            "iat in ten days: the clock is wrong",
            code(payload(c6=late)),
            "could-not-check",
            "not-yet-valid",
        ),
    ]


def copy_status() -> list[Row]:
    """What the list says of the copy."""
    return [
        ("revoked", "status 1", code(payload(c65535=at_index(11))), "blocked", "revoked"),
        ("suspended", "status 2", code(payload(c65535=at_index(12))), "blocked", "suspended"),
        ("prepared", "status 3: never handed over", code(payload(c65535=at_index(13))), "not-handed-over", "prepared"),
        (
            "revoked-at-the-last-place",
            "status 1 at index 2^20 - 1",
            code(payload(c65535=at_index(1_048_575))),
            "blocked",
            "revoked",
        ),
        (
            "list-nobody-has",
            "another list's address",
            code(payload(c65535={"status_list": {"idx": 10, "uri": URI + "9"}})),
            "could-not-check",
            "status-missing",
        ),
    ]


def claims() -> list[Row]:
    """Signed with our key, but not by the layout: a bug of ours or a stolen key, never a good card."""
    faults = {
        "no-expiry": payload(c4=None),
        "expiry-as-text": payload(c4="2031"),
        "no-serial": payload(c7=None),
        "serial-of-seven-bytes": payload(c7=bytes(7)),
        "no-name": payload(c169=identity(a4=None)),
        "name-as-bytes": payload(c169=identity(a4=b"Siti")),
        "no-claim-169": payload(c169=None),
        "no-status": payload(c65535=None),
        "status-index-beyond-shard": payload(c65535=at_index(1_048_576)),
        "status-index-negative": payload(c65535=at_index(-1)),
        "birth-date-impossible": payload(c169=identity(a8="19900231")),
        "expiry-beyond-clocks": payload(c4=2**60),
    }
    rows = [
        (name, "signed, but not by the layout", code(value), "not-ours", "bad-claims") for name, value in faults.items()
    ]
    other = code(payload(c1="https://other.example"))
    return [*rows, ("wrong-issuer", "our key, another issuer's name", other, "not-ours", "wrong-issuer")]


def foreign() -> list[Row]:
    """What other people print in squares."""
    dgc = cbor({1: "DE", 4: NOW + DAY, 6: NOW, -260: {1: {"ver": "1.3.0", "dob": "1990-01-02"}}})
    mosip = cbor({1: "www.mosip.io", 4: NOW + DAY, 6: NOW, 169: {1: "3918592438", 4: "Janardhan B S"}})
    return [
        (
            "health-certificate",
            "an EU digital health certificate",
            "HC1:" + signed_bytes(dgc, key=STRANGER),
            "not-ours",
            "not-a-code",
        ),
        (
            "health-certificate-without-prefix",
            "the same without HC1:",
            signed_bytes(dgc, key=STRANGER),
            "not-ours",
            "unknown-key",
        ),
        (
            "other-claim-169-issuer",
            "a Claim 169 card of another country",
            signed_bytes(mosip, key=STRANGER),
            "not-ours",
            "unknown-key",
        ),
        ("web-address", "a plain address", "https://example.org/menu", "not-ours", "not-a-code"),
        (
            "web-address-in-capitals",
            "an address in the QR alphabet",
            "HTTPS://EXAMPLE.ORG/MENU",
            "not-ours",
            "not-a-code",
        ),
        ("vcard", "a visiting card", "BEGIN:VCARD\nFN:Siti\nEND:VCARD", "not-ours", "not-a-code"),
        ("card-number", "only digits", "26011234567", "not-ours", "not-a-code"),
        ("empty", "nothing", "", "not-ours", "not-a-code"),
        ("jwt-instead", "a JWT", "eyJhbGciOiJub25lIn0.e30.", "not-ours", "not-a-code"),
        (
            "payment-code",
            "an EMVCo payment code",
            "00020101021126610014ID.CO.EXAMPLE0118936000530000000000",
            "not-ours",
            "not-a-code",
        ),
    ]


def foreign_tags() -> list[Row]:
    """Other COSE structures and wrappings over our own good claims."""
    return [
        (
            "mac0-tag",
            "COSE_Mac0 (tag 17)",
            wrap(cbor2.dumps(cbor2.CBORTag(17, sign1(cbor(payload()))))),
            "not-ours",
            "foreign-tag",
        ),
        (
            "sign-tag",
            "COSE_Sign (tag 98)",
            wrap(cbor2.dumps(cbor2.CBORTag(98, sign1(cbor(payload()))))),
            "not-ours",
            "foreign-tag",
        ),
        (
            "self-described-tag",
            "tag 55799 around it",
            wrap(cbor2.dumps(cbor2.CBORTag(55799, cbor2.CBORTag(18, sign1(cbor(payload())))))),
            "not-ours",
            "foreign-tag",
        ),
        (
            "tag-18-twice",
            "tag 18 in tag 18",
            wrap(cbor2.dumps(cbor2.CBORTag(18, cbor2.CBORTag(18, sign1(cbor(payload())))))),
            "not-ours",
            "not-a-code",
        ),
        ("unsigned-claims", "a bare claims set", wrap(cbor(payload(c1=ISSUER))), "not-ours", "not-a-code"),
    ]
