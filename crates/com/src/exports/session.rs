//! Topologies, sessions, clocks, sinks and their activation objects: what `mf.dll` documents, and the descriptors of
//! `mfplat.dll`.

use std::ffi::c_void;
use std::sync::Mutex;

use openmf_core::{Attributes, PresentationDescriptor, StreamDescriptor, codes, keys};
use windows_core::{BOOL, GUID, HRESULT, IUnknown};

use super::{S_OK, answer, borrow, create};
use crate::attributes::to_core;
use crate::bindings::{
    IMFAttributes, IMFCollection, IMFMediaType, IMFPresentationDescriptor, IMFSampleGrabberSinkCallback,
    IMFStreamDescriptor, IMFTopologyNode, PROPVARIANT,
};
use crate::convert::{code, read_guid};
use crate::descriptors::{self, Handler, HandlerObject};
use crate::edge::{E_POINTER, guard};
use crate::event::missing;
use crate::media_type::media_type;
use crate::{activate, clock, loader, node, quality, sequencer, services, session, time_source, topology};

/// `S_FALSE`.
const S_FALSE: HRESULT = HRESULT(1);
/// `MF_DEVSOURCE_ATTRIBUTE_SOURCE_TYPE`.
const SOURCE_TYPE: GUID = GUID::from_u128(0xc60ac5fe_252a_478f_a0ef_bc8fa5f7cad3);

/// Descriptors with more streams or types than this are refused.
const MAX_COUNT: u32 = 1024;

/// A caller's array of objects.
///
/// # Errors
/// `E_INVALIDARG`: a NULL, or too many.
///
/// # Safety
/// `objects` is NULL or points to `count` pointers, each NULL or a live object of the interface.
unsafe fn array<T: windows_core::Interface>(
    objects: *const *mut c_void,
    count: u32,
) -> windows_core::Result<Vec<T>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    if objects.is_null() || count > MAX_COUNT {
        return Err(missing());
    }
    let mut found = Vec::new();
    for index in 0..count as usize {
        // SAFETY: by the caller's promise.
        let object = unsafe { objects.add(index).read_unaligned() };
        // SAFETY: as above.
        let object = unsafe { borrow::<T>(&object) }.ok_or_else(missing)?;
        found.push(object.clone());
    }
    Ok(found)
}

/// A caller's attributes, copied.
///
/// # Errors
/// Whatever the store answers.
///
/// # Safety
/// `attributes` is NULL or a live object of the interface.
unsafe fn attributes(attributes: *mut c_void) -> windows_core::Result<Attributes> {
    // SAFETY: by the caller's promise.
    match unsafe { borrow::<IMFAttributes>(&attributes) } {
        Some(store) => to_core(store),
        None => Ok(Attributes::new()),
    }
}

