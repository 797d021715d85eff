//! Sample entries (`stsd`) as media types.
//!
//! Sources: ISO/IEC 14496-12 §8.5.2 and §12, 14496-14, 14496-15; "QuickTime File Format: Sound Sample Descriptions".

use openmf_core::{AudioFormat, ColorInfo, Guid, MediaType, Ratio, VideoFormat, guids, keys};

use super::boxes::{Boxes, MemoryBox};
use super::tables::Blocks;
use crate::bytes::Bytes;
use crate::codec;

/// What has to be done to the bytes of uncompressed audio, which are little-endian in the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Conversion {
    /// Numbers of this many bytes are big-endian.
    SwapBytes(usize),
    /// 8 bits are signed in the file, unsigned in the engine.
    FlipSign,
}

/// A sample entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) media_type: MediaType,
    /// For audio in small blocks; the samples of the tables are then frames or blocks of this size.
    pub(super) blocks: Option<Blocks>,
    pub(super) conversion: Option<Conversion>,
    /// Frames to drop at the start if there is no edit list: Opus' pre-skip.
    pub(super) pre_skip: u32,
    pub(super) encrypted: bool,
    /// Bits per second, if the entry says it.
    pub(super) bitrate: u32,
}

/// Reads the first sample entry of an `stsd` box for a track with this handler.
pub(super) fn parse(stsd: &MemoryBox<'_>, handler: [u8; 4]) -> Option<Entry> {
    let (version, _, _) = stsd.full()?;
    let found = stsd.children_after(8).next()?;
    match &handler {
        b"vide" => video(&found),
        b"soun" => audio(&found, version),
        b"text" | b"sbtl" | b"subt" | b"subp" | b"clcp" => {
            Some(other(guids::MFMediaType_Subtitle, found.kind))
        }
        _ => Some(other(guids::MFMediaType_Binary, found.kind)),
    }
}

fn other(major: Guid, code: [u8; 4]) -> Entry {
    Entry {
        media_type: codec::other_stream(major, code),
        ..Entry::default()
    }
}

fn find<'a>(children: &Boxes<'a>, kind: &[u8; 4]) -> Option<MemoryBox<'a>> {
    children.clone().find(|child| child.kind == *kind)
}

/// The entry's original code, if it is encrypted (`sinf/frma`).
fn original_kind(children: &Boxes<'_>) -> Option<[u8; 4]> {
    find(children, b"sinf")?.child(b"frma")?.bytes().array().copied()
}

fn bitrate(children: &Boxes<'_>) -> u32 {
    find(children, b"btrt")
        .and_then(|btrt| {
            let mut r = btrt.bytes();
            r.skip(8)?;
            r.u32()
        })
        .unwrap_or(0)
}

fn video(entry: &MemoryBox<'_>) -> Option<Entry> {
    let mut r = entry.bytes();
    r.skip(24)?;
    let size = codec::frame_size(u32::from(r.u16()?), u32::from(r.u16()?));
    let children = entry.children_after(78);
    let mut format = VideoFormat::new(Guid::ZERO, size);
    if let Some((horizontal, vertical)) = find(&children, b"pasp").and_then(|pasp| {
        let mut r = pasp.bytes();
        Some((r.u32()?, r.u32()?))
    }) && horizontal != 0
        && vertical != 0
    {
        format.pixel_aspect = Ratio {
            numerator: horizontal,
            denominator: vertical,
        };
    }
    format.color = find(&children, b"colr")
        .and_then(|colr| color(&colr))
        .unwrap_or_default();
    format.interlace_mode = find(&children, b"fiel").map_or(0, |fiel| match fiel.body {
        [1, ..] => 2,
        [2, 1 | 6, ..] => 3,
        [2, 9 | 14, ..] => 4,
        _ => 0,
    });
    let encrypted = entry.kind == *b"encv";
    let kind = original_kind(&children).unwrap_or(entry.kind);
    let (subtype, header, name) = video_codec(kind, &children);
    format.subtype = if encrypted {
        Guid::from_fourcc(*b"encv")
    } else {
        subtype
    };
    if format.subtype == guids::MFVideoFormat_VP90 && format.color == ColorInfo::default() {
        format.color = find(&children, b"vpcC")
            .and_then(|vpcc| vp9_color(&vpcc))
            .unwrap_or_default();
    }
    let media_type = format.to_media_type();
    if let Some(header) = header {
        media_type
            .attributes()
            .set(keys::MF_MT_MPEG_SEQUENCE_HEADER, header.to_vec());
    }
    if let Some(name) = name {
        codec::set_codec_name(&media_type, &name);
    }
    if matches!(subtype, guids::MFVideoFormat_MJPG) {
        media_type
            .attributes()
            .set(keys::MF_MT_ALL_SAMPLES_INDEPENDENT, true);
    }
    Some(Entry {
        media_type,
        encrypted,
        bitrate: bitrate(&children),
        ..Entry::default()
    })
}

