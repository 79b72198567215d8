#!/usr/bin/env bash
# Loads @TRIPLES@ triples in @GRAPHS@ named graphs into a repository of GraphDB, which must not be running.
#
# Use: ./load_graphdb.sh -c CONFIG.ttl           a new repository, made from its configuration
#      ./load_graphdb.sh --force -i REPOSITORY   a repository that is there: what it holds is LOST
#   IMPORTRDF   the program, if it is not on the path (bin/importrdf of the distribution)
#   TOOL        load, or preload for billions of triples: faster, no inference, twice the room on disk (default: load)
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd)
(($# > 0)) || { echo "load_graphdb.sh: give -c CONFIG.ttl, or --force -i REPOSITORY" >&2; exit 2; }
tool=${TOOL:-load}
mode=()
[[ $tool == preload ]] || mode=(-m parallel)

# A part that was cut off on its way would be loaded as far as it goes, and nobody told.
parts=("$here"/part-*.nq.gz)
((${#parts[@]} == @PARTS@)) || { echo "load_graphdb.sh: not all of the @PARTS@ parts are here" >&2; exit 1; }
gzip -t -- "${parts[@]}"

"${IMPORTRDF:-importrdf}" "$tool" "$@" "${mode[@]}" "${parts[@]}"
