"""Do the engines agree on every mutation of the worked example?  Run: python benchmarks/mutations.py

pySHACL runs the one rule that a mutation is meant for (all of them take it most of a minute), shifty runs all rules;
the default engine must find the same as either.
"""

import sys
from pathlib import Path

from khabar.shapes import validate
from pyoxigraph import RdfFormat

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "shapes"))
from test_engines import alone
from test_mutations import MUTATIONS, mutated

if __name__ == "__main__":
    one, every = 0, 0
    for number, (_, rule, mutation) in enumerate(MUTATIONS, 1):
        parts = {key: text for key, text in mutation.items() if key in {"add", "beside", "remove"}}
        data = mutated(**parts).dump(format=RdfFormat.N_QUADS)
        book = alone(rule)
        found = validate(data, shapes=book, engine="pyshacl")
        same = len(found) > 0 and found == validate(data, shapes=book)
        one, every = one + same, every + (validate(data) == validate(data, engine="shifty"))
        if (one, every) != (number, number):
            print(f"DIFFERS: mutation {number}, {rule}")
    print(f"{len(MUTATIONS)} mutations: {one} the same as pySHACL under their rule, {every} as shifty under all rules")