/// The subtype, the decoder's configuration and, where the subtype does not tell it, the codec's name.
fn video_codec<'a>(kind: [u8; 4], children: &Boxes<'a>) -> (Guid, Option<&'a [u8]>, Option<String>) {
    let config = |kind| find(children, kind).map(|found| found.body);
    match &kind {
        b"avc1" | b"avc2" | b"avc3" | b"avc4" => (guids::MFVideoFormat_H264, config(b"avcC"), None),
        b"hvc1" | b"hev1" => (guids::MFVideoFormat_HEVC, config(b"hvcC"), None),
        b"av01" => (guids::MFVideoFormat_AV1, config(b"av1C"), None),
        b"vp08" => (guids::MFVideoFormat_VP80, config(b"vpcC"), None),
        b"vp09" => (guids::MFVideoFormat_VP90, config(b"vpcC"), None),
        b"jpeg" | b"mjpa" | b"AVDJ" => (guids::MFVideoFormat_MJPG, None, None),
        b"mp4v" => {
            let esds = find(children, b"esds").and_then(|esds| Esds::parse(&esds));
            let config = esds
                .as_ref()
                .map(|esds| esds.config)
                .filter(|config| !config.is_empty());
            let (subtype, name) = match esds.as_ref().map(|esds| esds.object_type) {
                Some(0x60..=0x65) => (guids::MFVideoFormat_MPEG2, "MPEG-2"),
                Some(0x6a) => (guids::MFVideoFormat_MPG1, "MPEG-1"),
                Some(0x6c) => (guids::MFVideoFormat_MJPG, "JPEG"),
                _ => (guids::MFVideoFormat_MP4V, "MPEG-4 part 2"),
            };
            (subtype, config, Some(name.to_owned()))
        }
        b"s263" | b"h263" | b"H263" => (guids::MFVideoFormat_H263, None, Some("H.263".to_owned())),
        b"dvc " | b"dvcp" | b"dvpp" => (guids::MFVideoFormat_DV25, None, Some("DV".to_owned())),
        b"apch" | b"apcn" | b"apcs" | b"apco" | b"ap4h" | b"ap4x" => (
            Guid::from_fourcc(kind),
            None,
            Some(format!("ProRes {}", codec::fourcc_text(kind))),
        ),
        _ => (Guid::from_fourcc(kind), None, Some(codec::fourcc_text(kind))),
    }
}

fn color(colr: &MemoryBox<'_>) -> Option<ColorInfo> {
    let mut r = colr.bytes();
    let kind = r.array::<4>()?;
    let full_range = match kind {
        b"nclx" => true,
        b"nclc" => false,
        _ => return None,
    };
    let (primaries, transfer, matrix) = (r.u16()?, r.u16()?, r.u16()?);
    let range = full_range
        .then(|| r.u8().map(|flags| flags & 0x80 != 0))
        .flatten();
    Some(codec::h273_color(
        u64::from(primaries),
        u64::from(transfer),
        u64::from(matrix),
        range,
    ))
}

fn vp9_color(vpcc: &MemoryBox<'_>) -> Option<ColorInfo> {
    let (_, _, mut r) = vpcc.full()?;
    r.skip(2)?;
    let range = r.u8()? & 1 != 0;
    let (primaries, transfer, matrix) = (r.u8()?, r.u8()?, r.u8()?);
    Some(codec::h273_color(
        u64::from(primaries),
        u64::from(transfer),
        u64::from(matrix),
        Some(range),
    ))
}

/// The fields of a sound description, of all its versions.
struct Sound {
    channels: u32,
    bits: u32,
    sample_rate: u32,
    /// Version 1: frames and bytes of a packet of all channels.
    packet: Option<(u32, u32)>,
    /// Version 2: `formatSpecificFlags`: 1 float, 2 big endian, 4 signed.
    lpcm_flags: u32,
}

