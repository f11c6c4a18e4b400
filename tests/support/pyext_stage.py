"""The published classes inside a Pd of ours, beside an engine that makes tones."""

import importlib
import sys
import types

import numpy as np

from tests.support.fake_engine import LATENT
from tests.support.pyext_standin import Console

DETACHED = (0, 1, 2)


class Stage:
    """A Pd inside which our module was imported, and an engine."""

    def __init__(self, pd, monkeypatch, shared):
        monkeypatch.setitem(sys.modules, "pyext", pd.module)
        monkeypatch.delitem(sys.modules, "ganspacesynth.pyext.classes", raising=False)
        self.module = importlib.import_module("ganspacesynth.pyext.classes")
        self.pd, self.shared = pd, shared
        monkeypatch.setattr(self.module, "SHARED", shared)
        monkeypatch.setattr(self.module, "sys", types.SimpleNamespace(stderr=Console(pd)))

    def gansynth(self, **options):
        """`[pyext. sopimagenta.gansynth.pyext gansynth]`."""
        return self.pd.create(self.module.gansynth, **options)

    def halluseq(self, array="1003-edits", **options):
        """`[pyext. sopimagenta.ganspacesynth.pyext halluseq $0-edits]`."""
        return self.pd.create(self.module.halluseq, array, **options)

    def end(self):
        for box in list(self.pd.objects):
            assert box.delete()
        self.shared.close()
        assert self.pd.faults == []
        assert not [line for line in self.pd.console if "Error" in line.split(":")[0]], self.pd.console


def z_array(seed=0):
    return np.random.default_rng(seed).normal(size=LATENT).astype(np.float32)
