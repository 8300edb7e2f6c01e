#!/usr/bin/env bash
# Compiles for Windows on this machine, and runs under Wine what was compiled:
#
#   tests/windows.sh check              check every crate and test for Windows; a warning fails
#   tests/windows.sh run                build, then a study of the sample papers from `run` to `serve`
#   tests/windows.sh test [ARGUMENT…]   the tests; arguments go to `cargo test`
#   tests/windows.sh all                check, run and test
#   tests/windows.sh packages           what to install on Debian 12 or later
#
# Debian's rustc-web and rust-web-src are one version of Rust with its sources, from which the standard library for
# Windows is compiled too; mingw links. Where a program is missing, the script says so and ends well (badly under
# STRATMINE_CI). A first build takes 10 to 25 minutes on 2 cores and lies in target-windows (or STRATMINE_WINDOWS_TARGET).
set -euo pipefail
cd "$(dirname "$0")/.."
packages="rustc-web cargo-web rust-web-src gcc-mingw-w64-x86-64-win32 wine64 wine"
what=${1:-}
triple=x86_64-pc-windows-gnu
if [ "$what" = packages ]; then
    echo "$packages"
    exit
fi

# Tests that fail under Wine and for which Windows is not to blame, each with the reason.
not_under_wine=()

need() { # need FILE PACKAGE
    if [ ! -e "$1" ]; then
        echo "skipped: $1 is not there (apt-get install $packages)"
        [ -z "${STRATMINE_CI:-}" ]
        exit
    fi
}
need /usr/bin/rustc
need /usr/bin/cargo
need /usr/lib/rustlib/src/rust/library/std/Cargo.toml
need /usr/bin/x86_64-w64-mingw32-gcc
if [ "$what" != check ]; then need /usr/bin/wine; fi

# Debian's programs, and not those of rustup.
export PATH="/usr/bin:$PATH" RUSTC=/usr/bin/rustc RUSTDOC=/usr/bin/rustdoc
# The standard library is built by what only a nightly compiler allows.
export RUSTC_BOOTSTRAP=1
target=$(realpath -m "${STRATMINE_WINDOWS_TARGET:-target-windows}")
export CARGO_TARGET_DIR="$target" CARGO_BUILD_TARGET=$triple
export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER=x86_64-w64-mingw32-gcc CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER=wine
export WINEPREFIX="$target/wine" WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml="

# Compiled as fast as can be: what runs under Wine is little.
export CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_DEBUG=false CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16

for_windows() { # for_windows COMMAND ARGUMENT…
    /usr/bin/cargo "$1" -Z build-std=std,panic_unwind,test --locked "${@:2}"
}

check() {
    for_windows check --tests 2>&1 | tee "$target.log"
    if grep -q '^warning: ' "$target.log"; then
        echo "warnings for Windows: see above"
        exit 1
    fi
    echo "every crate and test compiles for Windows without a warning"
}

# A folder of Windows, made once. Wine 8 lacks a library of random numbers which Rust asks for.
wine_folder() {
    if [ ! -e "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" ]; then
        mkdir -p "$WINEPREFIX"
        wine wineboot --init >/dev/null 2>&1
        x86_64-w64-mingw32-gcc -shared -O2 -o "$target/bcryptprimitives.dll" tests/windows/process_prng.c -ladvapi32
        cp "$target/bcryptprimitives.dll" "$WINEPREFIX/drive_c/windows/system32/"
    fi
    # On the drive that holds this folder, so that paths without a drive mean the same everywhere.
    mkdir -p "$target/temporary"
    TMP="Z:$(tr / '\\' <<<"$target/temporary")"
    export TMP TEMP="$TMP"
}

run() {
    for_windows build --release --bin stratmine
    wine_folder
    tests/windows/sample.sh "$target/$triple/release/stratmine.exe"
}

tests() {
    wine_folder
    local skips=()
    for name in "${not_under_wine[@]}"; do skips+=(--skip "$name"); done
    for_windows test --release --no-fail-fast "$@" -- "${skips[@]}"
}

case "$what" in
check) check ;;
run) run ;;
test) tests "${@:2}" ;;
all) check && run && tests ;;
*)
    sed -n '2,9p' "$0"
    exit 2
    ;;
esac
