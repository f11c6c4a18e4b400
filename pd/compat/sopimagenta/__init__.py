"""The module names that published patches ask for. Whoever has the package is asked for it; else the checkout around this folder is it."""

import importlib.util
import sys
from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parents[3]
if importlib.util.find_spec("ganspacesynth") is None and (_CHECKOUT / "ganspacesynth" / "hosts").is_dir():
    sys.path.append(str(_CHECKOUT))
