#!/usr/bin/env bash
# Makes further files in DIR, not committed, of other sizes, rates, layouts and container options than the
# clips, and DIR/expected.tsv with what FFmpeg finds in them.
#
#     testdata/generate.sh DIR
#
# Needs what make.sh needs, and sox for 8-bit FLAC. Takes about half a minute on two cores.

source "$(dirname "$0")/lib.sh"
[[ $# == 1 ]] || { echo "usage: $0 DIR" >&2; exit 2; }
mkdir -p "$1"
OUT=$(cd "$1" && pwd)
command -v sox >/dev/null || { echo "sox is needed (Debian: apt-get install sox)" >&2; exit 1; }
FAST=(-c:v libx264 -preset veryfast -crf 30 -pix_fmt yuv420p)

# h264 FILE SIZE RATE SECONDS X264-PARAMETERS OPTION...: video only.
h264() { noisy "$2" "$3" "$4"; encode "$1" "${FAST[@]}" -x264-params "$(x264 "$5")" "${@:6}"; }

# PCM: rates from 8 to 192 kHz, layouts from mono to 7.1.
for rate in 8000 11025 32000 96000 192000; do tone stereo $rate 1; encode pcm-$rate.wav -c:a pcm_s16le; done
tone mono 44100 1;   encode pcm-mono.wav -c:a pcm_s24le
tone quad 48000 1;   encode pcm-quad.wav -c:a pcm_s16le
tone 7.1 48000 1;    encode pcm-71.wav -c:a pcm_s24le
tone 5.1 96000 1;    encode pcm-51-f32.wav -c:a pcm_f32le
tone stereo 96000 1; encode pcm-96k.aiff -c:a pcm_s32be
tone 5.1 48000 1;    encode pcm-51.avi -c:a pcm_s16le
tone stereo 44100 1; encode adpcm-44k.wav -c:a adpcm_ima_wav -block_size 2048
tone mono 8000 2;    encode msadpcm-8k.wav -c:a adpcm_ms

# FLAC and ALAC
tone mono 16000 1;    encode flac-mono.flac -c:a flac -sample_fmt s16 -compression_level 0
tone stereo 96000 1;  encode flac-24-96k.flac -c:a flac -sample_fmt s32 -bits_per_raw_sample 24 -compression_level 12
tone 5.1 48000 1;     encode flac-51.flac -c:a flac -sample_fmt s16
tone 7.1 48000 1;     encode flac-71.flac -c:a flac -sample_fmt s16 -frame_size 1152
tone stereo 192000 1; encode flac-192k.flac -c:a flac -sample_fmt s32 -lpc_type cholesky
spawn sox -R -D -n -b 8 -r 22050 -c 2 "$OUT/flac-8bit.flac" synth 1 sine 200:900 sine 300:600
spawn python3 "$HERE/edit.py" odd-flac 12 "$OUT/flac-12bit.flac"
spawn python3 "$HERE/edit.py" odd-flac 20 "$OUT/flac-20bit.flac"
tone mono 44100 1;    encode alac-mono.m4a -c:a alac -sample_fmt s16p -f ipod
tone 5.1 48000 1;     encode alac-51.m4a -c:a alac -sample_fmt s16p -f ipod
tone stereo 96000 1;  encode alac-24-96k.m4a -c:a alac -sample_fmt s32p -bits_per_raw_sample 24 -f ipod

# MP3: all nine rates of MPEG-1, 2 and 2.5
for pair in 48000:320k 44100:128k 32000:96k 24000:64k 22050:56k 16000:32k 12000:24k 11025:24k 8000:16k; do
    tone stereo ${pair%%:*} 2; encode mp3-${pair%%:*}.mp3 -c:a libmp3lame -b:a ${pair##*:}
done
tone stereo 44100 3; encode mp3-v0.mp3 -c:a libmp3lame -q:a 0
tone stereo 44100 3; encode mp3-stereo-not-joint.mp3 -c:a libmp3lame -b:a 160k -joint_stereo 0
tone mono 24000 2;   encode mp3-mono-vbr.mp3 -c:a libmp3lame -q:a 7

# AAC
for rate in 8000 16000 32000 96000; do tone stereo $rate 1.5; encode aac-$rate.aac -c:a aac -b:a 64k -f adts; done
tone 7.1 48000 1;    encode aac-71.m4a -c:a aac -b:a 256k -f ipod
tone mono 44100 2;   encode aac-mono.m4a -c:a aac -b:a 48k -f ipod -movflags +faststart
tone stereo 44100 2; encode aac-fragmented.m4a "${AAC[@]}" -f mp4 -movflags +empty_moov+default_base_moof -frag_duration 300000
tone stereo 44100 2; encode aac.mkv "${AAC[@]}"

# Vorbis and Opus
for quality in -1 5 10; do tone stereo 44100 1.5; encode vorbis-q$quality.ogg -c:a libvorbis -q:a $quality; done
tone 5.1 48000 1.5; encode vorbis-51.ogg -c:a libvorbis -q:a 4
tone mono 8000 2;   encode vorbis-8k.ogg -c:a libvorbis -q:a 2
for rate in 8k 24k 64k 256k; do tone stereo 48000 1.5; encode opus-$rate.opus -c:a libopus -b:a $rate; done
tone 7.1 48000 1;    encode opus-71.opus -c:a libopus -mapping_family 1 -b:a 256k
tone stereo 48000 1; encode opus-2.5ms.opus -c:a libopus -b:a 96k -frame_duration 2.5 -application lowdelay
tone mono 12000 2;   encode opus-60ms-silk.opus -c:a libopus -b:a 14k -frame_duration 60 -application voip
tone stereo 48000 2; encode opus.webm "${OPUS[@]}"
tone stereo 48000 2; encode opus.mp4 "${OPUS[@]}"

# H.264 tools
h264 h264-cavlc-baseline.mp4 320x240 30 2 bframes=0 -profile:v baseline
h264 h264-cavlc-main.mp4 320x240 30 2 cabac=0:bframes=2 -profile:v main
h264 h264-many-b.mp4 320x240 25 3 bframes=8:b-adapt=0:b-pyramid=normal:ref=5
h264 h264-16-refs.mp4 176x144 25 2 ref=16:bframes=3
h264 h264-weighted.mp4 320x240 25 2 weightp=2:weightb=1:bframes=3 -vf fade=in:0:40
h264 h264-long-gop.mp4 176x144 25 4 keyint=infinite:scenecut=0
h264 h264-open-gop.mp4 320x240 25 3 open-gop=1:keyint=20:bframes=3
h264 h264-intra.mp4 176x144 25 1 keyint=1
h264 h264-slices.mp4 320x240 25 2 slices=6:bframes=2
h264 h264-temporal-direct.mp4 320x240 25 2 direct=temporal:bframes=4:b-adapt=0
h264 h264-intra-refresh.mp4 176x144 25 2 intra-refresh=1:keyint=20
h264 h264-monochrome.mp4 176x144 25 1 bframes=2 -pix_fmt gray -profile:v high
h264 h264-full-range-709.mp4 320x240 25 1 fullrange=on:colorprim=bt709:transfer=bt709:colormatrix=bt709 -color_range pc
h264 h264-sar.mp4 352x288 25 1 sar=16/11
h264 h264-high10-b.mp4 320x240 25 1 bframes=3 -pix_fmt yuv420p10le
h264 h264-high422-intra.mp4 176x144 25 1 keyint=1 -pix_fmt yuv422p10le
h264 h264-mbaff-bff.mp4 352x288 25 1 bff=1:bframes=3 -flags:v +bitexact+ildct+ilme
h264 h264-mbaff-cavlc.mkv 352x288 25 1 tff=1:cabac=0 -flags:v +bitexact+ildct+ilme
h264 h264-1080p.mp4 1920x1080 30 1 bframes=2
h264 h264-1080p-mbaff.mp4 1920x1080 25 0.4 tff=1 -flags:v +bitexact+ildct+ilme
h264 h264-34x18.mp4 34x18 25 1 bframes=2
h264 h264-annexb-tag.avi 320x240 25 1 bframes=0
for rate in 24000/1001 30000/1001 50 60; do h264 "h264-rate-${rate/\//-}.mp4" 176x144 $rate 1.5 bframes=2; done

# HEVC, AV1, VP9, VP8, Motion JPEG
noisy 320x240 30 1;   encode hevc-open-gop.mp4 "${X265[@]}" -tag:v hvc1 -x265-params "$(x265 open-gop=1:keyint=12:bframes=4)"
noisy 416x240 25 1;   encode hevc-closed-gop.mkv "${X265[@]}" -x265-params "$(x265 open-gop=0:keyint=10:ctu=32)"
noisy 320x240 25 1;   encode hevc-weighted.mp4 "${X265[@]}" -vf fade=in:0:20 -x265-params "$(x265 weightb=1:weightp=1)"
noisy 640x360 25 0.6; encode hevc-10bit-360p.mp4 -c:v libx265 -preset veryfast -crf 32 -pix_fmt yuv420p10le -x265-params "$(x265 aq-mode=1)"
noisy 1280x720 25 0.4; encode hevc-720p.mp4 -c:v libx265 -preset veryfast -crf 32 -pix_fmt yuv420p -x265-params "$(x265)"
noisy 320x240 25 1;   encode av1-tiles.mp4 "${AV1[@]}" -tiles 2x2
noisy 640x360 25 1;   encode av1-svt-10bit.mkv -c:v libsvtav1 -crf 45 -preset 9 -svtav1-params lp=1 -pix_fmt yuv420p10le
noisy 66x66 25 1;     encode av1-66x66.webm "${AV1[@]}"
noisy 640x360 30 1;   encode vp9-360p.webm "${VP9[@]}" -auto-alt-ref 1 -lag-in-frames 16
noisy 66x34 25 1;     encode vp9-66x34.webm "${VP9[@]}"
noisy 1280x720 25 0.6; encode vp9-720p-tiles.webm "${VP9[@]}" -tile-columns 2 -cpu-used 8 -deadline realtime
noisy 320x240 25 1;   encode vp9-error-resilient.webm "${VP9[@]}" -error-resilient 1 -cpu-used 8 -deadline realtime
noisy 640x360 30 1;   encode vp8-360p.webm "${VP8[@]}" -cpu-used 8 -slices 4
noisy 178x98 25 1;    encode vp8-178x98.webm "${VP8[@]}" -error-resilient default
picture 640x480 25 1; encode mjpeg-444.mov -c:v mjpeg -q:v 8 -pix_fmt yuvj444p
picture 320x240 15 1; encode mjpeg-420.mkv -c:v mjpeg -q:v 3 -huffman default -pix_fmt yuvj420p

# Containers
both() { picture 320x240 25 3; tone stereo 48000 3; }
av=("${FAST[@]}" -x264-params "$(x264 keyint=25:bframes=2)" "${AAC[@]}")
both; encode mp4-faststart.mp4 "${av[@]}" -movflags +faststart
both; encode mp4-fragment-keyframe.mp4 "${av[@]}" -movflags +frag_keyframe+empty_moov
both; encode mp4-fragment-base-moof.mp4 "${av[@]}" "${FRAGMENTED[@]}"
both; encode mp4-fragment-separate.mp4 "${av[@]}" -movflags +frag_keyframe+empty_moov+separate_moof+omit_tfhd_offset
both; encode mp4-fragment-index.mp4 "${av[@]}" -movflags +frag_keyframe+delay_moov+dash
both; encode mp4-negative-cts.mp4 "${av[@]}" -movflags +negative_cts_offsets
both; encode mp4-no-edit-list.mp4 "${av[@]}" -use_editlist 0
both; encode mp4-timescale.mp4 "${av[@]}" -video_track_timescale 90000
both; encode mov.mov "${av[@]}"
both; encode mkv-cues-first.mkv "${av[@]}" -reserve_index_space 4096
both; encode mkv-cues-moved.mkv "${av[@]}" -cues_to_front 1
both; encode mkv-live.mkv "${av[@]}" -live 1
both; encode mkv-short-clusters.mkv "${av[@]}" -cluster_time_limit 200
both; encode mkv-one-cluster.mkv "${av[@]}" -cluster_time_limit 30000 -cluster_size_limit 100000000
both; encode avi.avi "${FAST[@]}" -x264-params "$(x264 bframes=0)" -c:a libmp3lame -b:a 96k
both; encode webm-dash.webm "${VP9[@]}" -cpu-used 8 -deadline realtime "${OPUS[@]}" -cluster_time_limit 500
picture 320x240 25 3; encode mkv-vfr.mkv -vf "select='not(eq(mod(n,5),2)+between(n,20,33))'" -fps_mode vfr "${FAST[@]}" -x264-params "$(x264)"
picture 320x240 25 3; encode mp4-vfr.mp4 -vf "select='not(eq(mod(n,5),2)+between(n,20,33))'" -fps_mode vfr "${FAST[@]}" -x264-params "$(x264)"
join

# Sound and picture from different files.
ff -i "$OUT/mp4-faststart.mp4" -map 0:v -c copy "${FIXED[@]}" "$OUT/part-video.mp4"
spawn ff -i "$OUT/part-video.mp4" -i "$OUT/aac-mono.m4a" -map 0:v -map 1:a -c copy "${FIXED[@]}" \
    -max_interleave_delta 0 -max_muxing_queue_size 9999 "$OUT/mp4-other-sound.mp4"
spawn ff -ss 1.3 -i "$OUT/mp4-faststart.mp4" -fflags +bitexact -c copy "$OUT/mp4-cut.mp4"
spawn ff -i "$OUT/mp4-faststart.mp4" -fflags +bitexact -c copy -metadata:s:v rotate=270 "$OUT/mp4-rotated-270.mp4"
spawn python3 "$HERE/edit.py" unknown-sizes "$OUT/mkv-short-clusters.mkv" "$OUT/mkv-unknown-sizes.mkv"
join
rm "$OUT/part-video.mp4"

cd "$OUT"
mapfile -t files < <(find . -maxdepth 1 -type f ! -name 'expected.tsv*' | sed 's|^\./||' | sort)
expect "$OUT" "${files[@]}" >expected.tsv.new
mv expected.tsv.new expected.tsv
echo "${#files[@]} files in $OUT"
