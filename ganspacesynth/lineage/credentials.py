"""Content credentials: a sound or a picture of ours and a certificate in, a signed copy out; and what is signed in a file, checked.

Signing comes last: whatever changes the file afterwards breaks the seal. Samples and recipe stay as they are. Nothing goes over the network: neither
a time stamp is asked for nor what a stranger's file says lies elsewhere.

Source: C2PA Technical Specification 2.x; IPTC, "Digital Source Type NewsCodes".
"""

import importlib.util
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ganspacesynth.audio.files.recipe_inside import read_recipe
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.core.files import atomic_path, open_file
from ganspacesynth.lineage.file import file_nodes
from ganspacesynth.lineage.node import BANK, PICTURE, RECORDING, SOUND, Node, said
from ganspacesynth.pictures.png import read_text
from ganspacesynth.version import __version__

RECIPE_LABEL = "org.ganspacesynth.recipe"
TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
MADE, COMPOSED = f"{TYPES}trainedAlgorithmicMedia", f"{TYPES}compositeWithTrainedAlgorithmicMedia"
# Not FLAC: there c2pa writes an ID3 tag before the file's beginning, which hides the sound and its recipe from readers.
FORMATS = {".wav": "audio/wav", ".png": "image/png"}
ALGORITHMS = ("es256", "es384", "es512", "ps256", "ps384", "ps512", "ed25519")
OFFLINE = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
MAX_PEM_BYTES = 1 << 20
MAX_BYTES = 1 << 31  # of a file that is signed or checked


@dataclass(frozen=True)
class Credentials:
    """What is signed in a file.

    Attributes:
        state: "Trusted": unchanged since it was signed by somebody whom one trusts; "Valid": unchanged, signed by anybody; "Invalid".
        signer: who signed, as the certificate says.
        program: what made the claim.
        source_type: how it came about, a word of IPTC's such as "trainedAlgorithmicMedia".
        ingredients: what it was made of.
        recipe: what made it, as JSON in text.
        problems: why it is not "Trusted".
    """

    state: str
    signer: str
    program: str
    source_type: str
    ingredients: tuple[str, ...]
    recipe: str
    problems: tuple[str, ...]


def sign(
    path: str | os.PathLike[str],
    output: str | os.PathLike[str],
    certificate: str | os.PathLike[str],
    key: str | os.PathLike[str],
    *,
    algorithm: str = ALGORITHMS[0],
    force: bool = False,
) -> Path:
    """Write a signed copy of a sound or a picture of ours: made by a trained model, by this recipe, of these things.

    Args:
        path: a WAV or PNG with a recipe.
        output: the copy; with `force` it may be the file itself.
        certificate: a PEM file with the signer's certificate, then those that vouch for it.
        key: a PEM file with its private key.
        algorithm: of the key, one of ALGORITHMS.
        force: overwrite.

    Raises:
        InvalidInput: no such format, no recipe, or a certificate and a key that do not sign.
        OutputError: the copy exists, or cannot be written.
        GanSpaceSynthError: c2pa-python is not installed.
    """
    path, c2pa = Path(path), _library()
    kind = _format(path)
    if Path(output).suffix.lower() != path.suffix.lower():
        raise InvalidInput(f"A signed copy ends as its original. Received: {output} of {path}.", rule="credentials-ending")
    if algorithm not in ALGORITHMS:
        raise InvalidInput(f"A key's algorithm is one of {', '.join(ALGORITHMS)}. Received: {brief(algorithm)}.", rule="credentials-algorithm")
    told = json.dumps(_manifest(path, kind))
    chain, secret = _pem(certificate), _pem(key)
    with atomic_path(output, force=force) as temporary:
        try:
            with (
                open_file(path) as source,
                open(temporary, "w+b") as target,
                c2pa.Signer.from_info(c2pa.C2paSignerInfo(algorithm, chain, secret, None)) as signer,
                c2pa.Builder(told, c2pa.Context(c2pa.Settings.from_dict(OFFLINE))) as builder,
            ):
                builder.sign(signer, kind, source, target)
        except (c2pa.C2paError, ValueError) as e:
            raise InvalidInput(
                f"A certificate for signing and its own private key sign. Received: {certificate}, {key} ({said(str(e))}). "
                "docs/lineage.md says what the certificate must have.",
                rule="credentials-signed",
            ) from e
    return Path(output)


def read_credentials(path: str | os.PathLike[str], *, trust: str | os.PathLike[str] | None = None) -> Credentials | None:
    """Check what is signed in a file; None where nothing is.

    Args:
        path: a WAV or PNG.
        trust: a PEM file with certificates of those whom one trusts; None trusts nobody.

    Raises:
        InvalidInput: another format, unreadable, or damaged beyond checking.
        GanSpaceSynthError: c2pa-python is not installed.
    """
    path, c2pa = Path(path), _library()
    kind = _format(path)
    trusted = {} if trust is None else {"trust": {"user_anchors": _pem(trust).decode("utf-8", "replace")}}
    try:
        with open_file(path) as source, c2pa.Reader(kind, source, context=c2pa.Context(c2pa.Settings.from_dict({**OFFLINE, **trusted}))) as reader:
            state, told, found = reader.get_validation_state(), reader.get_active_manifest(), json.loads(reader.json())
    except c2pa.C2paError as e:
        if isinstance(e, c2pa.C2paError.ManifestNotFound):
            return None
        raise InvalidInput(f"Content credentials must be whole. Received: {path} ({said(str(e))}). Fetch it again.", rule="whole-credentials") from e
    except OSError as e:
        raise InvalidInput(f"What is signed in a file is read from it. Received: {path} ({e.strerror}). Check the path.", rule="readable-file") from e
    return _credentials(said(state), told if isinstance(told, dict) else {}, found if isinstance(found, dict) else {})


