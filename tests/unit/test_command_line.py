"""The command line parses words, calls one function and prints: what its parser made goes no further than the file that declares the options."""

import ast
import re
from pathlib import Path

import ganspacesynth

PACKAGE = Path(ganspacesynth.__file__).parent
FILES = sorted((PACKAGE / "cli").rglob("*.py"))
OF_ITSELF = {"vars", "getattr", "int"}  # functions of Python that may look into it
HANDED_ON = {("main.py", "run"), ("main.py", "of_command"), ("train.py", "run")}  # one subcommand may be another's


def given_away(path):
    """Yield the functions from elsewhere that a file calls with its parsed words."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        given = [*call.args, *(word.value for word in call.keywords)]
        known = (isinstance(call.func, ast.Name) and name in own | OF_ITSELF) or name == "run_task"
        if any(isinstance(each, ast.Name) and each.id == "args" for each in given) and not known:
            yield path.name, name


def test_parsed_words_stay_in_their_file():
    assert len(FILES) > 20
    assert {found for path in FILES for found in given_away(path)} == HANDED_ON


def test_a_file_that_gives_them_away_is_noticed(tmp_path):
    (tmp_path / "x.py").write_text("def run(args):\n    inside(args)\n    other.work(args)\n    made(1, words=args)\ndef inside(args): ...\n")
    assert list(given_away(tmp_path / "x.py")) == [("x.py", "work"), ("x.py", "made")]


def test_nobody_else_parses_words():
    others = [path for path in PACKAGE.rglob("*.py") if path not in FILES]
    assert len(others) > 100 and not [path for path in others if re.search(r"(import|from) argparse", path.read_text(encoding="utf-8"))]


# --- what strangers wrote into their files does not steer the terminal

STREAMS = {"sys.stdout.write", "sys.stderr.write"}
OF_OURS = {  # lines in which nothing is a stranger's, by the name of what is written
    ("doctor_probe.py", "json.dumps(found) + '\\n'"),  # ASCII, for `doctor` to read
    ("serve.py", "markdown()"),
    ("progress_bar.py", "said"),  # the name of a library, in a line that goes away
    ("progress_bar.py", r'''f"\r{' ' * len(said)}\r"'''),
    ("midi.py", r"""f'The model has other pitches: notes moved by octaves: {fitted.n_transposed}, left out: {fitted.n_skipped}.\n'"""),
}


def bare_lines(path):
    """Yield what a file writes to the terminal that has not been made plain."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and (ast.unparse(call.func) in STREAMS or ast.unparse(call.func) in ("print", "traceback.print_exc")):
            written = call.args[0] if call.args else call
            made_plain = any(isinstance(part, ast.Call) and ast.unparse(part.func) == "plain" for part in ast.walk(written))
            if not isinstance(written, ast.Constant) and not made_plain:
                yield path.name, ast.unparse(written)


def test_every_line_is_plain_or_ours():
    assert {found for path in FILES for found in bare_lines(path)} <= OF_OURS


def test_a_line_that_is_not_plain_is_noticed(tmp_path):
    (tmp_path / "x.py").write_text("sys.stdout.write(f'{name}\\n')\nsys.stderr.write('ours')\nsys.stderr.write(plain(name))\nprint(name)\n")
    assert list(bare_lines(tmp_path / "x.py")) == [("x.py", "f'{name}\\n'"), ("x.py", "name")]
