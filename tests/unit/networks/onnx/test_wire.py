import pytest

from ganspacesynth.networks.onnx import wire


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0800"), (1, "0801"), (127, "087f"), (128, "088001"), (150, "089601"), (-1, "08ffffffffffffffffff01")],
)
def test_whole_numbers_are_varints(value, written):
    assert wire.number(1, value).hex() == written


def test_fields_from_16_on_have_tags_of_two_bytes():
    assert wire.number(20, 7).hex() == "a00107"


def test_words_and_messages_say_their_length():
    assert wire.text(2, "testing").hex() == "120774657374696e67"
    assert wire.message(3, wire.number(1, 150)).hex() == "1a03089601"
    assert wire.message(3).hex() == "1a00"


def test_real_numbers_are_float32():
    assert wire.real(1, 1.0).hex() == "0d0000803f"
