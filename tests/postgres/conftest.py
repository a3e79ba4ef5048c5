"""Real servers: one throwaway cluster for the questions that only read, a lasting one where its life is the point."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kartu.postgres import Cluster, Running, throwaway
from kartu.postgres.account import STATE
from kartu.postgres.homes import POINTER


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with throwaway() as running:
        yield running


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder below folders that nobody but their owner may enter."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    folder = closed / "data"
    before = _homes()
    yield folder
    if (folder / "postgres").is_dir():
        Cluster(folder).remove()
    for home in _homes() - before:  # a test that removed its data folder leaves root's cluster unnamed
        shutil.rmtree(home)


def find_pgdata(folder: Path) -> Path:
    """Where the cluster of a data folder really lies."""
    control = folder / "postgres"
    if os.geteuid() != 0:
        return control / "pgdata"
    return STATE / "clusters" / (control / POINTER).read_text(encoding="ascii").strip() / "pgdata"


def _homes() -> set[Path]:
    return set((STATE / "clusters").glob("*")) if os.geteuid() == 0 else set()
