"""What pyproject.toml cannot say: the models lie at the top of the repository; installed, they are ganspacesynth/models/NAME."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["ganspacesynth", "ganspacesynth.*"]), "ganspacesynth.models"],
    package_dir={"ganspacesynth.models": "models"},
)
