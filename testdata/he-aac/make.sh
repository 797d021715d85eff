#!/usr/bin/env bash
# Makes the HE-AAC clips; then run `testdata/make.sh expected`. Needs cargo, a C++ compiler and ffmpeg.

source "$(dirname "$0")/../lib.sh"
OUT=$HERE/clips
program=${CARGO_TARGET_DIR:-$HERE/he-aac/target}/release/he-aac
cargo build --quiet --release --manifest-path "$HERE/he-aac/Cargo.toml"

for version in v1 v2; do
    ff -f lavfi -i "aevalsrc=exprs='0.35*sin(2*PI*220*t*(1+0.2*t))+0.1*sin(2*PI*7000*t)+0.04*(random(0)-0.5)|0.35*sin(2*PI*330*t*(1+0.2*t))+0.04*(random(1)-0.5)':channel_layout=stereo:sample_rate=44100:duration=2" \
        "${FIXED[@]}" -f s16le - | "$program" $version "$OUT/he-aac-$version.aac"
    ff -i "$OUT/he-aac-$version.aac" -c copy "${FIXED[@]}" -f ipod "$OUT/he-aac-$version.m4a"
done