def _credentials(state: str, told: dict[str, Any], found: dict[str, Any]) -> Credentials:
    """Return what a manifest says, of which a stranger may have written all."""
    actions = [action for data in _data(told, "c2pa.actions") for action in data.get("actions") or () if isinstance(action, dict)]
    recipes = [data["recipe"] for data in _data(told, RECIPE_LABEL) if isinstance(data.get("recipe"), str)]
    generators = [each for each in told.get("claim_generator_info") or () if isinstance(each, dict)]
    info = told.get("signature_info")
    signature = info if isinstance(info, dict) else {}
    types = [said(action.get("digitalSourceType")).rsplit("/", 1)[-1] for action in actions]
    problems = [
        f"{said(each.get('code'))}: {said(each.get('explanation'))}" for each in found.get("validation_status") or () if isinstance(each, dict)
    ]
    return Credentials(
        state,
        " / ".join(filter(None, (said(signature.get("common_name")), said(signature.get("issuer"))))),
        " ".join(filter(None, (said(generators[0].get("name")), said(generators[0].get("version"))))) if generators else "",
        next(filter(None, types), ""),
        tuple(said(each.get("title")) for each in told.get("ingredients") or () if isinstance(each, dict)),
        recipes[0] if recipes else "",
        tuple(problems),
    )


def _data(told: dict[str, Any], label: str) -> list[dict[str, Any]]:
    listed = [each for each in told.get("assertions") or () if isinstance(each, dict) and said(each.get("label")).startswith(label)]
    return [each["data"] for each in listed if isinstance(each.get("data"), dict)]


def _manifest(path: Path, kind: str) -> dict[str, Any]:
    """Return what is claimed of a file: only what its recipe says can be claimed."""
    (node,) = file_nodes(path)
    recipe = read_recipe(path) if node.kind == SOUND else read_text(path) if node.kind == PICTURE else None
    if recipe is None or not node.known:
        raise InvalidInput(
            f"Only what carries its recipe is signed as made by a trained model. Received: {path}, a {node.kind} without a whole one.",
            rule="credentials-recipe",
        )
    composed = any(parent.kind in (BANK, RECORDING) for parent in node.parents)
    action = {"action": "c2pa.created", "digitalSourceType": COMPOSED if composed else MADE}
    text = recipe if isinstance(recipe, str) else json.dumps(recipe, ensure_ascii=False, separators=(",", ":"))
    return {
        "claim_generator_info": [{"name": "ganspacesynth", "version": __version__}],
        "title": path.name,
        "format": kind,
        "ingredients": [_ingredient(parent) for parent in node.parents],
        "assertions": [
            {"label": "c2pa.actions", "data": {"actions": [action]}},
            {"label": RECIPE_LABEL, "data": {"recipe": text}},
        ],
    }


def _ingredient(node: Node) -> dict[str, str]:
    relationship = "componentOf" if node.kind in (BANK, RECORDING) else "inputTo"
    return {"title": node.title, "format": "application/octet-stream", "instance_id": node.key, "relationship": relationship}


def _format(path: Path) -> str:
    """Return the MIME type of a file that can be signed here."""
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise InvalidInput(f"Content credentials are in WAV or PNG. Received: {path}. Write one of them.", rule="credentials-format")
    if path.is_file() and path.stat().st_size > MAX_BYTES:
        raise InvalidInput(f"A file with credentials has at most {MAX_BYTES} bytes. Received: {path} with more.", rule="file-size")
    return kind


def _pem(path: str | os.PathLike[str]) -> bytes:
    """Return a PEM file: certificates or a key."""
    try:
        with open_file(path) as file:
            data = file.read(MAX_PEM_BYTES + 1)
    except OSError as e:
        raise InvalidInput(f"Certificates and keys are PEM files. Received: {path} ({e.strerror}). Check the path.", rule="pem-file") from e
    if not data.lstrip().startswith(b"-----BEGIN") or len(data) > MAX_PEM_BYTES or b"\0" in data:
        raise InvalidInput(f"Certificates and keys are PEM files, which begin with -----BEGIN. Received: {path}, another.", rule="pem-file")
    return data


def _library() -> Any:
    """Return c2pa-python."""
    if importlib.util.find_spec("c2pa") is None:
        raise InvalidInput(
            'Content credentials need c2pa-python. Received: none installed. pip install "ganspacesynth[credentials]" brings it.',
            rule="extra-installed",
        )
    import c2pa

    return c2pa
