"""An engine that several files of tests ask, and a host for each test."""

import pytest

from ganspacesynth.engine.engine import Engine
from tests.support import house
from tests.support.host import Host


@pytest.fixture(scope="module")
def folder(tmp_path_factory, tiny):
    """Models, directions and melodies in a folder."""
    return house.build(tmp_path_factory.mktemp("Klänge und Räume"), tiny)


@pytest.fixture(scope="module")
def shared(folder, tmp_path_factory):
    """One engine for all tests of a file: loading and compiling is what takes time."""
    engine = Engine(precision="exact", temp=tmp_path_factory.mktemp("temp é"))
    assert Host(engine).ask("/load", str(folder / house.PITCHED), "@as", "tiny")[0] == "/loaded"
    yield engine
    engine.close()


@pytest.fixture
def host(shared):
    """A host whose voice `main` is new."""
    host = Host(shared)
    host.ask("/voice_close")
    assert host.ask("/use", "tiny") == ("/ok", "/use")
    return host
