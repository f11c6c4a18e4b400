"""Settings in layers: TOML files and `key=value` words in, what was asked for out; several values with commas between them are a sweep.

    base.toml   <   run.toml   <   learning_rate=0.001,0.003 width=64

Each layer says some of the names of a frozen dataclass, and a later one counts. Whatever trains by such a dataclass can be told so.
"""

import dataclasses
import itertools
import os
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.files import open_file

Settings = TypeVar("Settings")
MAX_TOML_BYTES = 1 << 20
MOST_RUNS = 1000
TRUTH = {"true": True, "false": False}


def layered(kind: type[Settings], files: Sequence[str | os.PathLike[str]], words: Sequence[str]) -> dict[str, Settings]:
    """Return the settings of each run that was asked for.

    Args:
        kind: a frozen dataclass whose fields have defaults.
        files: TOML files, the first below all others.
        words: `key=value`, above the files; `key=a,b` makes a run for each value, and several such keys one for each pair.

    Returns:
        {name of the run: its settings}; the one run that is no sweep has the name "".

    Raises:
        InvalidInput: a name or value that the settings have not, a file that is no TOML, or more runs than anybody waits for.
    """
    kinds = {each.name: type(each.default) for each in dataclasses.fields(kind)}  # type: ignore[arg-type]
    below: dict[str, Any] = {}
    for path in files:
        below |= _checked(read_toml(path), kinds, str(path))
    swept = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in kinds:
            raise InvalidInput(f"A setting is key=value, of {', '.join(kinds)}. Received: {brief(word)}.", rule="known-setting")
        swept[name] = [_parsed(name, text.strip(), kinds[name]) for text in value.split(",")]
    count = 1
    for values in swept.values():
        count *= len(values)
    if count > MOST_RUNS:
        raise InvalidInput(f"A sweep has at most {MOST_RUNS} runs. Received: {count}. Name fewer values.", rule="sweep-size")
    varied = [name for name, values in swept.items() if len(values) > 1]
    runs = {}
    for each in itertools.product(*swept.values()):
        chosen = dict(zip(swept, each, strict=True))
        runs[",".join(f"{name}={chosen[name]}" for name in varied)] = kind(**{**below, **chosen})
    return runs


def read_toml(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read a TOML file of bounded size.

    Raises:
        InvalidInput: there is none, or something else in it.
    """
    try:
        import tomllib
    except ModuleNotFoundError:  # Python 3.10
        import tomli as tomllib  # type: ignore[no-redef, import-not-found]
    try:
        with open_file(path) as file:
            text = file.read(MAX_TOML_BYTES + 1)
        if len(text) > MAX_TOML_BYTES:
            raise ValueError(f"more than {MAX_TOML_BYTES} bytes")
        return tomllib.loads(text.decode("utf-8"))
    except (OSError, ValueError) as e:
        raise InvalidInput(f"Settings are a TOML file. Received: {path} ({brief(str(e))}). Write name = value in lines.", rule="settings-file") from e


def _checked(values: Mapping[str, Any], kinds: Mapping[str, type], where: str) -> dict[str, Any]:
    checked = {}
    for name, value in values.items():
        if name not in kinds:
            raise InvalidInput(f"A setting is one of {', '.join(kinds)}. Received: {brief(name)} in {where}.", rule="known-setting")
        checked[name] = float(value) if kinds[name] is float and type(value) is int else value
        if type(checked[name]) is not kinds[name]:
            raise _wrong(name, value, kinds[name])
    return checked


def _parsed(name: str, text: str, kind: type) -> Any:
    try:
        return TRUTH[text.lower()] if kind is bool else kind(text)
    except (ValueError, KeyError) as e:
        raise _wrong(name, text, kind) from e


def _wrong(name: str, value: object, kind: type) -> InvalidInput:
    said = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}[kind]
    return InvalidInput(f"{name} is {said}. Received: {name}={brief(value)}.", rule="setting-kind")