fn audio(entry: &MemoryBox<'_>, stsd_version: u8) -> Option<Entry> {
    let mut r = entry.bytes();
    r.skip(8)?;
    let version = r.u16()?;
    r.skip(6)?;
    let mut sound = Sound {
        channels: u32::from(r.u16()?),
        bits: u32::from(r.u16()?),
        sample_rate: 0,
        packet: None,
        lpcm_flags: 0,
    };
    r.skip(4)?;
    sound.sample_rate = r.u32()? >> 16;
    let mut fields = 28;
    match version {
        // With a version 1 `stsd` this is ISO's AudioSampleEntryV1, which has no further fields.
        1 if stsd_version == 0 => {
            let (frames, _bytes_per_channel, bytes) = (r.u32()?, r.u32()?, r.u32()?);
            r.skip(4)?;
            sound.packet = Some((frames, bytes)).filter(|(frames, bytes)| *frames != 0 && *bytes != 0);
            fields += 16;
        }
        2 => {
            r.skip(4)?;
            let rate = f64::from_bits(r.u64()?);
            sound.sample_rate = rate.clamp(0.0, f64::from(u32::MAX)) as u32;
            sound.channels = r.u32()?;
            r.skip(4)?;
            sound.bits = r.u32()?;
            sound.lpcm_flags = r.u32()?;
            fields += 36;
        }
        _ => {}
    }
    let children = entry.children_after(fields);
    let wave = find(&children, b"wave").map(|wave| wave.children());
    let any = |kind: &[u8; 4]| find(&children, kind).or_else(|| find(wave.as_ref()?, kind));
    if let Some(srat) = any(b"srat").filter(|_| stsd_version == 1)
        && let Some((_, _, mut r)) = srat.full()
    {
        sound.sample_rate = r.u32()?;
    }
    let encrypted = entry.kind == *b"enca";
    let kind = original_kind(&children).unwrap_or(entry.kind);
    let mut parsed = audio_codec(kind, &sound, &any);
    if encrypted {
        parsed
            .media_type
            .attributes()
            .set(keys::MF_MT_SUBTYPE, Guid::from_fourcc(*b"enca"));
    }
    if let Some(mask) = any(b"chan").and_then(|chan| channel_bitmap(&chan)) {
        parsed
            .media_type
            .attributes()
            .set(keys::MF_MT_AUDIO_CHANNEL_MASK, mask);
    }
    if parsed.bitrate == 0 {
        parsed.bitrate = bitrate(&children);
    }
    Some(Entry { encrypted, ..parsed })
}

/// Speaker positions out of a channel layout that is a bitmap, whose bits are those of `WAVEFORMATEXTENSIBLE`.
fn channel_bitmap(chan: &MemoryBox<'_>) -> Option<u32> {
    const USE_BITMAP: u32 = 1 << 16;
    let (_, _, mut r) = chan.full()?;
    let (tag, bitmap) = (r.u32()?, r.u32()?);
    (tag == USE_BITMAP && bitmap != 0).then_some(bitmap)
}

