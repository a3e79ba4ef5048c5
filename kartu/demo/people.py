"""Who lives in the invented fund. Every person, company and address is made up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROSTERS = Path(__file__).parent / "rosters"
PASSWORD = "kopi-hangat-di-pagi-hari"  # noqa: S105  known to everybody, as everything here


@dataclass(frozen=True, slots=True)
class Office:
    """One branch. Indonesia has three zones, and clocks at a branch show its own."""

    code: str
    name: str
    city: str
    address: str
    time_zone: str = "Asia/Jakarta"


@dataclass(frozen=True, slots=True)
class Company:
    """One employer and the roster it sent, a file of ROSTERS."""

    npp: str
    name: str
    roster: str


@dataclass(frozen=True, slots=True)
class Person:
    """A member of one of the rosters, by NIK; `contact` is what the account signs in with."""

    nik: str
    contact: tuple[str, str] = ("", "")


OFFICES = (
    Office("JKT01", "Jakarta Menteng", "Jakarta", "Jalan Contoh Raya 12, Menteng"),
    Office("BDG01", "Bandung Dago", "Bandung", "Jalan Contoh Dago 45"),
    Office("SMG01", "Semarang Simpang Lima", "Semarang", "Jalan Contoh Pahlawan 8"),
    Office("SBY01", "Surabaya Darmo", "Surabaya", "Jalan Contoh Darmo 101"),
    Office("MDN01", "Medan Kota", "Medan", "Jalan Contoh Pemuda 3"),
    Office("PLM01", "Palembang Ilir", "Palembang", "Jalan Contoh Sudirman 77"),
    Office("BPN01", "Balikpapan Kota", "Balikpapan", "Jalan Contoh Ahmad Yani 20", "Asia/Makassar"),
    Office("DPS01", "Denpasar Renon", "Denpasar", "Jalan Contoh Puputan 5", "Asia/Makassar"),
    Office("MKS01", "Makassar Losari", "Makassar", "Jalan Contoh Penghibur 9", "Asia/Makassar"),
    Office("JYP01", "Jayapura Kota", "Jayapura", "Jalan Contoh Percetakan 2", "Asia/Jayapura"),
)
COMPANIES = (
    Company("JJ012345", "PT Contoh Sandang Nusantara", "sandang.csv"),
    Company("SB067890", "CV Contoh Beton Jaya", "beton.csv"),
    Company("MK045671", "PT Contoh Samudra Timur", "samudra.csv"),
)
# Units of the first company: registered employers of their own, without workers yet.
UNITS = (("JJ012346", "PT Contoh Sandang, Pabrik Solo"), ("JJ012347", "PT Contoh Sandang, Toko Bandung"))
# A roster of the first company as it might send it a month later.
SENT_LATER = ROSTERS / "kiriman-sandang.csv"

# With an account, to sign in with.
SITI = Person("3174014107920003", ("email", "siti.rahmawati@contoh.id"))  # two memberships
BAMBANG = Person("3273011204880007", ("phone", "+6281234567002"))  # a telephone and no e-mail
HENDRA = Person("3578012903790004", ("email", "hendra.gunadi@contoh.id"))  # asked for one more paper
WULAN = Person("3273014410801040", ("email", "wulan.lestari@contoh.id"))  # a card comes to her by post
# Without an account, to open one.
KARTIKA = Person("3374016511950011", ("email", "kartika.larasati@contoh.id"))
# One card code in each state, of people nobody signs in as: trying things out leaves their cards alone.
VALID = Person("1271015008990002")
BLOCKED = Person("7371011509850006")
REPLACED = Person("5171014612900008")
EXPIRED = Person("1671012001830009")
PREPARED = Person("6471015703970010")
# One case in each state at the first branch, and one report that an officer has to settle.
SUBMITTED = Person("3515010507860015")
IN_REVIEW = Person("3578016210010016")
ISSUED = Person("3573011811820017")
PRINTED = Person("7371014804940018")
COLLECTED = Person("7371012206780019")
REJECTED = Person("7271010909960020")
CANCELLED = Person("9171030402910012")
VOIDED = Person("9471016808870021")
DOUBTFUL = Person("6471015705984574")  # with the letter and the picture of another case
FLAGGED = Person("7371010202930022")

STATION = "Polsek Menteng"
