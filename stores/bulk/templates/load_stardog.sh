#!/usr/bin/env bash
# Makes a new Stardog database of @TRIPLES@ triples in @GRAPHS@ named graphs.
#
# Use: ./load_stardog.sh DATABASE [OPTION...]
# The options are those of `stardog-admin db create`; give --copy-server-side unless this is the server's machine.
#   STARDOG_ADMIN   the program, if it is not on the path
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd)
database=${1:?'give the name of the new database: load_stardog.sh DATABASE'}
shift

# A part that was cut off on its way would be loaded as far as it goes, and nobody told.
parts=("$here"/part-*.nq.gz)
((${#parts[@]} == @PARTS@)) || { echo "load_stardog.sh: not all of the @PARTS@ parts are here" >&2; exit 1; }
gzip -t -- "${parts[@]}"

"${STARDOG_ADMIN:-stardog-admin}" db create -n "$database" "$@" -- "${parts[@]}"
