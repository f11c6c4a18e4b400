"""A lineage in, W3C PROV out: entities, how one was derived from another, and the people that they are attributed to, as PROV-JSON.

Written here, since it is a plain object; the tests read it with the `prov` library.

Sources: Moreau & Missier, "PROV-DM: The PROV Data Model", W3C Recommendation, 2013; Huynh et al., "The PROV-JSON Serialization", W3C Member
Submission, 2013.
"""

import hashlib
from typing import Any

from ganspacesynth.lineage.node import Lineage, Node

SPACE = "https://ganspacesynth.invalid/prov#"  # a name, at which nothing is: `.invalid` is kept for such
DCT = "http://purl.org/dc/terms/"


def prov_json(lineage: Lineage) -> dict[str, Any]:
    """Return a document of PROV-JSON."""
    names = {key: f"gss:{_local(key)}" for key in lineage.nodes}
    people = {person: f"gss:person-{_digest(person)}" for person in lineage.people()}
    derived = {f"_:d{place}": _derivation(names[key], names[parent]) for place, (key, parent) in enumerate(lineage.edges())}
    given = [(names[key], people[person]) for key, node in lineage.nodes.items() for person in node.people]
    programs = {text: f"gss:program-{_digest(text)}" for node in lineage.nodes.values() if (text := node.facts.get("made by"))}
    given += [(names[key], programs[node.facts["made by"]]) for key, node in lineage.nodes.items() if node.facts.get("made by")]
    agents = {name: _agent(person, "prov:Person") for person, name in people.items()}
    agents |= {name: _agent(text, "prov:SoftwareAgent") for text, name in programs.items()}
    document = {
        "prefix": {"gss": SPACE, "dct": DCT},
        "entity": {names[key]: _entity(node) for key, node in lineage.nodes.items()},
        "agent": agents,
        "wasDerivedFrom": derived,
        "wasAttributedTo": {f"_:a{place}": {"prov:entity": entity, "prov:agent": agent} for place, (entity, agent) in enumerate(given)},
    }
    return {name: value for name, value in document.items() if value}


def _entity(node: Node) -> dict[str, Any]:
    told: dict[str, Any] = {"prov:label": node.title, "gss:kind": node.kind}
    told |= {"gss:digest": node.digest} if node.digest else {}
    told |= {"dct:title": node.name} if node.name else {}
    told |= {"dct:license": list(node.licences) if len(node.licences) > 1 else node.licences[0]} if node.licences else {}
    return {**told, "gss:parents": "known" if node.known else "unknown"}


def _agent(label: str, kind: str) -> dict[str, Any]:
    return {"prov:label": label, "prov:type": {"$": kind, "type": "prov:QUALIFIED_NAME"}}


def _derivation(made: str, of: str) -> dict[str, str]:
    return {"prov:generatedEntity": made, "prov:usedEntity": of}


def _local(key: str) -> str:
    """Return a key as the local part of a name, of letters, digits and hyphens: a stranger's digest can be any text."""
    kind, _, digest = key.partition(":")
    plain = all(letter.isascii() and (letter.isalnum() or letter == "-") for letter in kind + digest)
    return f"{kind}-{digest}" if plain else f"thing-{_digest(key)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
