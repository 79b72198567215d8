"""A table whose rows come again, whose names differ and some of whose cells are bad; what is in parts of it."""

import functools
import gzip
import os
import pathlib
import random
import signal
import subprocess
import sys
import tomllib

import pyoxigraph as ox
from khabar.loaders.tables import reading
from khabar.loaders.tables.description import described
from khabar.project import tables as loading
from khabar.project.config import configure
from khabar.stores import EmbeddedStore

TOML = """
name = "made-up"
id = ["id"]
by = "year"
type = {columns = ["code"], scheme = "cameo"}
day = {first = "day"}

[[party]]
role = "initiator"
key = ["who"]
label = "called"
country = "land"
scheme = "iso3"

[[party]]
role = "place"
key = ["where"]
kind = "Place"
latitude = "lat"
longitude = "long"

[[amount]]
unit = "killed"
value = "dead"
"""
TABLE = tomllib.loads(TOML)
HEAD = "id,day,code,who,called,land,where,lat,long,dead\n"
MOST = 400


def lines(count, seed=7):
    """Rows, of which some have the id of an earlier one, and some a number that is none."""
    rng = random.Random(seed)
    made = []
    for n in range(count):
        name = rng.randrange(n) if n and rng.random() < 0.05 else n
        day = f"20{rng.randrange(10, 26)}-0{rng.randrange(1, 10)}-1{n % 9}"
        who = f"who {rng.randrange(60)}"
        called = rng.choice((who, f"{who}, so called", f"مسمى {who}"))
        place = rng.randrange(40)
        dead = "many" if rng.random() < 0.01 else rng.randrange(9)
        code, land = rng.choice(("010", "0874", "190")), rng.choice(("SYR", "IRQ", "XXX"))
        made.append(f"{name},{day},{code},{who},{called!r},{land},at {place},3{place % 5}.5,4{place % 7}.25,{dead}\n")
    return [line.replace("'", '"') for line in made]


def table(folder, given, name="rows.csv"):
    """Write rows to a file."""
    path = folder / name
    path.write_text(HEAD + "".join(given), "utf-8")
    return path


def tables(folder, description=TABLE, **how):
    """Give what loads the table; its chunks are small, so that there are many."""
    return loading.Tables(configure(folder), described(description, "made-up.toml"), **{"jobs": 1, **how})


def small_chunks(path, description, encoding=""):
    """Cut a table into more chunks than it would need."""
    return reading.chunks(path, description, most=MOST, encoding=encoding)


def in_parts(directory):
    """Give the lines of all parts."""
    return [
        line for path in sorted(directory.glob("part-*")) for line in gzip.decompress(path.read_bytes()).splitlines()
    ]


def stored(place):
    """Give what is in a store, without the ontology, as lines."""
    with EmbeddedStore.at(place) as opened:
        return sorted(opened.nquads().splitlines())


def parsed(found):
    """Give lines as a store has them."""
    store = ox.Store()
    store.bulk_load(b"\n".join(found), format=ox.RdfFormat.N_QUADS)
    return sorted((ox.serialize(store, format=ox.RdfFormat.N_QUADS) or b"").splitlines())


def contents(directory):
    """Give the files of a directory with their bytes."""
    return {str(p.relative_to(directory)): p.read_bytes() for p in directory.rglob("*") if p.is_file()}


def run_until(number, folder, path, directory):
    """Write parts in a process that is killed after so many changes to files; tell whether it was."""
    command = [sys.executable, "-c", f"import parted; parted.run({number})", folder, path, directory]
    env = {**os.environ, "PYTHONPATH": str(pathlib.Path(__file__).parent)}
    code = subprocess.run(command, cwd=folder, env=env, check=False, timeout=120).returncode
    assert code in {0, -signal.SIGKILL}
    return code != 0


def run(number):
    """Write parts; die after so many changes to files."""
    left = [number]
    for name in ("replace", "write_bytes", "write_text", "unlink"):
        setattr(pathlib.Path, name, deadly(getattr(pathlib.Path, name), left))
    loading.chunks = small_chunks
    folder, path, directory = sys.argv[1:]
    tables(folder).write_parts(path, directory=directory, resume=True)


def deadly(change, left):
    """Give a function that makes a change, and dies after the last."""

    @functools.wraps(change)
    def changed(*given, **more):
        left[0] -= 1
        made = change(*given, **more)
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return made

    return changed
