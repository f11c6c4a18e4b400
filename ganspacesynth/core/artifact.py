"""Artifact: something that was made, by its digest: a model, directions, a sound; where it lies, how it was made, and of what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ganspacesynth.core.documents import ARTIFACT
from ganspacesynth.core.errors import InvalidInput, SequenceError, brief

MODEL, DIRECTIONS, SOUND = "model", "directions", "sound"
DIGESTS = {MODEL: "id", DIRECTIONS: "sha256"}  # what recipes call the digest of each
MAX_PARENTS = 1000
MAX_DEPTH = 16  # of parents of parents


@dataclass(frozen=True)
class Artifact:
    """One made thing.

    Attributes:
        kind: "model", "directions", "sound" or another word.
        digest: of what it is, not of how its file happens to be written: a model's id, the identity of directions, the digest of samples.
        path: where it lies, as it was named; None where it needs no name (the embedded model, directions beside their model).
        recipe: how it was made, as JSON; None when that is not known.
        parents: what it was made of.
    """

    kind: str
    digest: str
    path: str | None = None
    recipe: Mapping[str, Any] | None = None
    parents: tuple["Artifact", ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "parents", tuple(self.parents))
        if not all(isinstance(word, str) and word for word in (self.kind, self.digest)) or not isinstance(self.path, str | None):
            raise InvalidInput(
                f"An artifact has a kind, a digest and a path in text. Received: {brief((self.kind, self.digest, self.path))}.", rule="artifact-form"
            )
        if not isinstance(self.recipe, Mapping | None):
            raise InvalidInput(f"An artifact's recipe is a JSON object, or None. Received: recipe={brief(self.recipe)}.", rule="artifact-recipe")
        if len(self.parents) > MAX_PARENTS or not all(isinstance(parent, Artifact) for parent in self.parents):
            raise InvalidInput(
                f"An artifact has up to {MAX_PARENTS} parents, artifacts like it. Received: parents={brief(self.parents)}.", rule="artifact-parents"
            )

    def to_json(self) -> dict[str, Any]:
        """Return a document, leaving out what is not known."""
        return {**ARTIFACT.head(), **self._plain()}

    @classmethod
    def from_json(cls, value: object) -> "Artifact":
        """Read what `to_json` wrote.

        Raises:
            InvalidInput: something else, a newer version, or values of the wrong kind.
        """
        return cls._read(ARTIFACT.unpack(value)[1], MAX_DEPTH)

    def named(self) -> dict[str, Any]:
        """Return how recipes name a model or directions: by digest and path alone."""
        return {DIGESTS[self.kind]: self.digest, "path": self.path}

    @classmethod
    def from_name(cls, kind: str, value: object) -> "Artifact":
        """Read what `named` returned of a model or of directions.

        Raises:
            SequenceError: a name without a digest, or with a path that is no text.
        """
        if isinstance(value, dict) and isinstance(value.get("path"), str | None):
            digest = value.get(DIGESTS[kind])
            if isinstance(digest, str) and digest:
                return cls(kind, digest, value.get("path"))
        wanted = "A recipe names its model" if kind == MODEL else "A recipe names its directions, if any"
        raise SequenceError(f"{wanted}. Received: {kind}={brief(value)}. Make the sound anew.", rule="recipe-sources")

    def _plain(self) -> dict[str, Any]:
        plain = {"kind": self.kind, "digest": self.digest, "path": self.path, "recipe": None if self.recipe is None else dict(self.recipe)}
        parents = [parent._plain() for parent in self.parents]
        return {name: value for name, value in {**plain, "parents": parents}.items() if value not in (None, [])}

    @classmethod
    def _read(cls, value: object, depth: int) -> "Artifact":
        known = ("kind", "digest", "path", "recipe", "parents")
        if not isinstance(value, dict) or not {"kind", "digest"} <= set(value) <= set(known) or not depth:
            raise InvalidInput(
                f"An artifact is a JSON object with kind, digest and some of {', '.join(known[2:])}. Received: {brief(value)}.", rule="known-fields"
            )
        parents = value.get("parents", [])
        if not isinstance(parents, list) or len(parents) > MAX_PARENTS:
            raise InvalidInput(
                f"An artifact has up to {MAX_PARENTS} parents, artifacts like it. Received: parents={brief(parents)}.", rule="artifact-parents"
            )
        fields = {name: value[name] for name in known[:-1] if name in value}
        return cls(**fields, parents=tuple(cls._read(parent, depth - 1) for parent in parents))
