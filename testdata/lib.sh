# Shared by make.sh and generate.sh: encoding helpers and the table of expectations. Sourced, not run.
#
# Everything made here is synthetic, and made with one thread and without time stamps, so that the same
# versions of the encoders make the same bytes.

set -euo pipefail
export LC_ALL=C

JOBS=${JOBS:-$(nproc)}
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

for program in ffmpeg ffprobe python3; do
    command -v "$program" >/dev/null || { echo "$program is needed (Debian: apt-get install ffmpeg python3)" >&2; exit 1; }
done

ff() { ffmpeg -nostdin -hide_banner -v error -y "$@"; }

# Output options of every encode: one thread, no encoder version, no time of day, no random identifiers.
FIXED=(-threads 1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact -map_metadata:g -1)

# picture SIZE RATE SECONDS: input options of a moving test card.
picture() { IN+=(-f lavfi -i "testsrc2=size=$1:rate=$2:duration=$3"); }

# noisy SIZE RATE SECONDS: a picture that compresses badly, so that every tool of an encoder is used.
noisy() { IN+=(-f lavfi -i "testsrc2=size=$1:rate=$2:duration=$3,noise=alls=18:allf=t:all_seed=7"); }

# tone LAYOUT RATE SECONDS: another gliding tone with a little noise in each channel.
tone() {
    local channels expression="" i
    case $1 in
        mono) channels=1 ;; stereo) channels=2 ;; 2.1) channels=3 ;; quad) channels=4 ;;
        5.0) channels=5 ;; 5.1) channels=6 ;; 6.1) channels=7 ;; 7.1) channels=8 ;;
        *) echo "tone: no layout $1" >&2; return 1 ;;
    esac
    for ((i = 0; i < channels; i++)); do
        expression+="${expression:+|}0.35*sin(2*PI*(220+110*$i)*t*(1+0.2*t))+0.04*(random($i)-0.5)"
    done
    IN+=(-f lavfi -i "aevalsrc=exprs='$expression':channel_layout=$1:sample_rate=$2:duration=$3")
}

# encode FILE OPTION...: encodes the inputs collected in IN. The inputs are forgotten afterwards.
IN=()
encode() {
    local file=$1; shift
    local inputs=("${IN[@]}"); IN=()
    spawn ff -threads 1 -filter_threads 1 "${inputs[@]}" "${FIXED[@]}" "$@" "$OUT/$file"
}

# spawn COMMAND...: runs it beside up to JOBS others; the first failure ends the script.
RUNNING=0
spawn() {
    if ((RUNNING >= JOBS)); then wait -n || { echo "a command failed; see above" >&2; exit 1; }; RUNNING=$((RUNNING - 1)); fi
    { "$@" || { echo "failed: $*" >&2; exit 1; }; } &
    RUNNING=$((RUNNING + 1))
}

# join: waits for everything that was spawned.
join() {
    while ((RUNNING > 0)); do wait -n || { echo "a command failed; see above" >&2; exit 1; }; RUNNING=$((RUNNING - 1)); done
}

# Encoder settings. x264, x265, libaom and SVT-AV1 have thread pools of their own beside -threads.
X264=(-c:v libx264 -preset medium -crf 26 -pix_fmt yuv420p)
x264() { echo "threads=1:lookahead-threads=1:sliced-threads=0${1:+:$1}"; }
X265=(-c:v libx265 -preset fast -crf 30 -pix_fmt yuv420p)
x265() { echo "pools=none:frame-threads=1:wpp=0:info=0:log-level=error${1:+:$1}"; }
VP9=(-c:v libvpx-vp9 -b:v 0 -crf 48 -deadline good -cpu-used 5 -row-mt 0 -pix_fmt yuv420p)
VP8=(-c:v libvpx -b:v 180k -deadline good -cpu-used 5 -pix_fmt yuv420p)
AV1=(-c:v libaom-av1 -b:v 0 -crf 40 -cpu-used 8 -row-mt 0 -pix_fmt yuv420p)
AAC=(-c:a aac -b:a 96k)
OPUS=(-c:a libopus -b:a 64k)
VORBIS=(-c:a libvorbis -q:a 3)
FRAGMENTED=(-movflags +frag_keyframe+empty_moov+default_base_moof)

# expect DIRECTORY FILE...: writes the table of expectations to standard output; see README.md.
expect() {
    local directory=$1 rows file; shift
    rows=$(mktemp -d)
    for file in "$@"; do
        spawn python3 "$HERE/expect.py" "$directory" "$file" "$rows/$(tr '/' '_' <<<"$file")"
    done
    join
    python3 "$HERE/expect.py" --header
    for file in "$@"; do cat "$rows/$(tr '/' '_' <<<"$file")"; done
    rm -r "$rows"
}
