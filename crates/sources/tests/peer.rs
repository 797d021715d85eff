//! Packets, times and lengths compared with what FFmpeg finds in the same clips.

mod contract;

use contract::{audible_frames, expected_samples, first_stream, open_clip, peer_packets};
use openmf_core::{AudioFormat, Guid, guids, keys};

const ALL: &[(&str, &str)] = &[
    ("wav", "wav-s16.wav"),
    ("wav", "wav-u8.wav"),
    ("wav", "wav-s24.wav"),
    ("wav", "wav-s32.wav"),
    ("wav", "wav-f32.wav"),
    ("wav", "wav-f64.wav"),
    ("wav", "wav-alaw.wav"),
    ("wav", "wav-mulaw.wav"),
    ("wav", "wav-ima.wav"),
    ("wav", "wav-ima-mono.wav"),
    ("wav", "wav-msadpcm.wav"),
    ("wav", "wav-extensible-51.wav"),
    ("wav", "wav-rf64.wav"),
    ("wav", "wav-tags.wav"),
    ("aiff", "aiff-s16.aiff"),
    ("aiff", "aiff-s24.aiff"),
    ("aiff", "aifc-fl32.aifc"),
    ("aiff", "aifc-sowt.aifc"),
    ("aiff", "aifc-ulaw.aifc"),
    ("flac", "flac-s16.flac"),
    ("flac", "flac-s24.flac"),
    ("flac", "flac-tags-cover.flac"),
    ("ogg", "ogg-flac.oga"),
    ("ogg", "opus-51.opus"),
    ("ogg", "opus-voip-mono.opus"),
    ("ogg", "opus.opus"),
    ("ogg", "vorbis-mono.ogg"),
    ("ogg", "vorbis.ogg"),
    ("mp3", "mp3-cbr.mp3"),
    ("mp3", "mp3-cbr-bare.mp3"),
    ("mp3", "mp3-vbr.mp3"),
    ("mp3", "mp3-22k.mp3"),
    ("mp3", "mp3-mono-48k.mp3"),
    ("mp3", "mp3-tags-cover.mp3"),
    ("adts", "aac-adts.aac"),
    ("adts", "aac-adts-mono-22k.aac"),
];

#[test]
fn what_is_heard_is_as_long_as_what_ffmpeg_decodes() {
    for (handler, clip) in ALL {
        let (samples, stream, presentation) = first_stream(handler, clip);
        let frames = audible_frames(&samples, &stream);
        assert_eq!(frames, expected_samples(clip), "{clip}");
        let format = AudioFormat::try_from(&stream.current_type()).unwrap();
        let duration = presentation.attributes().get(keys::MF_PD_DURATION).unwrap();
        assert_eq!(duration.to_frames(format.sample_rate), frames, "{clip}");
    }
}

#[test]
fn packets_are_those_of_ffprobe() {
    for (handler, clip) in ALL {
        let Some(packets) = peer_packets(clip) else {
            return;
        };
        let (samples, stream, _) = first_stream(handler, clip);
        let ours: usize = samples.iter().map(|sample| sample.total_len()).sum();
        let theirs: usize = packets.iter().map(|packet| packet.size).sum();
        if matches!(*handler, "wav" | "aiff") {
            // The blocks are the same, but how many make a packet is a matter of taste.
            assert_eq!(ours, theirs, "{clip}");
            continue;
        }
        assert_eq!(samples.len(), packets.len(), "{clip}");
        // Our time 0 is where the sound starts, FFmpeg's is the first frame of an MP3.
        let shift = if *handler == "mp3" {
            samples[0].time.unwrap().as_secs_f64()
        } else {
            0.0
        };
        let first = stream.current_type().subtype() == guids::MFAudioFormat_Vorbis;
        for (index, (ours, theirs)) in samples.iter().zip(&packets).enumerate() {
            // ffprobe counts the ADTS header, and gives Vorbis's first packet, which decodes to nothing, a length.
            let header = if *handler == "adts" { 7 } else { 0 };
            assert_eq!(ours.total_len() + header, theirs.size, "{clip}, packet {index}");
            if first && index == 0 {
                continue;
            }
            let difference = ours.time.unwrap().as_secs_f64() - shift - theirs.time;
            assert!(difference.abs() < 2e-6, "{clip}, packet {index}: {difference}");
        }
    }
}

