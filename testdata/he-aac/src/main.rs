//! Writes an HE-AAC stream in ADTS: `he-aac v1|v2 OUTPUT < stereo 44.1 kHz s16le`.

use std::io::Read;

use fdk_aac::enc::{AudioObjectType, BitRate, ChannelMode, Encoder, EncoderParams, Transport};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [version, output] = arguments.as_slice() else { return Err("usage: he-aac v1|v2 OUTPUT".into()) };
    let (audio_object_type, bit_rate) = match version.as_str() {
        "v1" => (AudioObjectType::Mpeg4HeAac, 48_000),
        "v2" => (AudioObjectType::Mpeg4HeAacV2, 24_000),
        other => return Err(format!("no version {other}").into()),
    };
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes)?;
    let samples: Vec<i16> = bytes.chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]])).collect();

    let encoder = Encoder::new(EncoderParams {
        bit_rate: BitRate::Cbr(bit_rate),
        sample_rate: 44_100,
        transport: Transport::Adts,
        channels: ChannelMode::Stereo,
        audio_object_type,
    })
    .map_err(|error| error.to_string())?;
    let mut stream = Vec::new();
    let mut buffer = vec![0; 8192];
    let mut rest = samples.as_slice();
    while !rest.is_empty() {
        let done = encoder.encode(rest, &mut buffer).map_err(|error| error.to_string())?;
        stream.extend_from_slice(&buffer[..done.output_size]);
        rest = &rest[done.input_consumed..];
    }
    Ok(std::fs::write(output, stream)?)
}
