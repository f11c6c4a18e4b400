"""A bank and a model that play with tests."""

import pytest

from ganspacesynth.bank.answering.continuing import BankPlayer
from ganspacesynth.networks.continuation.continuation_files import load_continuation
from tests.conftest import GOLDEN
from tests.support.sound_language import language_bank


@pytest.fixture(scope="session")
def player(tmp_path_factory):
    bank = language_bank(tmp_path_factory.mktemp("live"), seed=77, sentences=3, length=20)
    return BankPlayer.of(bank, load_continuation(GOLDEN / "sound_language"))
