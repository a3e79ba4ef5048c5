"""Reads the rosters employers send: CSV and XLSX to judged rows. Knows neither the web framework nor the database."""

from kartu.registry.roster.errors import RosterError
from kartu.registry.roster.problems import Place, Problem, explain
from kartu.registry.roster.reading import Counts, RosterReading, read_roster
from kartu.registry.roster.rules import RosterLine, Worker

__all__ = [
    "Counts",
    "Place",
    "Problem",
    "RosterError",
    "RosterLine",
    "RosterReading",
    "Worker",
    "explain",
    "read_roster",
]