exports! {
    /// An empty topology.
    fn MFCreateTopology(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || topology::to_com(&openmf_topology::Topology::new())) }
    }

    /// A node of a type.
    fn MFCreateTopologyNode(kind: i32, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || node::create(kind)) }
    }

    /// The media type that a stream of a resolved node has.
    fn MFGetTopoNodeCurrentType(
        of: *mut c_void,
        stream: u32,
        output: BOOL,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let of: &IMFTopologyNode = borrow(&of).ok_or_else(|| code(codes::E_POINTER))?;
                node::current_type(of, stream, output.as_bool())
            })
        }
    }

    /// The standard topology loader.
    fn MFCreateTopoLoader(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(loader::create())) }
    }

    /// A stream descriptor of these types, the first of which is the current one.
    fn MFCreateStreamDescriptor(
        id: u32,
        count: u32,
        types: *const *mut c_void,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                if count == 0 {
                    return Err(missing());
                }
                let types: Vec<IMFMediaType> = array(types, count)?;
                let types: windows_core::Result<Vec<_>> = types.iter().map(media_type).collect();
                descriptors::stream_to_com(&std::sync::Arc::new(StreamDescriptor::new(id, types?)))
            })
        }
    }

    /// A presentation descriptor of these streams, none of which is selected.
    fn MFCreatePresentationDescriptor(
        count: u32,
        streams: *const *mut c_void,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                if count == 0 {
                    return Err(missing());
                }
                let streams: Vec<IMFStreamDescriptor> = array(streams, count)?;
                let streams: windows_core::Result<Vec<_>> = streams
                    .iter()
                    .map(|stream| Ok((descriptors::stream_to_core(stream)?, false)))
                    .collect();
                let descriptor = PresentationDescriptor::new(streams?);
                descriptors::presentation_to_com(&std::sync::Arc::new(descriptor))
            })
        }
    }

    /// A media type handler for one type.
    fn MFCreateSimpleTypeHandler(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(HandlerObject::create(Handler::Simple(Mutex::new(None))))) }
    }

    /// A media session.
    fn MFCreateMediaSession(configuration: *mut c_void, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { create(result, || session::create(Some(&attributes(configuration)?))) }
    }

    /// A media session in this process: there is no protected one. No content enabler is needed.
    fn MFCreatePMPMediaSession(
        _flags: u32,
        configuration: *mut c_void,
        result: *mut *mut c_void,
        enabler: *mut *mut c_void,
    ) -> HRESULT {
        if !enabler.is_null() {
            // SAFETY: not NULL, so writable.
            unsafe { enabler.write(std::ptr::null_mut()) };
        }
        // SAFETY: the documented pointers.
        unsafe { create(result, || session::create(Some(&attributes(configuration)?))) }
    }

    /// A service of an object.
    fn MFGetService(
        object: *mut c_void,
        service: *const GUID,
        iid: *const GUID,
        result: *mut *mut c_void,
    ) -> HRESULT {
        guard(|| {
            if result.is_null() {
                return E_POINTER;
            }
            // SAFETY: not NULL, so writable.
            unsafe { result.write(std::ptr::null_mut()) };
            if iid.is_null() {
                return E_POINTER;
            }
            // SAFETY: the documented pointers.
            let got = unsafe {
                borrow::<IUnknown>(&object)
                    .ok_or_else(|| code(codes::E_POINTER))
                    .and_then(|object| services::get(object, &read_guid(service)?, iid, result))
            };
            got.map_or_else(|error| error.code(), |()| S_OK)
        })
    }

    /// Makes the audio renderer.
    fn MFCreateAudioRendererActivate(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, activate::audio_renderer) }
    }

    /// The audio renderer.
    fn MFCreateAudioRenderer(configuration: *mut c_void, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe { create(result, || activate::audio_sink(&attributes(configuration)?)) }
    }

    /// Makes the video renderer for a window.
    fn MFCreateVideoRendererActivate(window: *mut c_void, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || activate::video_renderer(window.addr())) }
    }

    /// The video renderer.
    fn MFCreateVideoRenderer(iid: *const GUID, result: *mut *mut c_void) -> HRESULT {
        answer(|| {
            // SAFETY: the documented pointers.
            unsafe {
                if !result.is_null() {
                    result.write(std::ptr::null_mut());
                }
                let sink = activate::video_sink()?;
                crate::foreign::query(&sink.into(), iid, result).ok()
            }
        })
    }

    /// Makes a sample grabber, which calls the callback.
    fn MFCreateSampleGrabberSinkActivate(
        wanted: *mut c_void,
        callback: *mut c_void,
        result: *mut *mut c_void,
    ) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let wanted: &IMFMediaType = borrow(&wanted).ok_or_else(|| code(codes::E_POINTER))?;
                let callback: &IMFSampleGrabberSinkCallback =
                    borrow(&callback).ok_or_else(|| code(codes::E_POINTER))?;
                activate::sample_grabber(media_type(wanted)?, callback)
            })
        }
    }

    /// A presentation clock without a time source.
    fn MFCreatePresentationClock(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, clock::create) }
    }

    /// A time source that runs with the system's time.
    fn MFCreateSystemTimeSource(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, time_source::system) }
    }

    /// A sequencer source without elements.
    fn MFCreateSequencerSource(_reserved: *mut c_void, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, sequencer::create) }
    }

    /// The start position of a place in an element of a sequencer source.
    fn MFCreateSequencerSegmentOffset(element: u32, offset: i64, result: *mut PROPVARIANT) -> HRESULT {
        answer(|| {
            if result.is_null() {
                return Err(code(codes::E_POINTER));
            }
            let position = sequencer::segment_offset(element, offset)?;
            // SAFETY: not NULL, so writable.
            unsafe { result.write(position) };
            Ok(())
        })
    }

    /// One source of those in a collection.
    fn MFCreateAggregateSource(sources: *mut c_void, result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointers.
        unsafe {
            create(result, || {
                let sources: &IMFCollection = borrow(&sources).ok_or_else(missing)?;
                sequencer::aggregate(sources)
            })
        }
    }

    /// Whether a stream of the presentation is protected (`MF_SD_PROTECTED`): `S_OK`, else `S_FALSE`.
    fn MFRequireProtectedEnvironment(presentation: *mut c_void) -> HRESULT {
        let mut protected = false;
        let asked = answer(|| {
            // SAFETY: the documented pointer.
            let presentation: &IMFPresentationDescriptor =
                unsafe { borrow(&presentation) }.ok_or_else(missing)?;
            let presentation = descriptors::presentation_to_core(presentation)?;
            let mut streams = presentation.streams();
            protected =
                streams.any(|(stream, _)| stream.attributes().get_or(keys::MF_SD_PROTECTED, false));
            Ok(())
        });
        if asked == S_OK && !protected { S_FALSE } else { asked }
    }

    /// The capture devices: there are none.
    fn MFEnumDeviceSources(
        attributes: *mut c_void,
        result: *mut *mut *mut c_void,
        count: *mut u32,
    ) -> HRESULT {
        answer(|| {
            if result.is_null() || count.is_null() {
                return Err(code(codes::E_POINTER));
            }
            // SAFETY: not NULL, so writable; the documented pointer.
            let attributes: &IMFAttributes = unsafe {
                result.write(std::ptr::null_mut());
                count.write(0);
                borrow(&attributes).ok_or_else(missing)?
            };
            // SAFETY: a live object.
            unsafe { attributes.GetGUID(&SOURCE_TYPE) }.map(drop)
        })
    }

    /// The standard quality manager.
    fn MFCreateStandardQualityManager(result: *mut *mut c_void) -> HRESULT {
        // SAFETY: the documented pointer.
        unsafe { create(result, || Ok(quality::create())) }
    }
}