#[test]
fn media_types_are_complete() {
    let alaw = Guid::from_tag(6);
    let table = [
        ("wav", "wav-u8.wav", guids::MFAudioFormat_PCM, 8, 0),
        ("wav", "wav-s24.wav", guids::MFAudioFormat_PCM, 24, 0),
        ("wav", "wav-f64.wav", guids::MFAudioFormat_Float, 64, 0),
        ("wav", "wav-alaw.wav", alaw, 8, 0),
        ("wav", "wav-ima.wav", Guid::from_tag(0x11), 4, 2),
        ("wav", "wav-msadpcm.wav", Guid::from_tag(2), 4, 32),
        ("aiff", "aifc-fl32.aifc", guids::MFAudioFormat_Float, 32, 0),
        ("aiff", "aifc-ulaw.aifc", Guid::from_tag(7), 8, 0),
        ("flac", "flac-s24.flac", guids::MFAudioFormat_FLAC, 24, 34),
        ("ogg", "ogg-flac.oga", guids::MFAudioFormat_FLAC, 16, 34),
        ("ogg", "opus.opus", guids::MFAudioFormat_Opus, 0, 19),
        ("mp3", "mp3-vbr.mp3", guids::MFAudioFormat_MP3, 0, 0),
        ("adts", "aac-adts.aac", guids::MFAudioFormat_AAC, 0, 14),
    ];
    for (handler, clip, subtype, bits, user_data) in table {
        let (_, stream, _) = first_stream(handler, clip);
        let media_type = stream.current_type();
        let format = AudioFormat::try_from(&media_type).unwrap();
        assert_eq!(
            (format.subtype, format.bits_per_sample),
            (subtype, bits),
            "{clip}"
        );
        let data = media_type.attributes().get_or(keys::MF_MT_USER_DATA, vec![]);
        assert_eq!(data.len(), user_data, "{clip}");
    }
    let (_, stream, _) = first_stream("wav", "wav-extensible-51.wav");
    let format = AudioFormat::try_from(&stream.current_type()).unwrap();
    assert_eq!((format.channels, format.channel_mask), (6, 0x3f));
    // AAC-LC, 44.1 kHz, stereo.
    let (_, stream, _) = first_stream("adts", "aac-adts.aac");
    let data = stream
        .current_type()
        .attributes()
        .get(keys::MF_MT_USER_DATA)
        .unwrap();
    assert_eq!(data, [0, 0, 0xfe, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x10]);
    // Three headers, of which two lengths are given.
    let (_, stream, _) = first_stream("ogg", "vorbis.ogg");
    let data = stream
        .current_type()
        .attributes()
        .get(keys::MF_MT_USER_DATA)
        .unwrap();
    assert_eq!(&data[..2], [2, 30]);
    let comments = 2 + data[2..].iter().take_while(|byte| **byte == 255).count() + 1;
    assert_eq!(&data[comments..comments + 7], b"\x01vorbis");
}

#[test]
fn tags_and_covers_are_read() {
    let table = [
        ("wav", "wav-tags.wav", false),
        ("flac", "flac-tags-cover.flac", true),
        ("mp3", "mp3-tags-cover.mp3", true),
    ];
    for (handler, clip, cover) in table {
        let descriptor = open_clip(handler, clip).create_presentation_descriptor().unwrap();
        let a = descriptor.attributes();
        let title = a.get(keys::OPENMF_TITLE).unwrap();
        let tags = a.get(keys::OPENMF_TAGS).unwrap();
        assert!(
            tags.lines().any(|line| line == format!("TITLE={title}")),
            "{clip}: {tags}"
        );
        assert!(
            tags.lines().any(|line| line.starts_with("ARTIST=")),
            "{clip}: {tags}"
        );
        let picture = a.get_or(keys::OPENMF_COVER_ART, vec![]);
        assert_eq!(
            picture.starts_with(b"\xff\xd8\xff") || picture.starts_with(b"\x89PNG"),
            cover,
            "{clip}"
        );
    }
}

#[test]
fn every_clip_is_recognized_by_its_handler_best() {
    for (handler, clip) in ALL {
        let bytes = std::fs::read(contract::clip_path(clip)).unwrap();
        let head = &bytes[..bytes.len().min(4096)];
        let best = openmf_sources::handlers()
            .into_iter()
            .max_by_key(|handler| handler.recognize(head))
            .unwrap();
        assert_eq!(best.name(), *handler, "{clip}");
        assert!(best.recognize(head) >= 50, "{clip}");
        let source = best
            .open(std::sync::Arc::new(
                openmf_sources::MemoryByteStream::new(bytes).named(*clip),
            ))
            .unwrap();
        assert_eq!(source.name(), *clip);
    }
}
