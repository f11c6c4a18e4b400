"""How the package is built and installed; the settings of the tools are in pyproject.toml."""

import re
from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).resolve().parent


def version() -> str:
    """Read the version without importing the package."""
    text = (HERE / "ganspacesynth" / "version.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if not found:
        raise RuntimeError('ganspacesynth/version.py must have a line such as __version__ = "1.0"')
    return found[1]


setup(
    name="ganspacesynth",
    version=version(),
    description="Play a neural network's sound space: timbre, pitch and hallucinations from GANSynth models",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    classifiers=[
        "Intended Audience :: End Users/Desktop",
        "Operating System :: OS Independent",
        "Programming Language :: Python :: 3.10",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Topic :: Multimedia :: Sound/Audio :: Sound Synthesis",
    ],
    python_requires=">=3.10,<3.13",
    # The models live at the top of the repository; installed, they are ganspacesynth/models/NAME.
    packages=[*find_packages(include=["ganspacesynth", "ganspacesynth.*"]), "ganspacesynth.models"],
    package_dir={"ganspacesynth.models": "models"},
    package_data={
        "ganspacesynth": ["py.typed", "hosts/pyext_clock.pd", "space/atlas.html", "evaluation/classifier.npz", "evaluation/report.html"],
        "ganspacesynth.models": ["README.md", "*/*"],
    },
    include_package_data=False,
    install_requires=[
        "tensorflow>=2.16",
        "keras>=3.3",
        "numpy>=1.26",
        "scipy>=1.11",
        "scikit-learn>=1.4",
        "soundfile>=0.12.1",
        "soxr>=0.3.7",
        "mido>=1.3",
        "rich>=13.0",
        "matplotlib>=3.8",
        "threadpoolctl>=3.1",
    ],
    extras_require={
        # Rendering soundfonts wants tinysoundfont as well, which asks for pyaudio only to play. Where pyaudio has to be compiled
        # (everywhere but Windows), take it without: pip install --no-deps tinysoundfont
        "train": ["jax>=0.4.30", "tinysoundfont>=0.3.6; sys_platform == 'win32'"],
        "test": [
            "jax>=0.4.30",
            "pytest>=8.0",
            "pytest-xdist>=3.5",
            "hypothesis>=6.100",
            "python-osc>=1.8.3",
            "psutil>=5.9",
            "ruff>=0.9",
            "mypy>=1.11",
            "setuptools>=70.1",
            "py2max>=0.6",
            "ray>=2.9",
        ],
        "max": ["py2max>=0.6"],  # only to make the patches of the Max package anew
        "ray": ["ray>=2.9"],
        "gpu": ["tensorflow[and-cuda]>=2.16; sys_platform == 'linux'"],
    },
    entry_points={
        "console_scripts": [
            "ganspacesynth = ganspacesynth.cli.main:main",
            "ganspacesynth_ganspace = ganspacesynth.cli.directions:main",
            "gansynth_ganspace = ganspacesynth.cli.directions:main",
        ]
    },
)
