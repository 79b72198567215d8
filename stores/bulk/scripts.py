"""The scripts that load a bulk export, one for each kind of store; their texts are files in ``templates``."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .manifest import Manifest

__all__ = ["scripts"]


def scripts(manifest: Manifest) -> dict[str, bytes]:
    """Give the text of each script by its file name, with the numbers of this export in it."""
    # Numbers alone are filled in: no name that comes from the data can become a command.
    numbers = {"@TRIPLES@": manifest.triples, "@GRAPHS@": len(manifest.names), "@PARTS@": len(manifest.parts)}
    texts = {}
    for template in sorted(files(__package__).joinpath("templates").iterdir(), key=lambda t: t.name):
        text = template.read_text("utf-8")
        for mark, number in numbers.items():
            text = text.replace(mark, str(number))
        texts[template.name] = text.encode()
    return texts
