"""The steps of a voice, message by message: added, walked, undone, saved, hallucinated."""

import numpy as np

from ganspacesynth.audio.files.sound_files import read_audio


def sound(answer):
    return read_audio(answer[1])[0]


# --- steps


def step(host, *message):
    first, second = host.ask(*message), host.hear()
    assert first[0] == "/step" and second[0] == "/edits"
    return first[1:3]


def test_steps_are_added_walked_moved_and_removed(host):
    host.ask("/seed", 11)
    assert step(host, "/step_add") == (1, 2) and step(host, "/step_random") == (2, 3)
    seed = host.ask("/seed")[1]
    assert seed != 11 and step(host, "/step_previous") == (1, 3) and host.ask("/seed") == ("/seed", 11)
    assert step(host, "/step", 2) == (2, 3) and step(host, "/step_next") == (2, 3)
    assert step(host, "/step_move", 0) == (0, 3) and host.ask("/seed") == ("/seed", seed)
    assert step(host, "/step_remove") == (0, 2) and host.ask("/seed") == ("/seed", 11)
    assert step(host, "/undo") == (0, 3) and step(host, "/redo") == (0, 2)
    assert host.ask("/step_duration", 1.5)[4] == 1.5 and host.hear()[0] == "/edits"
    assert host.ask("/step_duration", 0)[4] == 0.0 and host.hear()[0] == "/edits"
    assert step(host, "/sequence_new") == (0, 1) and step(host, "/undo") == (0, 2)


def test_undo_takes_a_whole_gesture_back(host):
    for amount in range(50):
        host.ask("/edit", 1, amount / 10)
    host.ask("/edit", 2, 1.0)
    assert step(host, "/undo") and host.ask("/edits") == ("/edits", 4.9)
    assert step(host, "/undo") and host.ask("/edits") == ("/edits",)


def test_a_sequence_is_saved_and_loaded_and_hallucinated(host, tmp_path):
    path = tmp_path / "Folge é.json"
    host.ask("/seed", 4)
    host.ask("/psi", 0.5)
    step(host, "/step_random")
    host.ask("/setting", "spacing_s", 0.1)
    host.ask("/setting", "interp_steps", 2)
    host.ask("/setting", "normalize", 0)
    settings = host.ask_until("/settings", "/settings")
    assert ("/setting", "spacing_s", "0.1") in settings and ("/setting", "normalize", "0") in settings and settings[-1] == ("/settings", 10)
    first = host.ask_until("/hallucinated", "/hallucinate")[-1]
    assert host.ask("/sequence_save", str(path)) == ("/saved", str(path))
    assert host.ask("/sequence_save", str(path))[2] == "output"
    host.ask("/voice_close")
    host.ask("/use", "tiny")
    assert step(host, "/sequence_load", str(path)) == (1, 2)
    assert host.ask("/setting", "interp_steps") == ("/setting", "interp_steps", "2")
    second = host.ask_until("/hallucinated", "/hallucinate")[-1]
    assert first[4] == second[4] == 4 and np.allclose(sound(first), sound(second), atol=1e-5)
