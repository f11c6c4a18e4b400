"""The command line's door: help, wrong use, and every failure as one line."""

import importlib
import json
import logging
import os
import subprocess
import sys
import types

import pytest

from ganspacesynth import __version__
from ganspacesynth.cli import main as cli
from ganspacesynth.cli.main import SUBCOMMANDS, main, run_subcommand
from ganspacesynth.cli.training import make_dataset
from ganspacesynth.core.errors import ModelError

WORDS = {  # what a subcommand cannot do without
    "midi": ("x.mid",),
    "video": ("x.wav",),
    "pad": ("x.json",),
    "picture": ("--model", "x.pkl"),
    "picture axes": ("--model", "x.pkl"),
    "picture sample": ("--model", "x.pkl", "-o", "x"),
    "picture project": ("x.png", "--model", "x.pkl"),
    "picture atlas": ("--model", "x.pkl"),
    "export": ("7",),
    "explore": ("-o", "x"),
    "directions": ("-o", "x.npz"),
    "directions label": ("x.npz",),
    "directions rename": ("x.npz",),
    "directions rate": ("x.npz", "1", "5"),
    "between": ("--a", "1", "--b", "2", "-o", "x.npz"),
    "project": ("x.wav",),
    "dataset": ("chop", "x", "-o", "y"),
    "train": ("x", "-o", "y"),
    "train-pictures": ("x", "-o", "y"),
    "checkpoint": ("split", "x", "-o", "y"),
    "evaluate": ("--against", "x"),
    "evaluate classifier": ("x", "-o", "y.npz"),
    "convert": ("x", "-o", "y"),
    "show": ("x.wav",),
    "vary": ("x.wav",),
    "react": ("x.wav",),
    "listen": ("x.wav",),
    "bank build": ("x", "-o", "y"),
    "bank train": ("x", "-o", "y"),
    "bank continue": ("x.wav",),
    "bank test": ("x",),
    "bank replay": ("x",),
    "lineage": ("x.wav",),
    "credentials": ("x.wav",),
    "credentials sign": ("x.wav", "-o", "y.wav", "--certificate", "x.pem", "--key", "x.pem"),
    "timeline": ("x.toml",),
}
MODULES = 150  # that `ganspacesynth --help` loads beyond a bare Python; NumPy alone would be as many


@pytest.fixture
def stub(monkeypatch):
    """Put a subcommand of our own in the place of `info`; returns a function that says what it does."""

    def put(run):
        module = types.ModuleType("ganspacesynth.cli.stub", "`ganspacesynth stub`: do nothing.")
        module.add_arguments = lambda parser: parser.add_argument("--n", type=int, default=0)
        module.run = run
        monkeypatch.setitem(sys.modules, "ganspacesynth.cli.stub", module)
        monkeypatch.setitem(SUBCOMMANDS, "stub", ("ganspacesynth.cli.stub", "do nothing"))
        monkeypatch.setattr(logging.getLogger(), "handlers", logging.getLogger().handlers[:])

    return put


def fails(trouble):
    def run(args):
        raise trouble

    return run


def python(*words, **options):
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False, **options)


def test_help_lists_the_subcommands_in_order(capsys):
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    places = [out.index(f"\n  {name} ") for name in SUBCOMMANDS]
    assert places == sorted(places)


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"ganspacesynth {__version__}\n"


def test_no_words(capsys):
    assert main([]) == 2
    assert "subcommands:" in capsys.readouterr().err


@pytest.mark.parametrize(("word", "hint"), [("hallucinat", "Did you mean hallucinate?"), ("xyzzy", "There are generate, hallucinate")])
def test_unknown_subcommand(capsys, word, hint):
    assert main([word]) == 2
    out, err = capsys.readouterr()
    assert out == "" and len(err.splitlines()) == 1 and hint in err


