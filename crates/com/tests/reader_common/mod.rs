//! A caller of the source reader.
#![allow(dead_code, unreachable_pub, reason = "not every test uses all of it")]

use std::ptr;

use openmf_com::bindings::*;
use openmf_com::exports::*;
use openmf_core::{HResult, guids};
use windows_core::{GUID, Interface};

use crate::session_common::*;

pub const FIRST_VIDEO: u32 = 0xFFFF_FFFC;
pub const FIRST_AUDIO: u32 = 0xFFFF_FFFD;
pub const ALL: u32 = 0xFFFF_FFFE;
pub const MEDIASOURCE: u32 = 0xFFFF_FFFF;
pub const ENDOFSTREAM: u32 = 2;

pub fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

pub fn attributes(flags: &[openmf_core::Guid]) -> IMFAttributes {
    let attributes: IMFAttributes = make(|result| {
        // SAFETY: a documented pointer.
        unsafe { MFCreateAttributes(result, 1) }
    });
    for flag in flags {
        // SAFETY: a live object.
        unsafe { attributes.SetUINT32(&key(*flag), 1) }.ok().unwrap();
    }
    attributes
}

pub fn reader_with(name: &str, attributes: Option<&IMFAttributes>) -> IMFSourceReader {
    let url = wide(testdata(name).to_str().unwrap());
    let attributes = attributes.map_or(ptr::null_mut(), Interface::as_raw);
    // SAFETY: documented pointers.
    make(|result| unsafe { MFCreateSourceReaderFromURL(url.as_ptr(), attributes, result) })
}

pub fn reader(name: &str) -> IMFSourceReader {
    reader_with(name, None)
}

pub fn partial(major: openmf_core::Guid, subtype: openmf_core::Guid) -> IMFMediaType {
    // SAFETY: a documented pointer.
    let made: IMFMediaType = make(|result| unsafe { MFCreateMediaType(result) });
    // SAFETY: a live object.
    unsafe {
        made.SetGUID(&key(guids::MF_MT_MAJOR_TYPE), &key(major))
            .ok()
            .unwrap();
        made.SetGUID(&key(guids::MF_MT_SUBTYPE), &key(subtype))
            .ok()
            .unwrap();
    }
    made
}

/// What `ReadSample` gave.
pub struct Got {
    pub status: HResult,
    pub stream: u32,
    pub flags: u32,
    pub time: i64,
    pub sample: Option<IMFSample>,
}

pub fn read_with(reader: &IMFSourceReader, stream: u32, control: u32) -> Got {
    let (mut actual, mut flags, mut time, mut sample) = (77, 77, 77, None);
    // SAFETY: a live object and writable locals.
    let status = unsafe {
        reader.ReadSample(
            stream,
            control,
            Some(&mut actual),
            Some(&mut flags),
            Some(&mut time),
            Some(&mut sample),
        )
    };
    Got {
        status: HResult(status.0),
        stream: actual,
        flags,
        time,
        sample,
    }
}

pub fn read(reader: &IMFSourceReader, stream: u32) -> Got {
    let got = read_with(reader, stream, 0);
    assert_eq!(got.status, HResult(0));
    got
}

pub fn set(reader: &IMFSourceReader, stream: u32, wanted: &IMFMediaType) -> HResult {
    // SAFETY: live objects.
    HResult(unsafe { reader.SetCurrentMediaType(stream, None, wanted) }.0)
}

pub fn select_only(reader: &IMFSourceReader, stream: u32) {
    // SAFETY: a live object.
    unsafe {
        reader.SetStreamSelection(ALL, false).ok().unwrap();
        reader.SetStreamSelection(stream, true).ok().unwrap();
    }
}

pub fn bytes(sample: &IMFSample) -> Vec<u8> {
    // SAFETY: live objects; the pointer is readable for the length until the buffer is unlocked.
    unsafe {
        let buffer = sample.ConvertToContiguousBuffer().unwrap();
        let (mut data, mut len) = (ptr::null_mut(), 0);
        buffer.Lock(&mut data, None, Some(&mut len)).ok().unwrap();
        let copy = std::slice::from_raw_parts(data, len as usize).to_vec();
        buffer.Unlock().ok().unwrap();
        copy
    }
}

/// All samples of a stream up to its end.
pub fn drain(reader: &IMFSourceReader, stream: u32) -> Vec<IMFSample> {
    let mut samples = Vec::new();
    loop {
        let got = read(reader, stream);
        samples.extend(got.sample);
        if got.flags & ENDOFSTREAM != 0 {
            break;
        }
    }
    // It says so again.
    let again = read(reader, stream);
    assert_eq!((again.flags, again.sample), (ENDOFSTREAM, None));
    samples
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The time of each sample, and whether it is a clean point.
pub fn times(samples: &[IMFSample]) -> Vec<(i64, bool)> {
    let clean = key(guids::MFSampleExtension_CleanPoint);
    // SAFETY: live objects.
    let of = |sample: &IMFSample| unsafe {
        (
            sample.GetSampleTime().unwrap(),
            sample.GetUINT32(&clean).unwrap_or(0) != 0,
        )
    };
    samples.iter().map(of).collect()
}

pub fn subtype(of: &IMFMediaType) -> GUID {
    // SAFETY: a live object.
    unsafe { of.GetGUID(&key(guids::MF_MT_SUBTYPE)) }.unwrap()
}
