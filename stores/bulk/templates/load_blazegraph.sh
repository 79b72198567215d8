#!/usr/bin/env bash
# Loads @TRIPLES@ triples in @GRAPHS@ named graphs into a journal of Blazegraph, which must not be running.
#
# Use: ./load_blazegraph.sh PROPERTIES [NAMESPACE]
# The file of properties must switch quads on: com.bigdata.rdf.store.AbstractTripleStore.quads=true
#   BLAZEGRAPH_JAR   the jar (default: blazegraph.jar in the current directory)
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd)
properties=${1:?'give the file of properties: load_blazegraph.sh PROPERTIES [NAMESPACE]'}

# A part that was cut off on its way would be loaded as far as it goes, and nobody told.
parts=("$here"/part-*.nq.gz)
((${#parts[@]} == @PARTS@)) || { echo "load_blazegraph.sh: not all of the @PARTS@ parts are here" >&2; exit 1; }
gzip -t -- "${parts[@]}"

plain=$(mktemp -d)
trap 'rm -rf -- "$plain"' EXIT

# Blazegraph reads N-Quads as US-ASCII: every other character is written as an escape, which means the same.
for part in "${parts[@]}"; do
    gzip -dc "$part" | perl -CI -pe 's/([^\x00-\x7f])/sprintf(ord($1) > 0xffff ? "\\U%08X" : "\\u%04X", ord($1))/ge' \
        > "$plain/$(basename "$part" .gz)"
done
java -cp "${BLAZEGRAPH_JAR:-blazegraph.jar}" com.bigdata.rdf.store.DataLoader \
    -namespace "${2:-kb}" "$properties" "$plain"