@pytest.mark.parametrize("words", [["--nonsense"], ["-x", "info"], ["info", "--nonsense"], ["info", "a", "b"], ["convert"], ["-v"]])
def test_wrong_use(capsys, words):
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == "" and "Traceback" not in err
    assert len(err.splitlines()) == 1 if words != ["-v"] else "usage: ganspacesynth" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["generate", "--pich", "60"],
            "ganspacesynth generate: there is no --pich 60; did you mean --pitch? `ganspacesynth generate --help` says more.",
        ),
        (["generate", "--seed", "1e3"], "argument --seed: a seed is a whole number"),
        (["generate", "--rate", "44.1"], "argument --rate: a whole number; received '44.1'."),
        (["generate", "--rate", "0"], "argument --rate: one of 16000, 44100, 48000; received 0."),
        (["hallucinate", "--form", "continuos"], "one of clips, continuous; received 'continuos'; did you mean continuous?"),
        (["react", "a.wav", "--preset", "\x1b[31m\n"], "received"),
        (["favourites", "add", "bell"], "ganspacesynth favourites add: the following arguments are required: WAV."),
    ],
)
def test_wrong_use_is_one_line(capsys, words, said):
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == "" and len(err.splitlines()) == 1 and said in err and "\x1b" not in err


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_help_of_every_subcommand(capsys, name):
    assert main([name, "--help"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"usage: ganspacesynth {name} ") and "--verbose" in out and len(out) > 200


def test_help_loads_nothing_heavy():
    def loaded(code):
        return int(python("-c", f"{code}\nimport sys; print(len(sys.modules))").stdout.split()[-1])

    assert loaded("from ganspacesynth.cli.main import main\nmain(['--help'])") - loaded("pass") < MODULES
    words = [["--help"], *([name, "--help"] for name in SUBCOMMANDS)]
    code = f"from ganspacesynth.cli.main import main\nfor w in {words!r}: main(w)\nimport sys, json; print(json.dumps(sorted(sys.modules)))"
    loaded = {name.split(".")[0] for name in json.loads(python("-c", code).stdout.splitlines()[-1])}
    assert loaded & {"tensorflow", "keras", "jax", "scipy", "sklearn", "matplotlib"} == set()


def test_arguments_arrive_and_the_code_returns(stub):
    stub(lambda args: args.n)
    assert main(["stub"]) == 0 and main(["stub", "--n", "3"]) == 3


@pytest.mark.parametrize(
    ("trouble", "code", "line"),
    [
        (ModelError("A rule.\nReceived: x.", rule="known-model"), 1, "ganspacesynth: A rule. Received: x.\n"),
        (KeyboardInterrupt(), 130, "ganspacesynth: Stopped. Nothing was written; the same command begins anew.\n"),
        (KeyboardInterrupt("2 of 5 are kept."), 130, "ganspacesynth: Stopped. 2 of 5 are kept.\n"),
        (MemoryError(), 1, "ganspacesynth: There must be enough memory. Received: none left. Close other programs, or ask for less at once.\n"),
        (
            ImportError("No module named 'x'"),
            1,
            "ganspacesynth: All parts must be installed. Received: No module named 'x'. Install ganspacesynth again.\n",
        ),
        (
            PermissionError(13, "no", "x"),
            1,
            "ganspacesynth: The system must let us read and write. Received: [Errno 13] no: 'x'. Use --verbose to see where.\n",
        ),
    ],
)
def test_every_failure_is_one_line(stub, capsys, trouble, code, line):
    stub(fails(trouble))
    assert main(["stub"]) == code
    assert capsys.readouterr() == ("", line)


@pytest.mark.parametrize("words", [["-v", "stub"], ["stub", "--verbose"]])
def test_verbose_shows_where(stub, capsys, words, monkeypatch):
    monkeypatch.setattr("ganspacesynth.core.quiet_imports._verbose", False)
    stub(fails(ModelError("A rule.", rule="known-model")))
    assert main(words) == 1
    err = capsys.readouterr().err
    assert "Traceback" in err and err.endswith("ganspacesynth: A rule.\n")


def test_no_memory_by_another_name(stub, capsys):
    stub(fails(type("ResourceExhaustedError", (Exception,), {})()))
    assert main(["stub"]) == 1
    assert "There must be enough memory" in capsys.readouterr().err


def test_a_defect_of_ours_is_not_hidden(stub):
    stub(fails(ZeroDivisionError("ours")))
    with pytest.raises(ZeroDivisionError, match=r"ours"):
        main(["stub"])


@pytest.mark.parametrize(("code", "expected"), [(0, 0), (None, 0), (2, 2), ("text", 2)])
def test_exits_inside_are_codes(stub, code, expected):
    stub(fails(SystemExit(code)))
    assert main(["stub"]) == expected


@pytest.mark.skipif(os.name == "nt", reason="pipes end in another way")
def test_a_reader_who_has_enough():
    code = (
        "import sys, types; from ganspacesynth.cli import main; stub = types.ModuleType('stub', 'Says much.'); sys.modules['stub'] = stub;"
        "stub.add_arguments = lambda parser: None; stub.run = lambda args: print('much') or 0;"
        "sys.exit(main.run_subcommand('stub', [], prog='stub'))"
    )
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([sys.executable, "-c", code], stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert done.returncode == 1 and done.stderr == ""


def test_a_console_that_lacks_letters(tmp_path):
    done = python(
        "-m",
        "ganspacesynth",
        "info",
        str(tmp_path / "é 音"),
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        cwd=cli.__file__.split("ganspacesynth")[0],
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr and len(done.stderr.splitlines()) == 1


def test_as_a_module():
    done = python("-m", "ganspacesynth", "--version", cwd=cli.__file__.rsplit("ganspacesynth", 1)[0])
    assert done.returncode == 0 and done.stdout == f"ganspacesynth {__version__}\n"


def test_a_program_of_its_own(stub, capsys):
    stub(lambda args: args.n)
    assert run_subcommand("ganspacesynth.cli.stub", ["--n", "4"], prog="stub") == 4
    assert run_subcommand("ganspacesynth.cli.stub", ["--help"], prog="stub") == 0
    assert "usage: stub" in (out := capsys.readouterr().out) and "Do nothing." in out


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_ctrl_c_in_every_command_is_one_line_and_says_what_is_kept(name, monkeypatch, capsys, tmp_path):
    """Interrupted as soon as it begins to work: exit code 130, one line, and a way to go on."""
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(SUBCOMMANDS[name][0])

    def interrupted(args):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "run", interrupted)
    assert main([*name.split(), *WORDS.get(name, ())]) == 130
    out, err = capsys.readouterr()
    assert out == "" and len(err.splitlines()) == 1
    assert err.startswith("ganspacesynth: Stopped. ") and any(word in err for word in ("kept", "as it was", "Nothing was written", "Nothing of"))


def test_dataset_tells_where_the_finished_samples_are(monkeypatch, capsys):
    def interrupted(args):
        raise KeyboardInterrupt

    monkeypatch.setattr(make_dataset, "_chop", interrupted)
    assert main(["dataset", "chop", "x", "-o", "samples"]) == 130
    assert "What was finished is kept in samples; the same command goes on" in capsys.readouterr().err
