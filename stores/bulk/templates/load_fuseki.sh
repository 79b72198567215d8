#!/usr/bin/env bash
# Loads @TRIPLES@ triples in @GRAPHS@ named graphs into a TDB2 database of Apache Jena; its Fuseki must not be running.
# They are added to what is there.
#
# Use: ./load_fuseki.sh DATABASE_DIRECTORY
#   FUSEKI_JAR   the jar of the Fuseki server, where Jena's command line (tdb2.tdbloader) is not installed
#   LOADER       basic, phased, sequential, parallel or light (default: parallel)
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd)
database=${1:?'give the directory of the database: load_fuseki.sh DATABASE_DIRECTORY'}

# A part that was cut off on its way would be loaded as far as it goes, and nobody told.
parts=("$here"/part-*.nq.gz)
((${#parts[@]} == @PARTS@)) || { echo "load_fuseki.sh: not all of the @PARTS@ parts are here" >&2; exit 1; }
gzip -t -- "${parts[@]}"

if [[ -n ${FUSEKI_JAR:-} ]]; then
    loader=(java -cp "$FUSEKI_JAR" tdb2.tdbloader)
elif command -v tdb2.tdbloader > /dev/null; then
    loader=(tdb2.tdbloader)
else
    echo "load_fuseki.sh: no tdb2.tdbloader on the path; set FUSEKI_JAR to the jar of the Fuseki server" >&2
    exit 2
fi
"${loader[@]}" --loader="${LOADER:-parallel}" --loc="$database" "${parts[@]}"
