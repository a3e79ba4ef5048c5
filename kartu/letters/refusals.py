"""What a station's officer, or the operator, can be refused, in words."""

from __future__ import annotations

from kartu.base.errors import DomainError


class NoSuchStation(DomainError):
    """No station of this short name; context: code."""

    code = "no-such-station"
    id = "Tidak ada kantor polisi dengan kode {code}. Lihat: kartu police-station list."
    en = "There is no station with the code {code}. See: kartu police-station list."


class StationKnown(DomainError):
    """A station of this code or name is there already; context: code."""

    code = "station-known"
    id = "Kode atau nama kantor polisi {code} sudah dipakai."
    en = "The code or the name of the station {code} is taken."


class BadStationCode(DomainError):
    """A code that is no plain word; context: code."""

    code = "bad-station-code"
    id = "Kode {code} tidak dapat dipakai: hanya huruf kecil, angka, dan tanda hubung, paling panjang 30."
    en = "The code {code} cannot be used: small letters, digits and hyphens only, 30 at most."


class StationNotTrusted(DomainError):
    """The operator withdrew the trust in this station, or it has no key."""

    code = "station-not-trusted"
    id = "Kantor ini sedang tidak dapat menerbitkan surat di sini. Hubungi pengelola sistem dana."
    en = "This station cannot issue letters here at present. Call the fund's operator."


class AnotherStation(DomainError):
    """The letter was issued elsewhere; it is extended and withdrawn where it was issued."""

    code = "another-station"
    id = "Surat ini diterbitkan kantor lain. Hanya kantor itu yang dapat mengubahnya."
    en = "Another station issued this letter. Only that station can change it."


class LetterWithdrawn(DomainError):
    """A withdrawn letter is not extended."""

    code = "letter-withdrawn"
    id = "Surat ini sudah ditarik dan tidak dapat diperpanjang. Terbitkan surat baru."
    en = "This letter was withdrawn and cannot be extended. Issue a new one."
