#!/usr/bin/env bash
# Builds the index of a new QLever database from @TRIPLES@ triples in @GRAPHS@ named graphs; start the server after it.
#
# Use: ./load_qlever.sh NAME   (files NAME.* are made in the current directory)
#   QLEVER_INDEX   the program, if it is not on the path
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd)
name=${1:?'give the base name of the index: load_qlever.sh NAME'}

# A part that was cut off on its way would be loaded as far as it goes, and nobody told.
parts=("$here"/part-*.nq.gz)
((${#parts[@]} == @PARTS@)) || { echo "load_qlever.sh: not all of the @PARTS@ parts are here" >&2; exit 1; }
gzip -t -- "${parts[@]}"

gzip -dc "${parts[@]}" | "${QLEVER_INDEX:-qlever-index}" -i "$name" -F nq -f - -p true
