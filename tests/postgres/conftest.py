"""Real servers: one throwaway cluster for the questions that only read, a lasting one where its life is the point."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kartu.postgres import Cluster, Running, throwaway
from kartu.postgres.account import STATE
from kartu.postgres.homes import OWNER_NOTE, POINTER
from kartu.postgres.postmaster import read_postmaster


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with throwaway() as running:
        yield running


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Path]:
    """A data folder without a cluster yet, below a folder that nobody but its owner may enter."""
    yield from _data_folder(tmp_path)


@pytest.fixture(scope="session")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder that most tests share, because making a cluster takes longer than all they do with it."""
    yield from _data_folder(tmp_path_factory.mktemp("lasting"))


@pytest.fixture
def data(lasting: Path) -> Path:
    """The shared data folder with its cluster made and its server stopped."""
    Cluster(lasting).start_or_join().stop()
    assert read_postmaster(find_pgdata(lasting)) is None
    return lasting


def find_pgdata(folder: Path) -> Path:
    """Where the cluster of a data folder really lies."""
    control = folder / "postgres"
    if os.geteuid() != 0:
        return control / "pgdata"
    return STATE / "clusters" / (control / POINTER).read_text(encoding="ascii").strip() / "pgdata"


def _data_folder(parent: Path) -> Iterator[Path]:
    closed = parent / "closed"
    closed.mkdir(mode=0o700)
    folder = closed / "data"
    yield folder
    if (folder / "postgres").is_dir():
        Cluster(folder).remove()
    for home in _homes_made_for(closed):  # a test that removed its data folder leaves root's cluster unnamed
        shutil.rmtree(home)


def _homes_made_for(folder: Path) -> list[Path]:
    notes = (STATE / "clusters").glob(f"*/{OWNER_NOTE}") if os.geteuid() == 0 else ()
    return [note.parent for note in notes if note.read_text(encoding="utf-8").startswith(f"{folder.resolve()}/")]