fn audio_codec<'a>(kind: [u8; 4], sound: &Sound, any: &dyn Fn(&[u8; 4]) -> Option<MemoryBox<'a>>) -> Entry {
    let (rate, channels) = (sound.sample_rate, sound.channels);
    let simple = |subtype, name: &str| {
        let media_type = codec::audio(subtype, rate, channels).to_media_type();
        codec::set_codec_name(&media_type, name);
        Entry {
            media_type,
            ..Entry::default()
        }
    };
    // QuickTime's `enda` says that numbers are little-endian after all.
    let little = || any(b"enda").is_some_and(|enda| enda.body.get(..2) == Some(&[0, 1]));
    match &kind {
        b"mp4a" | b"mp4s" => match any(b"esds").and_then(|esds| Esds::parse(&esds)) {
            Some(esds) => mpeg4_audio(&esds, rate, channels),
            None => simple(guids::MFAudioFormat_AAC, "AAC without configuration"),
        },
        b".mp3" | b"mp3 " | b"ms\0\x55" => simple(guids::MFAudioFormat_MP3, ""),
        b"alac" => {
            let cookie = any(b"alac").and_then(|alac| alac.body.get(4..)).unwrap_or(&[]);
            Entry {
                media_type: codec::alac(cookie, rate, channels),
                ..Entry::default()
            }
        }
        b"fLaC" => {
            // dfLa: version and flags, then metadata blocks with headers of four bytes, STREAMINFO first.
            let info = any(b"dfLa").and_then(|found| found.body.get(8..)).unwrap_or(&[]);
            Entry {
                media_type: codec::flac(info, rate, channels),
                ..Entry::default()
            }
        }
        b"Opus" => match any(b"dOps").and_then(|found| opus_head(found.body)) {
            Some((head, pre_skip)) => Entry {
                media_type: codec::opus(head),
                pre_skip,
                ..Entry::default()
            },
            None => simple(guids::MFAudioFormat_Opus, ""),
        },
        b"ulaw" | b"ms\0\x07" => blocks(simple(codec::MULAW, "mu-law"), 1, channels),
        b"alaw" | b"ms\0\x06" => blocks(simple(codec::ALAW, "A-law"), 1, channels),
        b"ima4" => blocks(simple(codec::IMA4, "IMA4 ADPCM"), 64, channels.saturating_mul(34)),
        b"ms\0\x02" | b"ms\0\x11" => {
            let tag = u32::from(kind[3]);
            let entry = simple(
                Guid::from_tag(tag),
                if tag == 2 { "MS ADPCM" } else { "IMA ADPCM" },
            );
            let Some((frames, bytes)) = sound.packet else {
                return entry;
            };
            let a = entry.media_type.attributes();
            a.set(keys::MF_MT_AUDIO_BLOCK_ALIGNMENT, bytes);
            a.set(keys::MF_MT_AUDIO_SAMPLES_PER_BLOCK, frames);
            blocks(entry, frames, bytes)
        }
        b"sowt" => integer_pcm(sound, sound.bits, true),
        b"twos" => integer_pcm(sound, sound.bits, little()),
        b"NONE" | b"raw " if sound.bits <= 8 => uncompressed(sound, 8, false, None),
        b"NONE" | b"raw " => integer_pcm(sound, sound.bits, little()),
        b"in24" => integer_pcm(sound, 24, little()),
        b"in32" => integer_pcm(sound, 32, little()),
        b"fl32" => uncompressed(sound, 32, true, (!little()).then_some(Conversion::SwapBytes(4))),
        b"fl64" => uncompressed(sound, 64, true, (!little()).then_some(Conversion::SwapBytes(8))),
        b"lpcm" => {
            let (float, big) = (sound.lpcm_flags & 1 != 0, sound.lpcm_flags & 2 != 0);
            if float {
                let swap = big.then_some(Conversion::SwapBytes(sound.bits as usize / 8));
                uncompressed(sound, sound.bits, true, swap)
            } else if sound.bits <= 8 && sound.lpcm_flags & 4 == 0 {
                uncompressed(sound, 8, false, None)
            } else {
                integer_pcm(sound, sound.bits, !big)
            }
        }
        b"ipcm" | b"fpcm" => {
            // ISO/IEC 23003-5: pcmC holds a flag for little-endian and the width.
            let config =
                any(b"pcmC").and_then(|pcmc| pcmc.full().and_then(|(_, _, mut r)| Some((r.u8()?, r.u8()?))));
            let (little, bits) = config.map_or((false, sound.bits), |(flags, bits)| {
                (flags & 1 != 0, u32::from(bits))
            });
            if kind == *b"fpcm" {
                let swap = (!little).then_some(Conversion::SwapBytes(bits as usize / 8));
                uncompressed(sound, bits, true, swap)
            } else {
                integer_pcm(sound, bits, little)
            }
        }
        b"ac-3" => simple(guids::MFAudioFormat_Dolby_AC3, "AC-3"),
        b"ec-3" => simple(guids::MFAudioFormat_Dolby_DDPlus, "E-AC-3"),
        b"dtsc" | b"dtsh" | b"dtsl" | b"dtse" => simple(guids::MFAudioFormat_DTS, "DTS"),
        b"samr" => simple(guids::MFAudioFormat_AMR_NB, "AMR"),
        b"sawb" => simple(guids::MFAudioFormat_AMR_WB, "AMR-WB"),
        _ => simple(Guid::from_fourcc(kind), &codec::fourcc_text(kind)),
    }
}

fn blocks(mut entry: Entry, samples: u32, bytes: u32) -> Entry {
    if samples != 0 && bytes != 0 {
        entry.blocks = Some(Blocks { samples, bytes });
        entry
            .media_type
            .attributes()
            .set(keys::MF_MT_AUDIO_BLOCK_ALIGNMENT, bytes);
    }
    entry
}

fn integer_pcm(sound: &Sound, bits: u32, little: bool) -> Entry {
    let conversion = match bits {
        // Signed in every description but `raw `.
        8 => Some(Conversion::FlipSign),
        16 | 24 | 32 if !little => Some(Conversion::SwapBytes(bits as usize / 8)),
        _ => None,
    };
    uncompressed(sound, bits, false, conversion)
}

