"""Install the peers, each in an environment of its own under the cache; what is there already stays."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

__all__ = ["CACHE", "JENA", "MAPLIB", "MORPH", "environment", "jars"]

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "khabar" / "peers"
MORPH, MAPLIB, JENA = "morph-kgc==2.10.0", "maplib==0.20.26", "5.6.0"
_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>khabar</groupId><artifactId>peers</artifactId><version>1</version><dependencies><dependency>
<groupId>org.apache.jena</groupId><artifactId>jena-cmds</artifactId><version>{}</version>
</dependency></dependencies></project>
"""


def environment(requirement: str) -> Path:
    """Give the Python of an environment that has one package; it is made where there is none."""
    place = CACHE / requirement.replace("==", "-")
    python = place / "bin" / "python"
    if not (place / "installed").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(place)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", requirement], check=True)
        (place / "installed").touch()
    return python


def jars() -> Path | None:
    """Give the folder of Jena's jars, fetched by Maven; None where there is no Maven or no Java."""
    place = CACHE / f"jena-{JENA}"
    if not (place / "installed").exists():
        if not shutil.which("mvn") or not shutil.which("java"):
            return None
        place.mkdir(parents=True, exist_ok=True)
        (place / "pom.xml").write_text(_POM.format(JENA), "utf-8")
        goal = "dependency:copy-dependencies"
        subprocess.run(["mvn", "-q", "-B", goal, f"-DoutputDirectory={place}"], cwd=place, check=True)
        (place / "installed").touch()
    return place
