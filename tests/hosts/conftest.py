"""What several hosts' tests need: a server, the built external, the published classes on a stage. A test file may have its own of a name."""

import sys
import threading

import pytest

from ganspacesynth.client.shared_engine import SharedEngine
from ganspacesynth.engine.engine import Engine
from ganspacesynth.server.osc import Server
from tests.support.external_pd import build
from tests.support.fake_engine import Serving
from tests.support.osc_client import Client
from tests.support.patience import PATIENCE_S
from tests.support.pyext_stage import Stage
from tests.support.pyext_standin import Pd


@pytest.fixture
def server(tmp_path):
    """An engine that is served over UDP."""
    engine = Engine(temp=tmp_path)
    server = Server(engine)
    thread = threading.Thread(target=server.serve)
    thread.start()
    yield server
    engine.ended.set()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()
    server.close()
    engine.close()


@pytest.fixture
def client(server):
    """Somebody who asks that server."""
    client = Client(server)
    yield client
    client.socket.close()


@pytest.fixture(scope="session")
def external(tmp_path_factory):
    """The folder of the built external; it has a space and an accent, as users' folders do."""
    return build(tmp_path_factory.mktemp("external") / "Mes préférés")


@pytest.fixture
def folder(tmp_path):
    """Where a test's patch lies."""
    path = tmp_path / "Stück eins"
    path.mkdir()
    return path


@pytest.fixture
def engine():
    """A stand-in for an engine, and what serves it."""
    with Serving() as serving:
        yield serving.engine, serving


@pytest.fixture
def stage(engine, monkeypatch, request):
    """Pd with the published classes, and that engine."""
    options = getattr(request, "param", {})
    stage = Stage(Pd(**options), monkeypatch, SharedEngine(engine[1].port, lambda say: pytest.fail("an engine was started")))
    yield stage
    stage.end()
    sys.modules.pop("ganspacesynth.pyext.classes", None)
