#!/usr/bin/env bash
# Packs the program for those who have no Rust: packaging/zip.sh [PROGRAM [TARGET]]
#
# Makes dist/stratmine-VERSION-TARGET.zip with the program, its manual page, completions for the shells and the licences,
# and beside it a file with the SHA-256 of the zip and of the program within. PROGRAM is built with all optimisation where
# none is named; TARGET is this machine where none is named. The manual and the completions are printed by PROGRAM, or,
# where that is for another system, by the program that STRATMINE_HERE names. Nothing is signed and nothing is published.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:-}
target=${2:-$(rustc -vV | sed -n 's/^host: //p')}
if [ -z "$program" ]; then
    cargo build --profile dist --locked --bin stratmine
    program=${CARGO_TARGET_DIR:-target}/dist/stratmine
    if [ -e "$program.exe" ]; then program=$program.exe; fi
fi
here=${STRATMINE_HERE:-$program}
python=$(command -v python3 || command -v python)
version=$("$here" --version | cut -d ' ' -f 2 | tr -d '\r')
name=stratmine-$version-$target
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
folder=$scratch/$name
mkdir -p "$folder/completions" "$folder/docs" dist
cp "$program" "$folder/"
cp LICENSE-APACHE LICENSE-MIT README.md CHANGELOG.md SECURITY.md "$folder/"
cp docs/*.md "$folder/docs/"
"$here" man >"$folder/stratmine.1"
for shell in bash elvish fish powershell zsh; do "$here" completions "$shell" >"$folder/completions/stratmine.$shell"; done
# The same bytes give the same zip: names in order, and no time but the first that a zip can tell.
"$python" - "$folder" "dist/$name.zip" <<'PYTHON'
import hashlib, sys, zipfile
from pathlib import Path
folder, path = Path(sys.argv[1]), Path(sys.argv[2])
sums = []
with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
    for file in sorted(one for one in folder.rglob("*") if one.is_file()):
        entry = zipfile.ZipInfo(file.relative_to(folder.parent).as_posix())
        entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
        is_program = file.parent == folder and file.name in ("stratmine", "stratmine.exe")
        entry.external_attr = (0o100755 if is_program else 0o100644) << 16
        archive.writestr(entry, file.read_bytes())
        if is_program:
            sums.append((hashlib.sha256(file.read_bytes()).hexdigest(), file.name))
sums.insert(0, (hashlib.sha256(path.read_bytes()).hexdigest(), path.name))
path.with_suffix(".zip.sha256").write_text("".join(f"{digest}  {name}\n" for digest, name in sums))
PYTHON
echo "dist/$name.zip"
cat "dist/$name.zip.sha256"
