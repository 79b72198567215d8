#!/usr/bin/env bash
# Loads @TRIPLES@ triples in @GRAPHS@ named graphs into the store of an Oxigraph server, which must not be running.
# They are added to what is there. Of a part that is damaged, nothing is loaded.
#
# Use: ./load_oxigraph.sh STORE_DIRECTORY
#   OXIGRAPH   the program, if it is not on the path
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd)
store=${1:?'give the directory of the store: load_oxigraph.sh STORE_DIRECTORY'}

# A part that was cut off on its way would be loaded as far as it goes, and nobody told.
parts=("$here"/part-*.nq.gz)
((${#parts[@]} == @PARTS@)) || { echo "load_oxigraph.sh: not all of the @PARTS@ parts are here" >&2; exit 1; }
gzip -t -- "${parts[@]}"

"${OXIGRAPH:-oxigraph}" load --location "$store" --file "${parts[@]}"
