"""Numbers and names that come from drafts and may still change, or that the fund chose. Only this module knows them.

Claim 169 (IANA "CBOR Web Token Claims" 169): attributes 1, 3, 4, 8 stand since version 1.0; 23 is new in 1.2.
Token Status List (approved, in the RFC editor's queue): 65533, 65534, 65535 and both media types.
"""

from __future__ import annotations

# CWT claims, RFC 8392 section 4: settled.
ISS, SUB, EXP, NBF, IAT, CTI = 1, 2, 4, 5, 6, 7

# Claim 169 and its attributes, version 1.2.
IDENTITY = 169
ID_NUMBER = 1
ID_LANGUAGE = 3
ID_FULL_NAME = 4
ID_BIRTH_DATE = 8
ID_COUNTRY = 23

# The fund's own values. Claim 169 keeps 24-49 and 75-99 for its own future and says nothing of a private range, so
# they stand outside it, under one CWT claim below -65536: "Reserved for Private Use", RFC 8392 section 9.1.
FUND = -65537
FUND_PROGRAMMES = 1
FUND_EMPLOYER = 2

# A police station's loss letter, beside it and for the same reason.
LETTER = -65538
LETTER_NUMBER = 1
LETTER_ITEMS = 2
LETTER_TYPE = "loss-letter"
CERTIFICATE_TYPE = "interim-certificate"

# Token Status List.
STATUS_LIST, STATUS_TTL, STATUS = 65533, 65534, 65535
STATUS_MECHANISM = "status_list"
STATUS_JWT_TYPE = "statuslist+jwt"
STATUS_CWT_TYPE = "application/statuslist+cwt"

# COSE, RFC 9052 section 3.1 and RFC 9596 (typ).
COSE_ALG, COSE_CRIT, COSE_KID, COSE_TYP = 1, 2, 4, 16
ES256 = -7
TAG_SIGN1, TAG_CWT = 18, 61