fn uncompressed(sound: &Sound, bits: u32, float: bool, conversion: Option<Conversion>) -> Entry {
    match codec::pcm(bits, float, sound.sample_rate, sound.channels) {
        Some(format) => {
            let bytes = format.frame_bytes().unwrap_or(0) as u32;
            let media_type = format.to_media_type();
            match conversion {
                Some(Conversion::SwapBytes(width)) => codec::set_stored_pcm(&media_type, float, width, true),
                Some(Conversion::FlipSign) => codec::set_stored_pcm(&media_type, false, 1, false),
                None => {}
            }
            let entry = Entry {
                media_type,
                conversion,
                ..Entry::default()
            };
            blocks(entry, 1, bytes)
        }
        None => {
            let format: AudioFormat =
                codec::audio(Guid::from_fourcc(*b"lpcm"), sound.sample_rate, sound.channels);
            let media_type = format.to_media_type();
            codec::set_codec_name(&media_type, &format!("PCM of {bits} bits"));
            Entry {
                media_type,
                ..Entry::default()
            }
        }
    }
}

fn mpeg4_audio(esds: &Esds<'_>, rate: u32, channels: u32) -> Entry {
    let simple = |subtype, name: &str| {
        let media_type = codec::audio(subtype, rate, channels).to_media_type();
        codec::set_codec_name(&media_type, name);
        media_type
    };
    let media_type = match esds.object_type {
        0x40 | 0x66..=0x68 => codec::aac(esds.config, rate, channels),
        0x69 | 0x6b => simple(guids::MFAudioFormat_MP3, ""),
        0xa5 => simple(guids::MFAudioFormat_Dolby_AC3, "AC-3"),
        0xa6 => simple(guids::MFAudioFormat_Dolby_DDPlus, "E-AC-3"),
        0xa9 => simple(guids::MFAudioFormat_DTS, "DTS"),
        other => simple(
            Guid::from_fourcc(*b"mp4a"),
            &format!("MPEG-4 audio object 0x{other:02x}"),
        ),
    };
    Entry {
        media_type,
        bitrate: esds.bitrate,
        ..Entry::default()
    }
}

/// An OpusHead packet (RFC 7845 §5.1) out of a `dOps` box, whose numbers are big-endian; and the pre-skip in frames.
fn opus_head(dops: &[u8]) -> Option<(Vec<u8>, u32)> {
    let mut r = Bytes::new(dops);
    r.u8()?;
    let channels = r.u8()?;
    let pre_skip = r.u16()?;
    let rate = r.u32()?;
    let gain = r.u16()?;
    let family = r.u8()?;
    let mut head = b"OpusHead\x01".to_vec();
    head.push(channels);
    head.extend(pre_skip.to_le_bytes());
    head.extend(rate.to_le_bytes());
    head.extend(gain.to_le_bytes());
    head.push(family);
    if family != 0 {
        head.extend(r.take(2 + usize::from(channels))?);
    }
    Some((head, u32::from(pre_skip)))
}

/// The descriptors of an `esds` box. Source: ISO/IEC 14496-1 §7.2.6.
struct Esds<'a> {
    object_type: u8,
    bitrate: u32,
    config: &'a [u8],
}

impl<'a> Esds<'a> {
    fn parse(esds: &MemoryBox<'a>) -> Option<Self> {
        let (_, _, mut r) = esds.full()?;
        let mut es = Self::descriptor(&mut r, 3)?;
        es.skip(2)?;
        let flags = es.u8()?;
        if flags & 0x80 != 0 {
            es.skip(2)?;
        }
        if flags & 0x40 != 0 {
            let len = es.u8()?;
            es.skip(usize::from(len))?;
        }
        if flags & 0x20 != 0 {
            es.skip(2)?;
        }
        let mut decoder = Self::descriptor(&mut es, 4)?;
        let object_type = decoder.u8()?;
        decoder.skip(8)?;
        let bitrate = decoder.u32()?;
        let config = Self::descriptor(&mut decoder, 5).map_or(&[][..], |config| config.rest());
        Some(Self {
            object_type,
            bitrate,
            config,
        })
    }

    fn descriptor(r: &mut Bytes<'a>, tag: u8) -> Option<Bytes<'a>> {
        if r.u8()? != tag {
            return None;
        }
        let mut len = 0_usize;
        for _ in 0..4 {
            let byte = r.u8()?;
            len = len << 7 | usize::from(byte & 0x7f);
            if byte & 0x80 == 0 {
                break;
            }
        }
        // Some writers claim more than they wrote.
        let len = len.min(r.len());
        r.take(len).map(Bytes::new)
    }
}
