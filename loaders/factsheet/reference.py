"""The reference page of fact-sheet keys, as Markdown. Made from the table of keys."""

from __future__ import annotations

from ...ontology import vocabulary
from .keys import FAMILIES, SECTIONS, Key
from .kinds import kind_labels

__all__ = ["reference_page"]

_TITLES = {
    "sheet": "The sheet",
    "article": "`article`",
    "entity": "An entity, under an id in `entities` or `local`",
    "mention": "An item of `mentions`",
    "statement": "An item of `statements`",
    "event": "An event, under `claims`, `cause`, `purpose` or `despite`",
    "quantity": "A quantity, where its words alone do not do",
    "review": "An item of `review`",
}
_HEAD = "| code | label | التسمية |\n|---|---|---|\n"
_WIDE = {"entity": "any entity", "thing": "anything"}


def reference_page() -> str:
    """Give the page: a table for every section, then the codes that can be used."""
    parts = [
        "# Keys of a fact sheet, version 1\n",
        *map(_section, SECTIONS),
        _kinds(),
        "## Codes\n",
        *map(_scheme, _schemes()),
    ]
    return "\n".join(parts)


def _section(name: str) -> str:
    head = f"## {_TITLES[name]}\n\n| key | takes | meaning | المعنى | example |\n|---|---|---|---|---|\n"
    return head + "".join(map(_row, SECTIONS[name]))


def _row(key: Key) -> str:
    name = f"**`{key.name}`**" if key.required else f"`{key.name}`"
    example = f"`{key.example}`" if key.example else ""
    return f"| {name} | {_takes(key)} | {key.en} | {key.ar} | {example} |\n"


def _takes(key: Key) -> str:
    kinds = " or ".join(_kind(kind) for kind in key.kind.split("|"))
    if not key.many:
        return kinds
    return f"a list of {kinds}" if key.kind.startswith("section:") else f"{kinds}, or a list"


def _kind(kind: str) -> str:
    family, _, name = kind.partition(":")
    match family:
        case "reference":
            kinds = _WIDE.get(name) or "/".join(sorted(FAMILIES[name]))
            return f"id or label of: {kinds}"
        case "section":
            return f"{name} keys"
        case "map":
            return f"{name} keys under ids"
        case "code":
            return f"{name} code"
    return {"texts": "text by language", "kind": "kind of entity", "flag": "true/false"}.get(family, family)


def _kinds() -> str:
    rows = "".join(f"| `{k}` | {named.get('en', '')} | {named.get('ar', '')} |\n" for k, named in kind_labels().items())
    return f"## Kinds of entity\n\nUnder `is` the label stands for the kind as well.\n\n{_HEAD}{rows}"


def _schemes() -> list[str]:
    used = {
        kind.removeprefix("code:") for keys in SECTIONS.values() for k in keys for kind in [k.kind] if "code:" in kind
    }
    return sorted(used)


def _scheme(scheme: str) -> str:
    rows = (
        f"| `{concept.name}` | {concept.labels.get('en', '')} | {concept.labels.get('ar', '')} |\n"
        for concept in vocabulary()[scheme].values()
    )
    return f"### {scheme}\n\n{_HEAD}" + "".join(rows)
