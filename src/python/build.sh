#!/usr/bin/env bash
# Builds the wheel into dist/ and tests it in a virtual environment of its own. Arguments go to maturin: --profile dist
# for a wheel to hand out. Needs Rust, a C compiler and Python 3.10 or later; with Java it is also tried in Spark.
set -euo pipefail
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/build"
"$scratch/build/bin/pip" install --quiet --disable-pip-version-check 'maturin>=1.9.4,<2'
"$scratch/build/bin/maturin" build --quiet --locked --manifest-path src/python/Cargo.toml --out "$scratch/dist" "${@:---profile=dev}"
python3 -m venv "$scratch/use"
"$scratch/use/bin/pip" install --quiet --disable-pip-version-check "$scratch"/dist/*.whl polars pandas pyarrow
# Away from the source, so that the wheel is tested and not the folder.
program="$PWD/${CARGO_TARGET_DIR:-target}/debug/stratmine"
sample="$PWD/corpus/sample"
check="$PWD/src/python/tests/check.py"
(cd "$scratch" && "$scratch/use/bin/python" "$check" "$sample" "$program")
if command -v java >/dev/null; then
    "$scratch/use/bin/pip" install --quiet --disable-pip-version-check pyspark
    spark="$PWD/src/python/tests/spark.py"
    (cd "$scratch" && "$scratch/use/bin/python" -W ignore "$spark" "$sample" "$program" 2>"$scratch/spark.log") || {
        cat "$scratch/spark.log"
        exit 1
    }
else
    echo "skipped: Spark needs Java"
    [ -z "${STRATMINE_CI:-}" ]
fi
mkdir -p dist
cp "$scratch"/dist/*.whl dist/
