#!/usr/bin/env bash
# Makes the clips of this directory, demo.mp4, long.mp4 and expected.tsv. They are committed: run this only to add or
# to change a clip. Other versions of the encoders make other bytes; then commit clips and table together.
#
#     testdata/make.sh            all of them
#     testdata/make.sh expected   only expected.tsv, from the clips as they are
#
# Needs Debian 12's ffmpeg (libx264, libx265, libaom, SVT-AV1, libvpx, libmp3lame, libopus, libvorbis) and
# python3. HE-AAC clips are made by he-aac/ (see README.md), not by this script.

source "$(dirname "$0")/lib.sh"
OUT=$HERE/clips

TAGS=(-metadata title="A test clip" -metadata artist="openmf" -metadata album="Clips" -metadata date=2026
    -metadata genre=Test -metadata track=3)

audio() {
    # Uncompressed and ADPCM. The lengths are not round, so that the last block is a short one.
    local name codec
    for pair in u8:pcm_u8 s16:pcm_s16le s24:pcm_s24le s32:pcm_s32le f32:pcm_f32le f64:pcm_f64le \
        alaw:pcm_alaw mulaw:pcm_mulaw ima:adpcm_ima_wav msadpcm:adpcm_ms; do
        name=${pair%%:*} codec=${pair##*:}
        tone stereo 11025 0.43; encode "wav-$name.wav" -c:a "$codec"
    done
    tone mono 22050 0.5;    encode wav-ima-mono.wav -c:a adpcm_ima_wav
    tone stereo 16000 0.43; encode wav-rf64.wav -c:a pcm_s16le -rf64 always
    tone 5.1 8000 0.43;     encode wav-extensible-51.wav -c:a pcm_s16le
    tone stereo 16000 0.43; encode wav-tags.wav -c:a pcm_s16le "${TAGS[@]}"
    tone stereo 16000 0.43; encode aiff-s16.aiff -c:a pcm_s16be
    tone stereo 16000 0.43; encode aiff-s24.aiff -c:a pcm_s24be
    tone stereo 16000 0.43; encode aifc-sowt.aifc -f aiff -c:a pcm_s16le
    tone stereo 16000 0.43; encode aifc-fl32.aifc -f aiff -c:a pcm_f32be
    tone mono 16000 0.43;   encode aifc-ulaw.aifc -f aiff -c:a pcm_mulaw

    # FLAC
    tone stereo 44100 0.5; encode flac-s16.flac -c:a flac -sample_fmt s16
    tone stereo 48000 0.2; encode flac-s24.flac -c:a flac -sample_fmt s32 -bits_per_raw_sample 24
    tone stereo 44100 0.5; IN+=(-i "$COVER")
    encode flac-tags-cover.flac -map 0:a -map 1:v -c:a flac -sample_fmt s16 -c:v copy -disposition:v attached_pic "${TAGS[@]}"
    tone stereo 44100 0.5; encode ogg-flac.oga -c:a flac -sample_fmt s16 "${TAGS[@]}"

    # MP3
    tone stereo 44100 2; encode mp3-cbr.mp3 -c:a libmp3lame -b:a 128k
    tone stereo 44100 2; encode mp3-cbr-bare.mp3 -c:a libmp3lame -b:a 96k -write_xing 0 -id3v2_version 0
    tone stereo 44100 2; encode mp3-vbr.mp3 -c:a libmp3lame -q:a 5
    tone mono 48000 2;   encode mp3-mono-48k.mp3 -c:a libmp3lame -b:a 64k
    tone stereo 22050 2; encode mp3-22k.mp3 -c:a libmp3lame -b:a 48k
    tone stereo 44100 1.5; IN+=(-i "$COVER")
    encode mp3-tags-cover.mp3 -map 0:a -map 1:v -c:a libmp3lame -q:a 6 -c:v copy -disposition:v attached_pic \
        -id3v2_version 3 -write_id3v1 1 "${TAGS[@]}"

    # AAC
    tone stereo 44100 2; encode aac-adts.aac "${AAC[@]}" -f adts
    tone mono 22050 2;   encode aac-adts-mono-22k.aac -c:a aac -b:a 32k -f adts
    tone stereo 48000 2; encode aac-edit-list.m4a "${AAC[@]}" -f ipod "${TAGS[@]}"
    tone 5.1 48000 1;    encode aac-51.m4a -c:a aac -b:a 192k -f ipod
    tone stereo 44100 0.5; encode alac-s16.m4a -c:a alac -sample_fmt s16p -f ipod "${TAGS[@]}"
    tone stereo 44100 0.3; encode alac-s24.m4a -c:a alac -sample_fmt s32p -bits_per_raw_sample 24 -f ipod
    # Ogg
    tone stereo 44100 2; encode vorbis.ogg "${VORBIS[@]}" "${TAGS[@]}"
    tone mono 22050 2;   encode vorbis-mono.ogg -c:a libvorbis -q:a 1
    tone stereo 48000 2; encode opus.opus "${OPUS[@]}" "${TAGS[@]}"
    tone mono 16000 3;   encode opus-voip-mono.opus -c:a libopus -application voip -b:a 16k
    tone 5.1 48000 1;    encode opus-51.opus -c:a libopus -mapping_family 1 -b:a 160k
}

containers() {
    local av=("${X264[@]}" -x264-params "$(x264 keyint=25)" "${AAC[@]}")
    clip() { picture 160x120 25 "${1:-2}"; tone stereo 48000 "${2:-2}"; }

    clip; encode mp4-index-last.mp4 "${av[@]}"
    clip; encode mp4-index-first.mp4 "${av[@]}" -movflags +faststart
    clip; encode mp4-fragmented.mp4 "${av[@]}" "${FRAGMENTED[@]}"
    clip 1 1; encode mov-pcm.mov "${X264[@]}" -x264-params "$(x264)" -c:a pcm_s16le -ar 8000
    clip 1 1; encode mov-pcm-be24.mov "${X264[@]}" -x264-params "$(x264)" -c:a pcm_s24be -ar 8000
    clip 2 1; encode mp4-video-longer.mp4 "${av[@]}"
    clip 1 2; encode mp4-audio-longer.mp4 "${av[@]}"
    picture 160x120 25 2; encode mp4-video-only.mp4 "${X264[@]}" -x264-params "$(x264)"
    picture 160x120 25 0.04; encode mp4-one-frame.mp4 "${X264[@]}" -x264-params "$(x264)"
    picture 160x120 25 2; tone stereo 44100 2; tone mono 44100 2
    encode mp4-two-audio.mp4 -map 0 -map 1 -map 2 "${X264[@]}" -x264-params "$(x264)" "${AAC[@]}" \
        -metadata:s:a:0 language=eng -metadata:s:a:1 language=deu -metadata:s:v language=und
    picture 160x120 25 2; tone stereo 48000 2; IN+=(-f ffmetadata -i "$HERE/chapters.txt" -i "$COVER")
    encode mp4-chapters-tags-cover.mp4 -map 0 -map 1 -map 3 -map_chapters 2 "${av[@]}" -c:v:1 copy \
        -disposition:v:1 attached_pic "${TAGS[@]}" -metadata:s:v:0 language=fra -metadata:s:a:0 language=jpn
    picture 160x120 25 1; tone stereo 48000 1
    encode mp4-undecodable-video.mp4 -c:v mpeg4 -q:v 8 "${AAC[@]}"
    picture 160x120 25 1; tone stereo 48000 1
    encode mkv-undecodable-audio.mkv "${X264[@]}" -x264-params "$(x264)" -c:a ac3 -b:a 96k

    picture 160x120 25 2; tone stereo 48000 2; IN+=(-f ffmetadata -i "$HERE/chapters.txt")
    encode mkv-h264-aac.mkv -map 0 -map 1 -map_chapters 2 "${av[@]}" "${TAGS[@]}" -metadata:s:a language=jpn \
        -metadata:s:v title="The picture"
    picture 160x120 25 1; tone stereo 44100 1
    encode mkv-hevc-flac.mkv "${X265[@]}" -x265-params "$(x265)" -c:a flac -sample_fmt s16 -ar 16000
    picture 160x120 25 2; tone stereo 48000 2; encode mkv-vp9-opus.mkv "${VP9[@]}" "${OPUS[@]}"
    picture 160x120 25 2; tone stereo 48000 2; encode webm-vp8-vorbis.webm "${VP8[@]}" "${VORBIS[@]}"
    picture 160x120 25 2; tone stereo 48000 2; encode webm-vp9-opus.webm "${VP9[@]}" "${OPUS[@]}"
    picture 160x120 25 2; tone stereo 48000 2; encode webm-av1-opus.webm "${AV1[@]}" "${OPUS[@]}"

    picture 160x120 25 0.6; tone stereo 11025 0.6
    encode avi-mjpeg-pcm.avi -c:v mjpeg -q:v 20 -pix_fmt yuvj420p -c:a pcm_s16le
    picture 160x120 25 2; tone stereo 44100 2
    encode avi-h264-mp3.avi "${X264[@]}" -x264-params "$(x264)" -c:a libmp3lame -b:a 64k
    tone stereo 16000 0.43; encode avi-pcm.avi -c:a pcm_s16le
    join

    # From clips that are there by now.
    remux() { spawn ff -i "$OUT/$1" -fflags +bitexact -c copy "${@:3}" "$OUT/$2"; }
    remux mp4-index-last.mp4 mp4-rotated.mp4 -metadata:s:v rotate=90 -movflags +faststart
    # Cut inside a group of pictures: the edit list hides the frames from the key frame to the cut.
    spawn ff -ss 0.5 -i "$OUT/mp4-index-last.mp4" -fflags +bitexact -c copy "$OUT/mp4-edit-cut.mp4"
    # The sound begins later than the picture: an empty edit.
    spawn ff -i "$OUT/mp4-index-last.mp4" -itsoffset 0.3 -i "$OUT/mp4-index-last.mp4" -map 0:v -map 1:a \
        -fflags +bitexact -c copy "$OUT/mp4-edit-delay.mp4"
    spawn python3 "$HERE/edit.py" empty-track "$OUT/mp4-two-audio.mp4" "$OUT/mp4-empty-audio.mp4"
    join
}

video() {
    local h264=(-c:v libx264 -preset medium -crf 30)
    local odd=crop=175:143:0:0:exact=1
    noisy 176x144 25 1; encode h264-baseline.mp4 "${h264[@]}" -profile:v baseline -pix_fmt yuv420p -x264-params "$(x264)"
    noisy 176x144 25 1; encode h264-main-cabac-b.mp4 "${h264[@]}" -profile:v main -pix_fmt yuv420p -x264-params "$(x264 bframes=3:cabac=1:weightp=2:weightb=1:b-pyramid=normal:b-adapt=0)"
    noisy 176x144 25 1; encode h264-high-8x8.mp4 "${h264[@]}" -profile:v high -pix_fmt yuv420p -x264-params "$(x264 8x8dct=1:bframes=3:ref=4:cqm=jvt)"
    noisy 176x144 25 1; encode h264-high10.mp4 "${h264[@]}" -profile:v high10 -pix_fmt yuv420p10le -x264-params "$(x264 bframes=2)"
    noisy 176x144 25 1; encode h264-high422.mp4 "${h264[@]}" -profile:v high422 -pix_fmt yuv422p10le -x264-params "$(x264 bframes=2)"
    noisy 176x144 25 1; encode h264-high422-8bit.mp4 "${h264[@]}" -profile:v high422 -pix_fmt yuv422p -x264-params "$(x264 bframes=2)"
    noisy 176x144 50 1; encode h264-mbaff.mp4 -vf "tinterlace=interleave_top,setfield=tff" "${h264[@]}" -pix_fmt yuv420p -flags:v +bitexact+ildct+ilme -x264-params "$(x264 tff=1:bframes=2)"
    noisy 176x144 25 1; encode h264-interlaced-flag.mp4 "${h264[@]}" -pix_fmt yuv420p -x264-params "$(x264 fake-interlaced=1:bframes=2)"
    noisy 162x98 25 1;  encode h264-162x98.mp4 "${h264[@]}" -pix_fmt yuv420p -x264-params "$(x264 bframes=2)"
    noisy 176x144 25 1; encode h264-slices-cavlc.mkv "${h264[@]}" -pix_fmt yuv420p -x264-params "$(x264 slices=4:cabac=0:bframes=2)"

    # Several groups of pictures, each of which needs the one before it for its first pictures in display order.
    local open="keyint=12:min-keyint=12:scenecut=0:bframes=3:b-adapt=0:open-gop"
    picture 96x64 25 3; tone stereo 48000 3
    encode h264-open-gop.mkv -c:v libx264 -preset medium -crf 30 -pix_fmt yuv420p -x264-params "$(x264 $open=1)" "${OPUS[@]}"
    picture 96x64 25 3; encode hevc-open-gop.mp4 "${X265[@]}" -x265-params "$(x265 $open=1)" -tag:v hvc1

    noisy 176x144 25 1; encode hevc-8bit.mp4 "${X265[@]}" -x265-params "$(x265 bframes=3)" -tag:v hvc1
    noisy 176x144 25 1; encode hevc-10bit.mp4 -c:v libx265 -preset fast -crf 30 -pix_fmt yuv420p10le -x265-params "$(x265)" -tag:v hev1
    noisy 162x98 25 1;  encode hevc-162x98.mkv "${X265[@]}" -x265-params "$(x265)"
    noisy 176x144 25 1; encode av1-8bit.mp4 "${AV1[@]}"
    noisy 176x144 25 1; encode av1-10bit.mkv -c:v libaom-av1 -b:v 0 -crf 40 -cpu-used 8 -row-mt 0 -pix_fmt yuv420p10le
    noisy 176x144 25 1; encode av1-svt.webm -c:v libsvtav1 -crf 45 -preset 8 -svtav1-params lp=1 -pix_fmt yuv420p
    noisy 176x144 25 0.6; encode av1-175x143.webm "${AV1[@]}" -vf "$odd"
    noisy 176x144 25 0.8; encode vp9-profile0.webm "${VP9[@]}" -auto-alt-ref 1 -lag-in-frames 12
    noisy 176x144 25 0.8; encode vp9.mp4 "${VP9[@]}"
    noisy 176x144 25 0.6; encode vp9-175x143.webm "${VP9[@]}" -vf "$odd"
    noisy 176x144 25 0.8; encode vp8.webm "${VP8[@]}" -auto-alt-ref 1 -lag-in-frames 12
    noisy 176x144 25 0.6; encode vp8-175x143.webm "${VP8[@]}" -vf "$odd"
    picture 176x144 25 0.6; encode mjpeg-420.avi -c:v mjpeg -q:v 12 -pix_fmt yuvj420p
    picture 176x144 25 0.6; encode mjpeg-422.mov -c:v mjpeg -q:v 12 -pix_fmt yuvj422p
    picture 176x144 25 0.4; encode mjpeg-175x143.avi -vf "$odd" -c:v mjpeg -q:v 12 -pix_fmt yuvj420p
    # Pictures that are coded as fields.
    spawn python3 "$HERE/fields.py" h264 frame "$OUT/h264-paff.mp4"
    spawn python3 "$HERE/fields.py" h264 field "$OUT/h264-paff-fields.mp4"
    local fields; fields=$(mktemp -d)
    picture 176x72 25 0.24; OUT=$fields encode first.avi -c:v mjpeg -q:v 16 -pix_fmt yuvj422p
    picture 176x72 25 0.24; OUT=$fields encode second.avi -vf negate -c:v mjpeg -q:v 16 -pix_fmt yuvj422p
    join
    python3 "$HERE/fields.py" mjpeg "$fields/first.avi" "$fields/second.avi" "$OUT/mjpeg-fields.avi"
    rm -r "$fields"
    # Twelve frames of a 25 Hz picture are left out, at irregular places.
    noisy 176x144 25 1.6; encode h264-vfr.mkv -vf "select='not(eq(mod(n,7),3)+between(n,18,24))'" -fps_mode vfr "${h264[@]}" -pix_fmt yuv420p -x264-params "$(x264)"
}

demo() {
    # A zoom into the Mandelbrot set under a chord that swells and fades; the first thing a newcomer plays.
    IN+=(-f lavfi -i "mandelbrot=size=640x360:rate=25:start_scale=2.6:end_scale=0.04:end_pts=110:maxiter=700,trim=duration=5,hue=h='20*t':s=1.1")
    IN+=(-f lavfi -i "aevalsrc=exprs='
        0.20*sin(2*PI*220.00*t)*(1-exp(-6*t))+0.16*sin(2*PI*277.18*t)*(1-exp(-3*t))+0.13*sin(2*PI*329.63*t)*(1-exp(-2*t))|
        0.20*sin(2*PI*220.60*t)*(1-exp(-6*t))+0.16*sin(2*PI*276.80*t)*(1-exp(-3*t))+0.13*sin(2*PI*440.20*t)*(1-exp(-1.2*t))
        ':channel_layout=stereo:sample_rate=48000:duration=5,tremolo=f=3:d=0.25,afade=t=out:st=4:d=1")
    OUT=$HERE encode demo.mp4 -c:v libx264 -preset slow -profile:v high -b:v 640k -maxrate 900k -bufsize 900k -pix_fmt yuv420p \
        -color_primaries bt709 -color_trc bt709 -colorspace bt709 -x264-params "$(x264 bframes=3:keyint=50)" \
        -c:a aac -b:a 128k -movflags +faststart -metadata title="openmf demo"
}

long() {
    # Ten minutes of next to nothing: five pictures a second, and silence.
    IN+=(-f lavfi -i "testsrc2=size=64x36:rate=5:duration=600")
    IN+=(-f lavfi -i "anullsrc=channel_layout=stereo:sample_rate=48000:duration=600")
    OUT=$HERE encode long.mp4 -c:v libx264 -preset slow -crf 40 -pix_fmt yuv420p -x264-params "$(x264 bframes=3:keyint=25)" \
        -c:a aac -b:a 16k -movflags +faststart
}

if [[ ${1:-all} == all ]]; then
    mkdir -p "$OUT"
    COVER=$(mktemp --suffix=.jpg)
    trap 'rm -f "$COVER"' EXIT
    ff -f lavfi -i testsrc2=size=64x64:rate=1 -frames:v 1 "${FIXED[@]}" -c:v mjpeg -q:v 10 -pix_fmt yuvj420p -f image2 "$COVER"
    audio
    video
    demo
    long
    containers
    join
elif [[ $1 != expected ]]; then
    echo "usage: $0 [all | expected]" >&2
    exit 2
fi

cd "$HERE"
mapfile -t files < <(find demo.mp4 clips -type f | sort)
expect "$HERE" "${files[@]}" >expected.tsv.new
mv expected.tsv.new expected.tsv
