"""Every error names the rule that was broken, every rule has a test, and what travels between processes keeps it."""

import ast
import copy
import pickle
import re
from pathlib import Path

import pytest

import ganspacesynth
from ganspacesynth.client.client import EngineError
from ganspacesynth.core.errors import BusyError, GanSpaceSynthError, InvalidInput
from ganspacesynth.engine.messages import CommandError
from tests.support.refused import refused, reported

PACKAGE, TESTS = Path(ganspacesynth.__file__).parent, Path(__file__).parents[2]
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")


def trees(folder):
    """Yield (path, syntax tree) of each file of Python in a folder."""
    for path in sorted(folder.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def given():
    """Yield (place, call, value) of each `rule=` in the package."""
    for path, tree in trees(PACKAGE):
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            for keyword in call.keywords:
                if keyword.arg == "rule":
                    yield f"{path.relative_to(PACKAGE)}:{call.lineno}", call, keyword.value


def rules():
    """Return {rule: where it is raised first}."""
    found = {}
    for where, _, value in given():
        if isinstance(value, ast.Constant):
            found.setdefault(value.value, where)
    return found


def test_rules_are_written_where_they_are_raised():
    handed_on = {ast.unparse(value) for _, _, value in given() if not isinstance(value, ast.Constant)}
    assert handed_on == {"rule", "e.rule"}  # by the classes themselves, and from the error that is told more of
    assert len(rules()) > 300


def test_rules_have_names_of_two_words_or_more():
    assert [(rule, where) for rule, where in rules().items() if not NAME.fullmatch(rule)] == []


def test_every_rule_is_named_in_a_test():
    named = set()
    for path, tree in trees(TESTS):
        if path != Path(__file__):
            named |= {node.value.partition(": ")[0] for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert {rule: where for rule, where in rules().items() if rule not in named} == {}


def test_tests_look_for_rules_and_not_for_sentences():
    tree = {error.__name__ for error in (GanSpaceSynthError, *GanSpaceSynthError.__subclasses__())}
    for path, code in trees(TESTS):
        for call in (node for node in ast.walk(code) if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.raises"):
            ours = call.args and ast.unparse(call.args[0]) in tree
            assert not (ours and any(keyword.arg == "match" for keyword in call.keywords)), f"{path.name}:{call.lineno}"


def words(node):
    """Return a sentence's fixed words, with {} for what is put in; None where it was made elsewhere."""
    if isinstance(node, ast.Constant):
        return node.value
    return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values) if isinstance(node, ast.JoinedStr) else None


def test_sentences_say_the_rule_then_what_was_received():
    handed_on = {"{}: {}", "{}{}", "steps[{}].{}", "settings.{}", "traits: {}"}
    for where, call, _ in given():
        sentence = words(call.args[-1]) if call.args else None
        if sentence is None or sentence in handed_on or re.match(r"\{\} \(file|\{\} If it", sentence):
            continue
        assert sentence[-1] in ".?}" and sentence[0] not in " .", where


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize(
    "error", [InvalidInput("a", rule="pitch-range"), BusyError("b", rule="waiting-jobs"), CommandError("busy", "c", rule="ring-room")]
)
def test_errors_travel_whole(error, protocol):
    for other in (pickle.loads(pickle.dumps(error, protocol)), copy.copy(error), copy.deepcopy(error)):
        assert type(other) is type(error) and str(other) == str(error) and vars(other) == vars(error) and other.args == error.args


def test_an_engines_answer_travels_too():
    other = pickle.loads(pickle.dumps(EngineError("gone", "Nobody.", rule="engine-alive")))
    assert (other.code, other.rule, str(other)) == ("gone", "engine-alive", "Nobody.")


def test_no_error_goes_without():
    with pytest.raises(TypeError, match="rule"):
        InvalidInput("A sentence.")


def test_the_helpers_tell_rules_apart():
    for rule, error, says in (("other-rule", InvalidInput, None), ("pitch-range: other", InvalidInput, None), ("pitch-range", InvalidInput, "other")):
        with pytest.raises(AssertionError), refused(rule, error, says=says):
            raise InvalidInput("A sentence.", rule="pitch-range")
    with pytest.raises(InvalidInput), refused("pitch-range", CommandError):
        raise InvalidInput("A sentence.", rule="pitch-range")
    with pytest.raises(AssertionError), reported("other-rule"):
        InvalidInput("A sentence.", rule="pitch-range")
    with reported("pitch-range"):
        assert isinstance(InvalidInput("A sentence.", rule="pitch-range"), GanSpaceSynthError)
