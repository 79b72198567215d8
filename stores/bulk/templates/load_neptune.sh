#!/usr/bin/env bash
# Loads @TRIPLES@ triples in @GRAPHS@ named graphs into Amazon Neptune, by way of S3. They are added to what is there.
# Prints the reply, with the loadId: curl "$NEPTUNE/loader/LOAD_ID?details=true&errors=true" tells how it goes.
#
# Use: S3_URI=s3://bucket/folder IAM_ROLE_ARN=arn:... AWS_REGION=... NEPTUNE=https://host:8182 ./load_neptune.sh
# The role must be one of the cluster's, and the bucket in its region. Arguments go to curl, as for a cluster that
# wants signed requests: --aws-sigv4 "aws:amz:$AWS_REGION:neptune-db" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"
set -euo pipefail
here=$(cd -- "$(dirname -- "$0")" && pwd)
S3_URI=${S3_URI:?'is where the parts are put: s3://bucket/folder'}
: "${IAM_ROLE_ARN:?is the role that lets Neptune read the bucket}"
: "${AWS_REGION:?is the region of the bucket and of the cluster}"
: "${NEPTUNE:?is the address of the cluster: https://host:8182}"

# A part that was cut off on its way would be loaded as far as it goes, and nobody told.
parts=("$here"/part-*.nq.gz)
((${#parts[@]} == @PARTS@)) || { echo "load_neptune.sh: not all of the @PARTS@ parts are here" >&2; exit 1; }
gzip -t -- "${parts[@]}"

# The source is a prefix: with "part-" in it, the manifest and the scripts are not taken for data.
aws s3 cp "$here" "${S3_URI%/}" --recursive --exclude '*' --include 'part-*.nq.gz' --region "$AWS_REGION"
body=$(< "$here/load_neptune.json")
body=${body//S3_URI/"${S3_URI%/}"}
body=${body//IAM_ROLE_ARN/"$IAM_ROLE_ARN"}
body=${body//AWS_REGION/"$AWS_REGION"}
curl --fail-with-body -sS "$@" -H 'Content-Type: application/json' --data "$body" "$NEPTUNE/loader"
