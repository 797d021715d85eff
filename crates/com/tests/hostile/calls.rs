// Made by `cargo xtask bindings` from the interfaces and the exported functions. Do not edit: change bindings/ instead.
//! Every method and every exported function.

use std::ffi::{c_char, c_void};

use openmf_com::bindings::*;
use openmf_com::exports::*;
use windows_core::{BOOL, GUID, HRESULT, IUnknown, IUnknown_Vtbl, PCWSTR, PWSTR};

use crate::call::Kind::*;
use crate::call::PeriodicCallback;

crate::call::interfaces! {
IClassFactory IClassFactory_Vtbl (IUnknown_Vtbl) {
CreateInstance(punkouter: *mut core::ffi::c_void = Input("IUnknown"), riid: *const GUID = Data, ppvobject: *mut *mut core::ffi::c_void = Asked, ) -> HRESULT;
LockServer(flock: BOOL = Value, ) -> HRESULT;
}
ICodecAPI ICodecAPI_Vtbl (IUnknown_Vtbl) {
IsSupported(api: *const GUID = Data, ) -> HRESULT;
IsModifiable(api: *const GUID = Data, ) -> HRESULT;
GetParameterRange(api: *const GUID = Data, valuemin: *mut VARIANT = Data, valuemax: *mut VARIANT = Data, steppingdelta: *mut VARIANT = Data, ) -> HRESULT;
GetParameterValues(api: *const GUID = Data, values: *mut *mut VARIANT = Data, valuescount: *mut u32 = Data, ) -> HRESULT;
GetDefaultValue(api: *const GUID = Data, value: *mut VARIANT = Data, ) -> HRESULT;
GetValue(api: *const GUID = Data, value: *mut VARIANT = Data, ) -> HRESULT;
SetValue(api: *const GUID = Data, value: *const VARIANT = Data, ) -> HRESULT;
RegisterForEvent(api: *const GUID = Data, userdata: isize = Value, ) -> HRESULT;
UnregisterForEvent(api: *const GUID = Data, ) -> HRESULT;
SetAllDefaults() -> HRESULT;
SetValueWithNotify(api: *const GUID = Data, value: *const VARIANT = Data, changedparam: *mut *mut GUID = Data, changedparamcount: *mut u32 = Data, ) -> HRESULT;
SetAllDefaultsWithNotify(changedparam: *mut *mut GUID = Data, changedparamcount: *mut u32 = Data, ) -> HRESULT;
GetAllSettings(param0: *mut core::ffi::c_void = Input("IStream"), ) -> HRESULT;
SetAllSettings(param0: *mut core::ffi::c_void = Input("IStream"), ) -> HRESULT;
SetAllSettingsWithNotify(param0: *mut core::ffi::c_void = Input("IStream"), changedparam: *mut *mut GUID = Data, changedparamcount: *mut u32 = Data, ) -> HRESULT;
}
IMF2DBuffer IMF2DBuffer_Vtbl (IUnknown_Vtbl) {
Lock2D(ppbscanline0: *mut *mut u8 = Data, plpitch: *mut i32 = Data, ) -> HRESULT;
Unlock2D() -> HRESULT;
GetScanline0AndPitch(pbscanline0: *mut *mut u8 = Data, plpitch: *mut i32 = Data, ) -> HRESULT;
IsContiguousFormat(pfiscontiguous: *mut BOOL = Data, ) -> HRESULT;
GetContiguousLength(pcblength: *mut u32 = Data, ) -> HRESULT;
ContiguousCopyTo(pbdestbuffer: *mut u8 = Data, cbdestbuffer: u32 = Value, ) -> HRESULT;
ContiguousCopyFrom(pbsrcbuffer: *const u8 = Data, cbsrcbuffer: u32 = Value, ) -> HRESULT;
}
IMF2DBuffer2 IMF2DBuffer2_Vtbl (IMF2DBuffer_Vtbl) {
Lock2DSize(lockflags: MF2DBuffer_LockFlags = Value, ppbscanline0: *mut *mut u8 = Data, plpitch: *mut i32 = Data, ppbbufferstart: *mut *mut u8 = Data, pcbbufferlength: *mut u32 = Data, ) -> HRESULT;
Copy2DTo(pdestbuffer: *mut core::ffi::c_void = Input("IMF2DBuffer2"), ) -> HRESULT;
}
IMFActivate IMFActivate_Vtbl (IMFAttributes_Vtbl) {
ActivateObject(riid: *const GUID = Data, ppv: *mut *mut core::ffi::c_void = Asked, ) -> HRESULT;
ShutdownObject() -> HRESULT;
DetachObject() -> HRESULT;
}
IMFAsyncCallback IMFAsyncCallback_Vtbl (IUnknown_Vtbl) {
GetParameters(pdwflags: *mut u32 = Data, pdwqueue: *mut u32 = Data, ) -> HRESULT;
Invoke(pasyncresult: *mut core::ffi::c_void = Input("IMFAsyncResult"), ) -> HRESULT;
}
IMFAsyncCallbackLogging IMFAsyncCallbackLogging_Vtbl (IMFAsyncCallback_Vtbl) {
GetObjectPointer() -> *mut core::ffi::c_void;
GetObjectTag() -> u32;
}
IMFAsyncResult IMFAsyncResult_Vtbl (IUnknown_Vtbl) {
GetState(ppunkstate: *mut *mut core::ffi::c_void = Output("IUnknown"), ) -> HRESULT;
GetStatus() -> HRESULT;
SetStatus(hrstatus: HRESULT = Value, ) -> HRESULT;
GetObject(ppobject: *mut *mut core::ffi::c_void = Output("IUnknown"), ) -> HRESULT;
GetStateNoAddRef() -> Option<IUnknown>;
}
IMFAttributes IMFAttributes_Vtbl (IUnknown_Vtbl) {
GetItem(guidkey: *const GUID = Data, pvalue: *mut PROPVARIANT = Data, ) -> HRESULT;
GetItemType(guidkey: *const GUID = Data, ptype: *mut MF_ATTRIBUTE_TYPE = Data, ) -> HRESULT;
CompareItem(guidkey: *const GUID = Data, value: *const PROPVARIANT = Data, pbresult: *mut BOOL = Data, ) -> HRESULT;
Compare(ptheirs: *mut core::ffi::c_void = Input("IMFAttributes"), matchtype: MF_ATTRIBUTES_MATCH_TYPE = Value, pbresult: *mut BOOL = Data, ) -> HRESULT;
GetUINT32(guidkey: *const GUID = Data, punvalue: *mut u32 = Data, ) -> HRESULT;
GetUINT64(guidkey: *const GUID = Data, punvalue: *mut u64 = Data, ) -> HRESULT;
GetDouble(guidkey: *const GUID = Data, pfvalue: *mut f64 = Data, ) -> HRESULT;
GetGUID(guidkey: *const GUID = Data, pguidvalue: *mut GUID = Data, ) -> HRESULT;
GetStringLength(guidkey: *const GUID = Data, pcchlength: *mut u32 = Data, ) -> HRESULT;
GetString(guidkey: *const GUID = Data, pwszvalue: PWSTR = Data, cchbufsize: u32 = Value, pcchlength: *mut u32 = Data, ) -> HRESULT;
GetAllocatedString(guidkey: *const GUID = Data, ppwszvalue: *mut PWSTR = Data, pcchlength: *mut u32 = Data, ) -> HRESULT;
GetBlobSize(guidkey: *const GUID = Data, pcbblobsize: *mut u32 = Data, ) -> HRESULT;
GetBlob(guidkey: *const GUID = Data, pbuf: *mut u8 = Data, cbbufsize: u32 = Value, pcbblobsize: *mut u32 = Data, ) -> HRESULT;
GetAllocatedBlob(guidkey: *const GUID = Data, ppbuf: *mut *mut u8 = Data, pcbsize: *mut u32 = Data, ) -> HRESULT;
GetUnknown(guidkey: *const GUID = Data, riid: *const GUID = Data, ppv: *mut *mut core::ffi::c_void = Asked, ) -> HRESULT;
SetItem(guidkey: *const GUID = Data, value: *const PROPVARIANT = Data, ) -> HRESULT;
DeleteItem(guidkey: *const GUID = Data, ) -> HRESULT;
DeleteAllItems() -> HRESULT;
SetUINT32(guidkey: *const GUID = Data, unvalue: u32 = Value, ) -> HRESULT;
SetUINT64(guidkey: *const GUID = Data, unvalue: u64 = Value, ) -> HRESULT;
SetDouble(guidkey: *const GUID = Data, fvalue: f64 = Value, ) -> HRESULT;
SetGUID(guidkey: *const GUID = Data, guidvalue: *const GUID = Data, ) -> HRESULT;
SetString(guidkey: *const GUID = Data, wszvalue: PCWSTR = Data, ) -> HRESULT;
SetBlob(guidkey: *const GUID = Data, pbuf: *const u8 = Data, cbbufsize: u32 = Value, ) -> HRESULT;
SetUnknown(guidkey: *const GUID = Data, punknown: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
LockStore() -> HRESULT;
UnlockStore() -> HRESULT;
GetCount(pcitems: *mut u32 = Data, ) -> HRESULT;
GetItemByIndex(unindex: u32 = Value, pguidkey: *mut GUID = Data, pvalue: *mut PROPVARIANT = Data, ) -> HRESULT;
CopyAllItems(pdest: *mut core::ffi::c_void = Input("IMFAttributes"), ) -> HRESULT;
}
IMFAudioMediaType IMFAudioMediaType_Vtbl (IMFMediaType_Vtbl) {
GetAudioFormat() -> *const WAVEFORMATEX;
}
IMFAudioPolicy IMFAudioPolicy_Vtbl (IUnknown_Vtbl) {
SetGroupingParam(rguidclass: *const GUID = Data, ) -> HRESULT;
GetGroupingParam(pguidclass: *mut GUID = Data, ) -> HRESULT;
SetDisplayName(pszname: PCWSTR = Data, ) -> HRESULT;
GetDisplayName(pszname: *mut PWSTR = Data, ) -> HRESULT;
SetIconPath(pszpath: PCWSTR = Data, ) -> HRESULT;
GetIconPath(pszpath: *mut PWSTR = Data, ) -> HRESULT;
}
IMFAudioStreamVolume IMFAudioStreamVolume_Vtbl (IUnknown_Vtbl) {
GetChannelCount(pdwcount: *mut u32 = Data, ) -> HRESULT;
SetChannelVolume(dwindex: u32 = Value, flevel: f32 = Value, ) -> HRESULT;
GetChannelVolume(dwindex: u32 = Value, pflevel: *mut f32 = Data, ) -> HRESULT;
SetAllVolumes(dwcount: u32 = Value, pfvolumes: *const f32 = Data, ) -> HRESULT;
GetAllVolumes(dwcount: u32 = Value, pfvolumes: *mut f32 = Data, ) -> HRESULT;
}
IMFBufferListNotify IMFBufferListNotify_Vtbl (IUnknown_Vtbl) {
OnAddSourceBuffer() -> ();
OnRemoveSourceBuffer() -> ();
}
IMFByteStream IMFByteStream_Vtbl (IUnknown_Vtbl) {
GetCapabilities(pdwcapabilities: *mut u32 = Data, ) -> HRESULT;
GetLength(pqwlength: *mut u64 = Data, ) -> HRESULT;
SetLength(qwlength: u64 = Value, ) -> HRESULT;
GetCurrentPosition(pqwposition: *mut u64 = Data, ) -> HRESULT;
SetCurrentPosition(qwposition: u64 = Value, ) -> HRESULT;
IsEndOfStream(pfendofstream: *mut BOOL = Data, ) -> HRESULT;
Read(pb: *mut u8 = Data, cb: u32 = Value, pcbread: *mut u32 = Data, ) -> HRESULT;
BeginRead(pb: *mut u8 = Data, cb: u32 = Value, pcallback: *mut core::ffi::c_void = Input("IMFAsyncCallback"), punkstate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
EndRead(presult: *mut core::ffi::c_void = Input("IMFAsyncResult"), pcbread: *mut u32 = Data, ) -> HRESULT;
Write(pb: *const u8 = Data, cb: u32 = Value, pcbwritten: *mut u32 = Data, ) -> HRESULT;
BeginWrite(pb: *const u8 = Data, cb: u32 = Value, pcallback: *mut core::ffi::c_void = Input("IMFAsyncCallback"), punkstate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
EndWrite(presult: *mut core::ffi::c_void = Input("IMFAsyncResult"), pcbwritten: *mut u32 = Data, ) -> HRESULT;
Seek(seekorigin: MFBYTESTREAM_SEEK_ORIGIN = Value, llseekoffset: i64 = Value, dwseekflags: u32 = Value, pqwcurrentposition: *mut u64 = Data, ) -> HRESULT;
Flush() -> HRESULT;
Close() -> HRESULT;
}
IMFByteStreamBuffering IMFByteStreamBuffering_Vtbl (IUnknown_Vtbl) {
SetBufferingParams(pparams: *const MFBYTESTREAM_BUFFERING_PARAMS = Data, ) -> HRESULT;
EnableBuffering(fenable: BOOL = Value, ) -> HRESULT;
StopBuffering() -> HRESULT;
}
IMFByteStreamCacheControl IMFByteStreamCacheControl_Vtbl (IUnknown_Vtbl) {
StopBackgroundTransfer() -> HRESULT;
}
IMFByteStreamCacheControl2 IMFByteStreamCacheControl2_Vtbl (IMFByteStreamCacheControl_Vtbl) {
GetByteRanges(pcranges: *mut u32 = Data, ppranges: *mut *mut MF_BYTE_STREAM_CACHE_RANGE = Data, ) -> HRESULT;
SetCacheLimit(qwbytes: u64 = Value, ) -> HRESULT;
IsBackgroundTransferActive(pfactive: *mut BOOL = Data, ) -> HRESULT;
}
IMFByteStreamHandler IMFByteStreamHandler_Vtbl (IUnknown_Vtbl) {
BeginCreateObject(pbytestream: *mut core::ffi::c_void = Input("IMFByteStream"), pwszurl: PCWSTR = Data, dwflags: u32 = Value, pprops: *mut core::ffi::c_void = Input("IPropertyStore"), ppiunknowncancelcookie: *mut *mut core::ffi::c_void = Output("IUnknown"), pcallback: *mut core::ffi::c_void = Input("IMFAsyncCallback"), punkstate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
EndCreateObject(presult: *mut core::ffi::c_void = Input("IMFAsyncResult"), pobjecttype: *mut MF_OBJECT_TYPE = Data, ppobject: *mut *mut core::ffi::c_void = Output("IUnknown"), ) -> HRESULT;
CancelObjectCreation(piunknowncancelcookie: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
GetMaxNumberOfBytesRequiredForResolution(pqwbytes: *mut u64 = Data, ) -> HRESULT;
}
IMFByteStreamTimeSeek IMFByteStreamTimeSeek_Vtbl (IUnknown_Vtbl) {
IsTimeSeekSupported(pftimeseekissupported: *mut BOOL = Data, ) -> HRESULT;
TimeSeek(qwtimeposition: u64 = Value, ) -> HRESULT;
GetTimeSeekResult(pqwstarttime: *mut u64 = Data, pqwstoptime: *mut u64 = Data, pqwduration: *mut u64 = Data, ) -> HRESULT;
}
IMFClock IMFClock_Vtbl (IUnknown_Vtbl) {
GetClockCharacteristics(pdwcharacteristics: *mut u32 = Data, ) -> HRESULT;
GetCorrelatedTime(dwreserved: u32 = Value, pllclocktime: *mut i64 = Data, phnssystemtime: *mut MFTIME = Data, ) -> HRESULT;
GetContinuityKey(pdwcontinuitykey: *mut u32 = Data, ) -> HRESULT;
GetState(dwreserved: u32 = Value, peclockstate: *mut MFCLOCK_STATE = Data, ) -> HRESULT;
GetProperties(pclockproperties: *mut MFCLOCK_PROPERTIES = Data, ) -> HRESULT;
}
IMFClockConsumer IMFClockConsumer_Vtbl (IUnknown_Vtbl) {
SetPresentationClock(ppresentationclock: *mut core::ffi::c_void = Input("IMFPresentationClock"), ) -> HRESULT;
GetPresentationClock(pppresentationclock: *mut *mut core::ffi::c_void = Output("IMFPresentationClock"), ) -> HRESULT;
}
IMFClockStateSink IMFClockStateSink_Vtbl (IUnknown_Vtbl) {
OnClockStart(hnssystemtime: MFTIME = Value, llclockstartoffset: i64 = Value, ) -> HRESULT;
OnClockStop(hnssystemtime: MFTIME = Value, ) -> HRESULT;
OnClockPause(hnssystemtime: MFTIME = Value, ) -> HRESULT;
OnClockRestart(hnssystemtime: MFTIME = Value, ) -> HRESULT;
OnClockSetRate(hnssystemtime: MFTIME = Value, flrate: f32 = Value, ) -> HRESULT;
}
IMFCollection IMFCollection_Vtbl (IUnknown_Vtbl) {
GetElementCount(pcelements: *mut u32 = Data, ) -> HRESULT;
GetElement(dwelementindex: u32 = Value, ppunkelement: *mut *mut core::ffi::c_void = Output("IUnknown"), ) -> HRESULT;
AddElement(punkelement: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
RemoveElement(dwelementindex: u32 = Value, ppunkelement: *mut *mut core::ffi::c_void = Output("IUnknown"), ) -> HRESULT;
InsertElementAt(dwindex: u32 = Value, punknown: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
RemoveAllElements() -> HRESULT;
}
IMFDesiredSample IMFDesiredSample_Vtbl (IUnknown_Vtbl) {
GetDesiredSampleTimeAndDuration(phnssampletime: *mut i64 = Data, phnssampleduration: *mut i64 = Data, ) -> HRESULT;
SetDesiredSampleTimeAndDuration(hnssampletime: i64 = Value, hnssampleduration: i64 = Value, ) -> ();
Clear() -> ();
}
IMFFieldOfUseMFTUnlock IMFFieldOfUseMFTUnlock_Vtbl (IUnknown_Vtbl) {
Unlock(punkmft: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
}
IMFFinalizableMediaSink IMFFinalizableMediaSink_Vtbl (IMFMediaSink_Vtbl) {
BeginFinalize(pcallback: *mut core::ffi::c_void = Input("IMFAsyncCallback"), punkstate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
EndFinalize(presult: *mut core::ffi::c_void = Input("IMFAsyncResult"), ) -> HRESULT;
}
IMFGetService IMFGetService_Vtbl (IUnknown_Vtbl) {
GetService(guidservice: *const GUID = Data, riid: *const GUID = Data, ppvobject: *mut *mut core::ffi::c_void = Asked, ) -> HRESULT;
}
IMFLocalMFTRegistration IMFLocalMFTRegistration_Vtbl (IUnknown_Vtbl) {
RegisterMFTs(pmfts: *const MFT_REGISTRATION_INFO = Data, cmfts: u32 = Value, ) -> HRESULT;
}
IMFMediaBuffer IMFMediaBuffer_Vtbl (IUnknown_Vtbl) {
Lock(ppbbuffer: *mut *mut u8 = Data, pcbmaxlength: *mut u32 = OptionalData, pcbcurrentlength: *mut u32 = OptionalData, ) -> HRESULT;
Unlock() -> HRESULT;
GetCurrentLength(pcbcurrentlength: *mut u32 = Data, ) -> HRESULT;
SetCurrentLength(cbcurrentlength: u32 = Value, ) -> HRESULT;
GetMaxLength(pcbmaxlength: *mut u32 = Data, ) -> HRESULT;
}
IMFMediaEvent IMFMediaEvent_Vtbl (IMFAttributes_Vtbl) {
GetType(pmet: *mut MediaEventType = Data, ) -> HRESULT;
GetExtendedType(pguidextendedtype: *mut GUID = Data, ) -> HRESULT;
GetStatus(phrstatus: *mut HRESULT = Data, ) -> HRESULT;
GetValue(pvvalue: *mut PROPVARIANT = Data, ) -> HRESULT;
}
IMFMediaEventGenerator IMFMediaEventGenerator_Vtbl (IUnknown_Vtbl) {
GetEvent(dwflags: u32 = Value, ppevent: *mut *mut core::ffi::c_void = Output("IMFMediaEvent"), ) -> HRESULT;
BeginGetEvent(pcallback: *mut core::ffi::c_void = Input("IMFAsyncCallback"), punkstate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
EndGetEvent(presult: *mut core::ffi::c_void = Input("IMFAsyncResult"), ppevent: *mut *mut core::ffi::c_void = Output("IMFMediaEvent"), ) -> HRESULT;
QueueEvent(met: MediaEventType = Value, guidextendedtype: *const GUID = Data, hrstatus: HRESULT = Value, pvvalue: *const PROPVARIANT = Data, ) -> HRESULT;
}
IMFMediaEventQueue IMFMediaEventQueue_Vtbl (IUnknown_Vtbl) {
GetEvent(dwflags: u32 = Value, ppevent: *mut *mut core::ffi::c_void = Output("IMFMediaEvent"), ) -> HRESULT;
BeginGetEvent(pcallback: *mut core::ffi::c_void = Input("IMFAsyncCallback"), punkstate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
EndGetEvent(presult: *mut core::ffi::c_void = Input("IMFAsyncResult"), ppevent: *mut *mut core::ffi::c_void = Output("IMFMediaEvent"), ) -> HRESULT;
QueueEvent(pevent: *mut core::ffi::c_void = Input("IMFMediaEvent"), ) -> HRESULT;
QueueEventParamVar(met: MediaEventType = Value, guidextendedtype: *const GUID = Data, hrstatus: HRESULT = Value, pvvalue: *const PROPVARIANT = Data, ) -> HRESULT;
QueueEventParamUnk(met: MediaEventType = Value, guidextendedtype: *const GUID = Data, hrstatus: HRESULT = Value, punk: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
Shutdown() -> HRESULT;
}
IMFMediaSession IMFMediaSession_Vtbl (IMFMediaEventGenerator_Vtbl) {
SetTopology(dwsettopologyflags: u32 = Value, ptopology: *mut core::ffi::c_void = Input("IMFTopology"), ) -> HRESULT;
ClearTopologies() -> HRESULT;
Start(pguidtimeformat: *const GUID = Data, pvarstartposition: *const PROPVARIANT = Data, ) -> HRESULT;
Pause() -> HRESULT;
Stop() -> HRESULT;
Close() -> HRESULT;
Shutdown() -> HRESULT;
GetClock(ppclock: *mut *mut core::ffi::c_void = Output("IMFClock"), ) -> HRESULT;
GetSessionCapabilities(pdwcaps: *mut u32 = Data, ) -> HRESULT;
GetFullTopology(dwgetfulltopologyflags: u32 = Value, topoid: TOPOID = Value, ppfulltopology: *mut *mut core::ffi::c_void = Output("IMFTopology"), ) -> HRESULT;
}
IMFMediaSink IMFMediaSink_Vtbl (IUnknown_Vtbl) {
GetCharacteristics(pdwcharacteristics: *mut u32 = Data, ) -> HRESULT;
AddStreamSink(dwstreamsinkidentifier: u32 = Value, pmediatype: *mut core::ffi::c_void = Input("IMFMediaType"), ppstreamsink: *mut *mut core::ffi::c_void = Output("IMFStreamSink"), ) -> HRESULT;
RemoveStreamSink(dwstreamsinkidentifier: u32 = Value, ) -> HRESULT;
GetStreamSinkCount(pcstreamsinkcount: *mut u32 = Data, ) -> HRESULT;
GetStreamSinkByIndex(dwindex: u32 = Value, ppstreamsink: *mut *mut core::ffi::c_void = Output("IMFStreamSink"), ) -> HRESULT;
GetStreamSinkById(dwstreamsinkidentifier: u32 = Value, ppstreamsink: *mut *mut core::ffi::c_void = Output("IMFStreamSink"), ) -> HRESULT;
SetPresentationClock(ppresentationclock: *mut core::ffi::c_void = Input("IMFPresentationClock"), ) -> HRESULT;
GetPresentationClock(pppresentationclock: *mut *mut core::ffi::c_void = Output("IMFPresentationClock"), ) -> HRESULT;
Shutdown() -> HRESULT;
}
IMFMediaSinkPreroll IMFMediaSinkPreroll_Vtbl (IUnknown_Vtbl) {
NotifyPreroll(hnsupcomingstarttime: MFTIME = Value, ) -> HRESULT;
}
IMFMediaSource IMFMediaSource_Vtbl (IMFMediaEventGenerator_Vtbl) {
GetCharacteristics(pdwcharacteristics: *mut u32 = Data, ) -> HRESULT;
CreatePresentationDescriptor(pppresentationdescriptor: *mut *mut core::ffi::c_void = Output("IMFPresentationDescriptor"), ) -> HRESULT;
Start(ppresentationdescriptor: *mut core::ffi::c_void = Input("IMFPresentationDescriptor"), pguidtimeformat: *const GUID = Data, pvarstartposition: *const PROPVARIANT = Data, ) -> HRESULT;
Stop() -> HRESULT;
Pause() -> HRESULT;
Shutdown() -> HRESULT;
}
IMFMediaSource2 IMFMediaSource2_Vtbl (IMFMediaSourceEx_Vtbl) {
SetMediaType(dwstreamid: u32 = Value, pmediatype: *mut core::ffi::c_void = Input("IMFMediaType"), ) -> HRESULT;
}
IMFMediaSourceEx IMFMediaSourceEx_Vtbl (IMFMediaSource_Vtbl) {
GetSourceAttributes(ppattributes: *mut *mut core::ffi::c_void = Output("IMFAttributes"), ) -> HRESULT;
GetStreamAttributes(dwstreamidentifier: u32 = Value, ppattributes: *mut *mut core::ffi::c_void = Output("IMFAttributes"), ) -> HRESULT;
SetD3DManager(pmanager: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
}
IMFMediaSourcePresentationProvider IMFMediaSourcePresentationProvider_Vtbl (IUnknown_Vtbl) {
ForceEndOfPresentation(ppresentationdescriptor: *mut core::ffi::c_void = Input("IMFPresentationDescriptor"), ) -> HRESULT;
}
IMFMediaSourceTopologyProvider IMFMediaSourceTopologyProvider_Vtbl (IUnknown_Vtbl) {
GetMediaSourceTopology(ppresentationdescriptor: *mut core::ffi::c_void = Input("IMFPresentationDescriptor"), pptopology: *mut *mut core::ffi::c_void = Output("IMFTopology"), ) -> HRESULT;
}
IMFMediaStream IMFMediaStream_Vtbl (IMFMediaEventGenerator_Vtbl) {
GetMediaSource(ppmediasource: *mut *mut core::ffi::c_void = Output("IMFMediaSource"), ) -> HRESULT;
GetStreamDescriptor(ppstreamdescriptor: *mut *mut core::ffi::c_void = Output("IMFStreamDescriptor"), ) -> HRESULT;
RequestSample(ptoken: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
}
IMFMediaStream2 IMFMediaStream2_Vtbl (IMFMediaStream_Vtbl) {
SetStreamState(value: MF_STREAM_STATE = Value, ) -> HRESULT;
GetStreamState(value: *mut MF_STREAM_STATE = Data, ) -> HRESULT;
}
IMFMediaType IMFMediaType_Vtbl (IMFAttributes_Vtbl) {
GetMajorType(pguidmajortype: *mut GUID = Data, ) -> HRESULT;
IsCompressedFormat(pfcompressed: *mut BOOL = Data, ) -> HRESULT;
IsEqual(pimediatype: *mut core::ffi::c_void = Input("IMFMediaType"), pdwflags: *mut u32 = Data, ) -> HRESULT;
GetRepresentation(guidrepresentation: GUID = Value, ppvrepresentation: *mut *mut core::ffi::c_void = Data, ) -> HRESULT;
FreeRepresentation(guidrepresentation: GUID = Value, pvrepresentation: *const core::ffi::c_void = Data, ) -> HRESULT;
}
IMFMediaTypeHandler IMFMediaTypeHandler_Vtbl (IUnknown_Vtbl) {
IsMediaTypeSupported(pmediatype: *mut core::ffi::c_void = Input("IMFMediaType"), ppmediatype: *mut *mut core::ffi::c_void = Output("IMFMediaType"), ) -> HRESULT;
GetMediaTypeCount(pdwtypecount: *mut u32 = Data, ) -> HRESULT;
GetMediaTypeByIndex(dwindex: u32 = Value, pptype: *mut *mut core::ffi::c_void = Output("IMFMediaType"), ) -> HRESULT;
SetCurrentMediaType(pmediatype: *mut core::ffi::c_void = Input("IMFMediaType"), ) -> HRESULT;
GetCurrentMediaType(ppmediatype: *mut *mut core::ffi::c_void = Output("IMFMediaType"), ) -> HRESULT;
GetMajorType(pguidmajortype: *mut GUID = Data, ) -> HRESULT;
}
IMFMetadata IMFMetadata_Vtbl (IUnknown_Vtbl) {
SetLanguage(pwszrfc1766: PCWSTR = Data, ) -> HRESULT;
GetLanguage(ppwszrfc1766: *mut PWSTR = Data, ) -> HRESULT;
GetAllLanguages(ppvlanguages: *mut PROPVARIANT = Data, ) -> HRESULT;
SetProperty(pwszname: PCWSTR = Data, ppvvalue: *const PROPVARIANT = Data, ) -> HRESULT;
GetProperty(pwszname: PCWSTR = Data, ppvvalue: *mut PROPVARIANT = Data, ) -> HRESULT;
DeleteProperty(pwszname: PCWSTR = Data, ) -> HRESULT;
GetAllPropertyNames(ppvnames: *mut PROPVARIANT = Data, ) -> HRESULT;
}
IMFMetadataProvider IMFMetadataProvider_Vtbl (IUnknown_Vtbl) {
GetMFMetadata(ppresentationdescriptor: *mut core::ffi::c_void = Input("IMFPresentationDescriptor"), dwstreamidentifier: u32 = Value, dwflags: u32 = Value, ppmfmetadata: *mut *mut core::ffi::c_void = Output("IMFMetadata"), ) -> HRESULT;
}
IMFPluginControl IMFPluginControl_Vtbl (IUnknown_Vtbl) {
GetPreferredClsid(plugintype: u32 = Value, selector: PCWSTR = Data, clsid: *mut GUID = Data, ) -> HRESULT;
GetPreferredClsidByIndex(plugintype: u32 = Value, index: u32 = Value, selector: *mut PWSTR = Data, clsid: *mut GUID = Data, ) -> HRESULT;
SetPreferredClsid(plugintype: u32 = Value, selector: PCWSTR = Data, clsid: *const GUID = OptionalData, ) -> HRESULT;
IsDisabled(plugintype: u32 = Value, clsid: *const GUID = Data, ) -> HRESULT;
GetDisabledByIndex(plugintype: u32 = Value, index: u32 = Value, clsid: *mut GUID = Data, ) -> HRESULT;
SetDisabled(plugintype: u32 = Value, clsid: *const GUID = Data, disabled: BOOL = Value, ) -> HRESULT;
}
IMFPluginControl2 IMFPluginControl2_Vtbl (IMFPluginControl_Vtbl) {
SetPolicy(policy: MF_PLUGIN_CONTROL_POLICY = Value, ) -> HRESULT;
}
IMFPresentationClock IMFPresentationClock_Vtbl (IMFClock_Vtbl) {
SetTimeSource(ptimesource: *mut core::ffi::c_void = Input("IMFPresentationTimeSource"), ) -> HRESULT;
GetTimeSource(pptimesource: *mut *mut core::ffi::c_void = Output("IMFPresentationTimeSource"), ) -> HRESULT;
GetTime(phnsclocktime: *mut MFTIME = Data, ) -> HRESULT;
AddClockStateSink(pstatesink: *mut core::ffi::c_void = Input("IMFClockStateSink"), ) -> HRESULT;
RemoveClockStateSink(pstatesink: *mut core::ffi::c_void = Input("IMFClockStateSink"), ) -> HRESULT;
Start(llclockstartoffset: i64 = Value, ) -> HRESULT;
Stop() -> HRESULT;
Pause() -> HRESULT;
}
IMFPresentationDescriptor IMFPresentationDescriptor_Vtbl (IMFAttributes_Vtbl) {
GetStreamDescriptorCount(pdwdescriptorcount: *mut u32 = Data, ) -> HRESULT;
GetStreamDescriptorByIndex(dwindex: u32 = Value, pfselected: *mut BOOL = Data, ppdescriptor: *mut *mut core::ffi::c_void = Output("IMFStreamDescriptor"), ) -> HRESULT;
SelectStream(dwdescriptorindex: u32 = Value, ) -> HRESULT;
DeselectStream(dwdescriptorindex: u32 = Value, ) -> HRESULT;
Clone(pppresentationdescriptor: *mut *mut core::ffi::c_void = Output("IMFPresentationDescriptor"), ) -> HRESULT;
}
IMFPresentationTimeSource IMFPresentationTimeSource_Vtbl (IMFClock_Vtbl) {
GetUnderlyingClock(ppclock: *mut *mut core::ffi::c_void = Output("IMFClock"), ) -> HRESULT;
}
IMFQualityAdvise IMFQualityAdvise_Vtbl (IUnknown_Vtbl) {
SetDropMode(edropmode: MF_QUALITY_DROP_MODE = Value, ) -> HRESULT;
SetQualityLevel(equalitylevel: MF_QUALITY_LEVEL = Value, ) -> HRESULT;
GetDropMode(pedropmode: *mut MF_QUALITY_DROP_MODE = Data, ) -> HRESULT;
GetQualityLevel(pequalitylevel: *mut MF_QUALITY_LEVEL = Data, ) -> HRESULT;
DropTime(hnsamounttodrop: i64 = Value, ) -> HRESULT;
}
IMFQualityAdvise2 IMFQualityAdvise2_Vtbl (IMFQualityAdvise_Vtbl) {
NotifyQualityEvent(pevent: *mut core::ffi::c_void = Input("IMFMediaEvent"), pdwflags: *mut u32 = Data, ) -> HRESULT;
}
IMFQualityAdviseLimits IMFQualityAdviseLimits_Vtbl (IUnknown_Vtbl) {
GetMaximumDropMode(pedropmode: *mut MF_QUALITY_DROP_MODE = Data, ) -> HRESULT;
GetMinimumQualityLevel(pequalitylevel: *mut MF_QUALITY_LEVEL = Data, ) -> HRESULT;
}
IMFQualityManager IMFQualityManager_Vtbl (IUnknown_Vtbl) {
NotifyTopology(ptopology: *mut core::ffi::c_void = Input("IMFTopology"), ) -> HRESULT;
NotifyPresentationClock(pclock: *mut core::ffi::c_void = Input("IMFPresentationClock"), ) -> HRESULT;
NotifyProcessInput(pnode: *mut core::ffi::c_void = Input("IMFTopologyNode"), linputindex: i32 = Value, psample: *mut core::ffi::c_void = Input("IMFSample"), ) -> HRESULT;
NotifyProcessOutput(pnode: *mut core::ffi::c_void = Input("IMFTopologyNode"), loutputindex: i32 = Value, psample: *mut core::ffi::c_void = Input("IMFSample"), ) -> HRESULT;
NotifyQualityEvent(pobject: *mut core::ffi::c_void = Input("IUnknown"), pevent: *mut core::ffi::c_void = Input("IMFMediaEvent"), ) -> HRESULT;
Shutdown() -> HRESULT;
}
IMFRateControl IMFRateControl_Vtbl (IUnknown_Vtbl) {
SetRate(fthin: BOOL = Value, flrate: f32 = Value, ) -> HRESULT;
GetRate(pfthin: *mut BOOL = Data, pflrate: *mut f32 = Data, ) -> HRESULT;
}
IMFRateSupport IMFRateSupport_Vtbl (IUnknown_Vtbl) {
GetSlowestRate(edirection: MFRATE_DIRECTION = Value, fthin: BOOL = Value, pflrate: *mut f32 = Data, ) -> HRESULT;
GetFastestRate(edirection: MFRATE_DIRECTION = Value, fthin: BOOL = Value, pflrate: *mut f32 = Data, ) -> HRESULT;
IsRateSupported(fthin: BOOL = Value, flrate: f32 = Value, pflnearestsupportedrate: *mut f32 = Data, ) -> HRESULT;
}
IMFReadWriteClassFactory IMFReadWriteClassFactory_Vtbl (IUnknown_Vtbl) {
CreateInstanceFromURL(clsid: *const GUID = Data, pwszurl: PCWSTR = Data, pattributes: *mut core::ffi::c_void = Input("IMFAttributes"), riid: *const GUID = Data, ppvobject: *mut *mut core::ffi::c_void = Asked, ) -> HRESULT;
CreateInstanceFromObject(clsid: *const GUID = Data, punkobject: *mut core::ffi::c_void = Input("IUnknown"), pattributes: *mut core::ffi::c_void = Input("IMFAttributes"), riid: *const GUID = Data, ppvobject: *mut *mut core::ffi::c_void = Asked, ) -> HRESULT;
}
IMFRealTimeClient IMFRealTimeClient_Vtbl (IUnknown_Vtbl) {
RegisterThreads(dwtaskindex: u32 = Value, wszclass: PCWSTR = Data, ) -> HRESULT;
UnregisterThreads() -> HRESULT;
SetWorkQueue(dwworkqueueid: u32 = Value, ) -> HRESULT;
}
IMFRealTimeClientEx IMFRealTimeClientEx_Vtbl (IUnknown_Vtbl) {
RegisterThreadsEx(pdwtaskindex: *mut u32 = Data, wszclassname: PCWSTR = Data, lbasepriority: i32 = Value, ) -> HRESULT;
UnregisterThreads() -> HRESULT;
SetWorkQueueEx(dwmultithreadedworkqueueid: u32 = Value, lworkitembasepriority: i32 = Value, ) -> HRESULT;
}
IMFSample IMFSample_Vtbl (IMFAttributes_Vtbl) {
GetSampleFlags(pdwsampleflags: *mut u32 = Data, ) -> HRESULT;
SetSampleFlags(dwsampleflags: u32 = Value, ) -> HRESULT;
GetSampleTime(phnssampletime: *mut i64 = Data, ) -> HRESULT;
SetSampleTime(hnssampletime: i64 = Value, ) -> HRESULT;
GetSampleDuration(phnssampleduration: *mut i64 = Data, ) -> HRESULT;
SetSampleDuration(hnssampleduration: i64 = Value, ) -> HRESULT;
GetBufferCount(pdwbuffercount: *mut u32 = Data, ) -> HRESULT;
GetBufferByIndex(dwindex: u32 = Value, ppbuffer: *mut *mut core::ffi::c_void = Output("IMFMediaBuffer"), ) -> HRESULT;
ConvertToContiguousBuffer(ppbuffer: *mut *mut core::ffi::c_void = Output("IMFMediaBuffer"), ) -> HRESULT;
AddBuffer(pbuffer: *mut core::ffi::c_void = Input("IMFMediaBuffer"), ) -> HRESULT;
RemoveBufferByIndex(dwindex: u32 = Value, ) -> HRESULT;
RemoveAllBuffers() -> HRESULT;
GetTotalLength(pcbtotallength: *mut u32 = Data, ) -> HRESULT;
CopyToBuffer(pbuffer: *mut core::ffi::c_void = Input("IMFMediaBuffer"), ) -> HRESULT;
}
IMFSampleGrabberSinkCallback IMFSampleGrabberSinkCallback_Vtbl (IMFClockStateSink_Vtbl) {
OnSetPresentationClock(ppresentationclock: *mut core::ffi::c_void = Input("IMFPresentationClock"), ) -> HRESULT;
OnProcessSample(guidmajormediatype: *const GUID = Data, dwsampleflags: u32 = Value, llsampletime: i64 = Value, llsampleduration: i64 = Value, psamplebuffer: *const u8 = Data, dwsamplesize: u32 = Value, ) -> HRESULT;
OnShutdown() -> HRESULT;
}
IMFSampleGrabberSinkCallback2 IMFSampleGrabberSinkCallback2_Vtbl (IMFSampleGrabberSinkCallback_Vtbl) {
OnProcessSampleEx(guidmajormediatype: *const GUID = Data, dwsampleflags: u32 = Value, llsampletime: i64 = Value, llsampleduration: i64 = Value, psamplebuffer: *const u8 = Data, dwsamplesize: u32 = Value, pattributes: *mut core::ffi::c_void = Input("IMFAttributes"), ) -> HRESULT;
}
IMFSampleOutputStream IMFSampleOutputStream_Vtbl (IUnknown_Vtbl) {
BeginWriteSample(psample: *mut core::ffi::c_void = Input("IMFSample"), pcallback: *mut core::ffi::c_void = Input("IMFAsyncCallback"), punkstate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
EndWriteSample(presult: *mut core::ffi::c_void = Input("IMFAsyncResult"), ) -> HRESULT;
Close() -> HRESULT;
}
IMFSaveJob IMFSaveJob_Vtbl (IUnknown_Vtbl) {
BeginSave(pstream: *mut core::ffi::c_void = Input("IMFByteStream"), pcallback: *mut core::ffi::c_void = Input("IMFAsyncCallback"), pstate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
EndSave(presult: *mut core::ffi::c_void = Input("IMFAsyncResult"), ) -> HRESULT;
CancelSave() -> HRESULT;
GetProgress(pdwpercentcomplete: *mut u32 = Data, ) -> HRESULT;
}
IMFSchemeHandler IMFSchemeHandler_Vtbl (IUnknown_Vtbl) {
BeginCreateObject(pwszurl: PCWSTR = Data, dwflags: u32 = Value, pprops: *mut core::ffi::c_void = Input("IPropertyStore"), ppiunknowncancelcookie: *mut *mut core::ffi::c_void = Output("IUnknown"), pcallback: *mut core::ffi::c_void = Input("IMFAsyncCallback"), punkstate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
EndCreateObject(presult: *mut core::ffi::c_void = Input("IMFAsyncResult"), pobjecttype: *mut MF_OBJECT_TYPE = Data, ppobject: *mut *mut core::ffi::c_void = Output("IUnknown"), ) -> HRESULT;
CancelObjectCreation(piunknowncancelcookie: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
}
IMFSecureBuffer IMFSecureBuffer_Vtbl (IUnknown_Vtbl) {
GetIdentifier(pguididentifier: *mut GUID = Data, ) -> HRESULT;
}
IMFSeekInfo IMFSeekInfo_Vtbl (IUnknown_Vtbl) {
GetNearestKeyFrames(pguidtimeformat: *const GUID = Data, pvarstartposition: *const PROPVARIANT = Data, pvarpreviouskeyframe: *mut PROPVARIANT = Data, pvarnextkeyframe: *mut PROPVARIANT = Data, ) -> HRESULT;
}
IMFSequencerSource IMFSequencerSource_Vtbl (IUnknown_Vtbl) {
AppendTopology(ptopology: *mut core::ffi::c_void = Input("IMFTopology"), dwflags: u32 = Value, pdwid: *mut MFSequencerElementId = Data, ) -> HRESULT;
DeleteTopology(dwid: MFSequencerElementId = Value, ) -> HRESULT;
GetPresentationContext(ppd: *mut core::ffi::c_void = Input("IMFPresentationDescriptor"), pid: *mut MFSequencerElementId = OptionalData, pptopology: *mut *mut core::ffi::c_void = OptionalOutput("IMFTopology"), ) -> HRESULT;
UpdateTopology(dwid: MFSequencerElementId = Value, ptopology: *mut core::ffi::c_void = Input("IMFTopology"), ) -> HRESULT;
UpdateTopologyFlags(dwid: MFSequencerElementId = Value, dwflags: u32 = Value, ) -> HRESULT;
}
IMFShutdown IMFShutdown_Vtbl (IUnknown_Vtbl) {
Shutdown() -> HRESULT;
GetShutdownStatus(pstatus: *mut MFSHUTDOWN_STATUS = Data, ) -> HRESULT;
}
IMFSimpleAudioVolume IMFSimpleAudioVolume_Vtbl (IUnknown_Vtbl) {
SetMasterVolume(flevel: f32 = Value, ) -> HRESULT;
GetMasterVolume(pflevel: *mut f32 = Data, ) -> HRESULT;
SetMute(bmute: BOOL = Value, ) -> HRESULT;
GetMute(pbmute: *mut BOOL = Data, ) -> HRESULT;
}
IMFSinkWriter IMFSinkWriter_Vtbl (IUnknown_Vtbl) {
AddStream(ptargetmediatype: *mut core::ffi::c_void = Input("IMFMediaType"), pdwstreamindex: *mut u32 = Data, ) -> HRESULT;
SetInputMediaType(dwstreamindex: u32 = Value, pinputmediatype: *mut core::ffi::c_void = Input("IMFMediaType"), pencodingparameters: *mut core::ffi::c_void = Input("IMFAttributes"), ) -> HRESULT;
BeginWriting() -> HRESULT;
WriteSample(dwstreamindex: u32 = Value, psample: *mut core::ffi::c_void = Input("IMFSample"), ) -> HRESULT;
SendStreamTick(dwstreamindex: u32 = Value, lltimestamp: i64 = Value, ) -> HRESULT;
PlaceMarker(dwstreamindex: u32 = Value, pvcontext: *const core::ffi::c_void = Data, ) -> HRESULT;
NotifyEndOfSegment(dwstreamindex: u32 = Value, ) -> HRESULT;
Flush(dwstreamindex: u32 = Value, ) -> HRESULT;
Finalize() -> HRESULT;
GetServiceForStream(dwstreamindex: u32 = Value, guidservice: *const GUID = Data, riid: *const GUID = Data, ppvobject: *mut *mut core::ffi::c_void = Asked, ) -> HRESULT;
GetStatistics(dwstreamindex: u32 = Value, pstats: *mut MF_SINK_WRITER_STATISTICS = Data, ) -> HRESULT;
}
IMFSinkWriterCallback IMFSinkWriterCallback_Vtbl (IUnknown_Vtbl) {
OnFinalize(hrstatus: HRESULT = Value, ) -> HRESULT;
OnMarker(dwstreamindex: u32 = Value, pvcontext: *const core::ffi::c_void = Data, ) -> HRESULT;
}
IMFSinkWriterCallback2 IMFSinkWriterCallback2_Vtbl (IMFSinkWriterCallback_Vtbl) {
OnTransformChange() -> HRESULT;
OnStreamError(dwstreamindex: u32 = Value, hrstatus: HRESULT = Value, ) -> HRESULT;
}
IMFSinkWriterEncoderConfig IMFSinkWriterEncoderConfig_Vtbl (IUnknown_Vtbl) {
SetTargetMediaType(dwstreamindex: u32 = Value, ptargetmediatype: *mut core::ffi::c_void = Input("IMFMediaType"), pencodingparameters: *mut core::ffi::c_void = Input("IMFAttributes"), ) -> HRESULT;
PlaceEncodingParameters(dwstreamindex: u32 = Value, pencodingparameters: *mut core::ffi::c_void = Input("IMFAttributes"), ) -> HRESULT;
}
IMFSinkWriterEx IMFSinkWriterEx_Vtbl (IMFSinkWriter_Vtbl) {
GetTransformForStream(dwstreamindex: u32 = Value, dwtransformindex: u32 = Value, pguidcategory: *mut GUID = OptionalData, pptransform: *mut *mut core::ffi::c_void = Output("IMFTransform"), ) -> HRESULT;
}
IMFSourceOpenMonitor IMFSourceOpenMonitor_Vtbl (IUnknown_Vtbl) {
OnSourceEvent(pevent: *mut core::ffi::c_void = Input("IMFMediaEvent"), ) -> HRESULT;
}
IMFSourceReader IMFSourceReader_Vtbl (IUnknown_Vtbl) {
GetStreamSelection(dwstreamindex: u32 = Value, pfselected: *mut BOOL = Data, ) -> HRESULT;
SetStreamSelection(dwstreamindex: u32 = Value, fselected: BOOL = Value, ) -> HRESULT;
GetNativeMediaType(dwstreamindex: u32 = Value, dwmediatypeindex: u32 = Value, ppmediatype: *mut *mut core::ffi::c_void = Output("IMFMediaType"), ) -> HRESULT;
GetCurrentMediaType(dwstreamindex: u32 = Value, ppmediatype: *mut *mut core::ffi::c_void = Output("IMFMediaType"), ) -> HRESULT;
SetCurrentMediaType(dwstreamindex: u32 = Value, pdwreserved: *const u32 = OptionalData, pmediatype: *mut core::ffi::c_void = Input("IMFMediaType"), ) -> HRESULT;
SetCurrentPosition(guidtimeformat: *const GUID = Data, varposition: *const PROPVARIANT = Data, ) -> HRESULT;
ReadSample(dwstreamindex: u32 = Value, dwcontrolflags: u32 = Value, pdwactualstreamindex: *mut u32 = OptionalData, pdwstreamflags: *mut u32 = OptionalData, plltimestamp: *mut i64 = OptionalData, ppsample: *mut *mut core::ffi::c_void = OptionalOutput("IMFSample"), ) -> HRESULT;
Flush(dwstreamindex: u32 = Value, ) -> HRESULT;
GetServiceForStream(dwstreamindex: u32 = Value, guidservice: *const GUID = Data, riid: *const GUID = Data, ppvobject: *mut *mut core::ffi::c_void = Asked, ) -> HRESULT;
GetPresentationAttribute(dwstreamindex: u32 = Value, guidattribute: *const GUID = Data, pvarattribute: *mut PROPVARIANT = Data, ) -> HRESULT;
}
IMFSourceReaderCallback IMFSourceReaderCallback_Vtbl (IUnknown_Vtbl) {
OnReadSample(hrstatus: HRESULT = Value, dwstreamindex: u32 = Value, dwstreamflags: u32 = Value, lltimestamp: i64 = Value, psample: *mut core::ffi::c_void = Input("IMFSample"), ) -> HRESULT;
OnFlush(dwstreamindex: u32 = Value, ) -> HRESULT;
OnEvent(dwstreamindex: u32 = Value, pevent: *mut core::ffi::c_void = Input("IMFMediaEvent"), ) -> HRESULT;
}
IMFSourceReaderCallback2 IMFSourceReaderCallback2_Vtbl (IMFSourceReaderCallback_Vtbl) {
OnTransformChange() -> HRESULT;
OnStreamError(dwstreamindex: u32 = Value, hrstatus: HRESULT = Value, ) -> HRESULT;
}
IMFSourceReaderEx IMFSourceReaderEx_Vtbl (IMFSourceReader_Vtbl) {
SetNativeMediaType(dwstreamindex: u32 = Value, pmediatype: *mut core::ffi::c_void = Input("IMFMediaType"), pdwstreamflags: *mut u32 = Data, ) -> HRESULT;
AddTransformForStream(dwstreamindex: u32 = Value, ptransformoractivate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
RemoveAllTransformsForStream(dwstreamindex: u32 = Value, ) -> HRESULT;
GetTransformForStream(dwstreamindex: u32 = Value, dwtransformindex: u32 = Value, pguidcategory: *mut GUID = OptionalData, pptransform: *mut *mut core::ffi::c_void = Output("IMFTransform"), ) -> HRESULT;
}
IMFSourceResolver IMFSourceResolver_Vtbl (IUnknown_Vtbl) {
CreateObjectFromURL(pwszurl: PCWSTR = Data, dwflags: u32 = Value, pprops: *mut core::ffi::c_void = Input("IPropertyStore"), pobjecttype: *mut MF_OBJECT_TYPE = Data, ppobject: *mut *mut core::ffi::c_void = Output("IUnknown"), ) -> HRESULT;
CreateObjectFromByteStream(pbytestream: *mut core::ffi::c_void = Input("IMFByteStream"), pwszurl: PCWSTR = Data, dwflags: u32 = Value, pprops: *mut core::ffi::c_void = Input("IPropertyStore"), pobjecttype: *mut MF_OBJECT_TYPE = Data, ppobject: *mut *mut core::ffi::c_void = Output("IUnknown"), ) -> HRESULT;
BeginCreateObjectFromURL(pwszurl: PCWSTR = Data, dwflags: u32 = Value, pprops: *mut core::ffi::c_void = Input("IPropertyStore"), ppiunknowncancelcookie: *mut *mut core::ffi::c_void = Output("IUnknown"), pcallback: *mut core::ffi::c_void = Input("IMFAsyncCallback"), punkstate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
EndCreateObjectFromURL(presult: *mut core::ffi::c_void = Input("IMFAsyncResult"), pobjecttype: *mut MF_OBJECT_TYPE = Data, ppobject: *mut *mut core::ffi::c_void = Output("IUnknown"), ) -> HRESULT;
BeginCreateObjectFromByteStream(pbytestream: *mut core::ffi::c_void = Input("IMFByteStream"), pwszurl: PCWSTR = Data, dwflags: u32 = Value, pprops: *mut core::ffi::c_void = Input("IPropertyStore"), ppiunknowncancelcookie: *mut *mut core::ffi::c_void = Output("IUnknown"), pcallback: *mut core::ffi::c_void = Input("IMFAsyncCallback"), punkstate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
EndCreateObjectFromByteStream(presult: *mut core::ffi::c_void = Input("IMFAsyncResult"), pobjecttype: *mut MF_OBJECT_TYPE = Data, ppobject: *mut *mut core::ffi::c_void = Output("IUnknown"), ) -> HRESULT;
CancelObjectCreation(piunknowncancelcookie: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
}
IMFStreamDescriptor IMFStreamDescriptor_Vtbl (IMFAttributes_Vtbl) {
GetStreamIdentifier(pdwstreamidentifier: *mut u32 = Data, ) -> HRESULT;
GetMediaTypeHandler(ppmediatypehandler: *mut *mut core::ffi::c_void = Output("IMFMediaTypeHandler"), ) -> HRESULT;
}
IMFStreamSink IMFStreamSink_Vtbl (IMFMediaEventGenerator_Vtbl) {
GetMediaSink(ppmediasink: *mut *mut core::ffi::c_void = Output("IMFMediaSink"), ) -> HRESULT;
GetIdentifier(pdwidentifier: *mut u32 = Data, ) -> HRESULT;
GetMediaTypeHandler(pphandler: *mut *mut core::ffi::c_void = Output("IMFMediaTypeHandler"), ) -> HRESULT;
ProcessSample(psample: *mut core::ffi::c_void = Input("IMFSample"), ) -> HRESULT;
PlaceMarker(emarkertype: MFSTREAMSINK_MARKER_TYPE = Value, pvarmarkervalue: *const PROPVARIANT = Data, pvarcontextvalue: *const PROPVARIANT = Data, ) -> HRESULT;
Flush() -> HRESULT;
}
IMFStreamingSinkConfig IMFStreamingSinkConfig_Vtbl (IUnknown_Vtbl) {
StartStreaming(fseekoffsetisbyteoffset: BOOL = Value, qwseekoffset: u64 = Value, ) -> HRESULT;
}
IMFTimecodeTranslate IMFTimecodeTranslate_Vtbl (IUnknown_Vtbl) {
BeginConvertTimecodeToHNS(ppropvartimecode: *const PROPVARIANT = Data, pcallback: *mut core::ffi::c_void = Input("IMFAsyncCallback"), punkstate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
EndConvertTimecodeToHNS(presult: *mut core::ffi::c_void = Input("IMFAsyncResult"), phnstime: *mut MFTIME = Data, ) -> HRESULT;
BeginConvertHNSToTimecode(hnstime: MFTIME = Value, pcallback: *mut core::ffi::c_void = Input("IMFAsyncCallback"), punkstate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
EndConvertHNSToTimecode(presult: *mut core::ffi::c_void = Input("IMFAsyncResult"), ppropvartimecode: *mut PROPVARIANT = Data, ) -> HRESULT;
}
IMFTimer IMFTimer_Vtbl (IUnknown_Vtbl) {
SetTimer(dwflags: u32 = Value, llclocktime: i64 = Value, pcallback: *mut core::ffi::c_void = Input("IMFAsyncCallback"), punkstate: *mut core::ffi::c_void = Input("IUnknown"), ppunkkey: *mut *mut core::ffi::c_void = Output("IUnknown"), ) -> HRESULT;
CancelTimer(punkkey: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
}
IMFTopoLoader IMFTopoLoader_Vtbl (IUnknown_Vtbl) {
Load(pinputtopo: *mut core::ffi::c_void = Input("IMFTopology"), ppoutputtopo: *mut *mut core::ffi::c_void = Output("IMFTopology"), pcurrenttopo: *mut core::ffi::c_void = Input("IMFTopology"), ) -> HRESULT;
}
IMFTopology IMFTopology_Vtbl (IMFAttributes_Vtbl) {
GetTopologyID(pid: *mut TOPOID = Data, ) -> HRESULT;
AddNode(pnode: *mut core::ffi::c_void = Input("IMFTopologyNode"), ) -> HRESULT;
RemoveNode(pnode: *mut core::ffi::c_void = Input("IMFTopologyNode"), ) -> HRESULT;
GetNodeCount(pwnodes: *mut u16 = Data, ) -> HRESULT;
GetNode(windex: u16 = Value, ppnode: *mut *mut core::ffi::c_void = Output("IMFTopologyNode"), ) -> HRESULT;
Clear() -> HRESULT;
CloneFrom(ptopology: *mut core::ffi::c_void = Input("IMFTopology"), ) -> HRESULT;
GetNodeByID(qwtoponodeid: TOPOID = Value, ppnode: *mut *mut core::ffi::c_void = Output("IMFTopologyNode"), ) -> HRESULT;
GetSourceNodeCollection(ppcollection: *mut *mut core::ffi::c_void = Output("IMFCollection"), ) -> HRESULT;
GetOutputNodeCollection(ppcollection: *mut *mut core::ffi::c_void = Output("IMFCollection"), ) -> HRESULT;
}
IMFTopologyNode IMFTopologyNode_Vtbl (IMFAttributes_Vtbl) {
SetObject(pobject: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
GetObject(ppobject: *mut *mut core::ffi::c_void = Output("IUnknown"), ) -> HRESULT;
GetNodeType(ptype: *mut MF_TOPOLOGY_TYPE = Data, ) -> HRESULT;
GetTopoNodeID(pid: *mut TOPOID = Data, ) -> HRESULT;
SetTopoNodeID(ulltopoid: TOPOID = Value, ) -> HRESULT;
GetInputCount(pcinputs: *mut u32 = Data, ) -> HRESULT;
GetOutputCount(pcoutputs: *mut u32 = Data, ) -> HRESULT;
ConnectOutput(dwoutputindex: u32 = Value, pdownstreamnode: *mut core::ffi::c_void = Input("IMFTopologyNode"), dwinputindexondownstreamnode: u32 = Value, ) -> HRESULT;
DisconnectOutput(dwoutputindex: u32 = Value, ) -> HRESULT;
GetInput(dwinputindex: u32 = Value, ppupstreamnode: *mut *mut core::ffi::c_void = Output("IMFTopologyNode"), pdwoutputindexonupstreamnode: *mut u32 = Data, ) -> HRESULT;
GetOutput(dwoutputindex: u32 = Value, ppdownstreamnode: *mut *mut core::ffi::c_void = Output("IMFTopologyNode"), pdwinputindexondownstreamnode: *mut u32 = Data, ) -> HRESULT;
SetOutputPrefType(dwoutputindex: u32 = Value, ptype: *mut core::ffi::c_void = Input("IMFMediaType"), ) -> HRESULT;
GetOutputPrefType(dwoutputindex: u32 = Value, pptype: *mut *mut core::ffi::c_void = Output("IMFMediaType"), ) -> HRESULT;
SetInputPrefType(dwinputindex: u32 = Value, ptype: *mut core::ffi::c_void = Input("IMFMediaType"), ) -> HRESULT;
GetInputPrefType(dwinputindex: u32 = Value, pptype: *mut *mut core::ffi::c_void = Output("IMFMediaType"), ) -> HRESULT;
CloneFrom(pnode: *mut core::ffi::c_void = Input("IMFTopologyNode"), ) -> HRESULT;
}
IMFTopologyNodeAttributeEditor IMFTopologyNodeAttributeEditor_Vtbl (IUnknown_Vtbl) {
UpdateNodeAttributes(topoid: TOPOID = Value, cupdates: u32 = Value, pupdates: *const MFTOPONODE_ATTRIBUTE_UPDATE = Data, ) -> HRESULT;
}
IMFTopologyServiceLookup IMFTopologyServiceLookup_Vtbl (IUnknown_Vtbl) {
LookupService(r#type: MF_SERVICE_LOOKUP_TYPE = Value, dwindex: u32 = Value, guidservice: *const GUID = Data, riid: *const GUID = Data, ppvobjects: *mut *mut core::ffi::c_void = Data, pnobjects: *mut u32 = Data, ) -> HRESULT;
}
IMFTopologyServiceLookupClient IMFTopologyServiceLookupClient_Vtbl (IUnknown_Vtbl) {
InitServicePointers(plookup: *mut core::ffi::c_void = Input("IMFTopologyServiceLookup"), ) -> HRESULT;
ReleaseServicePointers() -> HRESULT;
}
IMFTrackedSample IMFTrackedSample_Vtbl (IUnknown_Vtbl) {
SetAllocator(psampleallocator: *mut core::ffi::c_void = Input("IMFAsyncCallback"), punkstate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
}
IMFTranscodeProfile IMFTranscodeProfile_Vtbl (IUnknown_Vtbl) {
SetAudioAttributes(pattrs: *mut core::ffi::c_void = Input("IMFAttributes"), ) -> HRESULT;
GetAudioAttributes(ppattrs: *mut *mut core::ffi::c_void = Output("IMFAttributes"), ) -> HRESULT;
SetVideoAttributes(pattrs: *mut core::ffi::c_void = Input("IMFAttributes"), ) -> HRESULT;
GetVideoAttributes(ppattrs: *mut *mut core::ffi::c_void = Output("IMFAttributes"), ) -> HRESULT;
SetContainerAttributes(pattrs: *mut core::ffi::c_void = Input("IMFAttributes"), ) -> HRESULT;
GetContainerAttributes(ppattrs: *mut *mut core::ffi::c_void = Output("IMFAttributes"), ) -> HRESULT;
}
IMFTranscodeSinkInfoProvider IMFTranscodeSinkInfoProvider_Vtbl (IUnknown_Vtbl) {
SetOutputFile(pwszfilename: PCWSTR = Data, ) -> HRESULT;
SetOutputByteStream(pbytestreamactivate: *mut core::ffi::c_void = Input("IMFActivate"), ) -> HRESULT;
SetProfile(pprofile: *mut core::ffi::c_void = Input("IMFTranscodeProfile"), ) -> HRESULT;
GetSinkInfo(psinkinfo: *mut MF_TRANSCODE_SINK_INFO = Data, ) -> HRESULT;
}
IMFTransform IMFTransform_Vtbl (IUnknown_Vtbl) {
GetStreamLimits(pdwinputminimum: *mut u32 = Data, pdwinputmaximum: *mut u32 = Data, pdwoutputminimum: *mut u32 = Data, pdwoutputmaximum: *mut u32 = Data, ) -> HRESULT;
GetStreamCount(pcinputstreams: *mut u32 = Data, pcoutputstreams: *mut u32 = Data, ) -> HRESULT;
GetStreamIDs(dwinputidarraysize: u32 = Value, pdwinputids: *mut u32 = Data, dwoutputidarraysize: u32 = Value, pdwoutputids: *mut u32 = Data, ) -> HRESULT;
GetInputStreamInfo(dwinputstreamid: u32 = Value, pstreaminfo: *mut MFT_INPUT_STREAM_INFO = Data, ) -> HRESULT;
GetOutputStreamInfo(dwoutputstreamid: u32 = Value, pstreaminfo: *mut MFT_OUTPUT_STREAM_INFO = Data, ) -> HRESULT;
GetAttributes(pattributes: *mut *mut core::ffi::c_void = Output("IMFAttributes"), ) -> HRESULT;
GetInputStreamAttributes(dwinputstreamid: u32 = Value, pattributes: *mut *mut core::ffi::c_void = Output("IMFAttributes"), ) -> HRESULT;
GetOutputStreamAttributes(dwoutputstreamid: u32 = Value, pattributes: *mut *mut core::ffi::c_void = Output("IMFAttributes"), ) -> HRESULT;
DeleteInputStream(dwstreamid: u32 = Value, ) -> HRESULT;
AddInputStreams(cstreams: u32 = Value, adwstreamids: *const u32 = Data, ) -> HRESULT;
GetInputAvailableType(dwinputstreamid: u32 = Value, dwtypeindex: u32 = Value, pptype: *mut *mut core::ffi::c_void = Output("IMFMediaType"), ) -> HRESULT;
GetOutputAvailableType(dwoutputstreamid: u32 = Value, dwtypeindex: u32 = Value, pptype: *mut *mut core::ffi::c_void = Output("IMFMediaType"), ) -> HRESULT;
SetInputType(dwinputstreamid: u32 = Value, ptype: *mut core::ffi::c_void = Input("IMFMediaType"), dwflags: u32 = Value, ) -> HRESULT;
SetOutputType(dwoutputstreamid: u32 = Value, ptype: *mut core::ffi::c_void = Input("IMFMediaType"), dwflags: u32 = Value, ) -> HRESULT;
GetInputCurrentType(dwinputstreamid: u32 = Value, pptype: *mut *mut core::ffi::c_void = Output("IMFMediaType"), ) -> HRESULT;
GetOutputCurrentType(dwoutputstreamid: u32 = Value, pptype: *mut *mut core::ffi::c_void = Output("IMFMediaType"), ) -> HRESULT;
GetInputStatus(dwinputstreamid: u32 = Value, pdwflags: *mut u32 = Data, ) -> HRESULT;
GetOutputStatus(pdwflags: *mut u32 = Data, ) -> HRESULT;
SetOutputBounds(hnslowerbound: i64 = Value, hnsupperbound: i64 = Value, ) -> HRESULT;
ProcessEvent(dwinputstreamid: u32 = Value, pevent: *mut core::ffi::c_void = Input("IMFMediaEvent"), ) -> HRESULT;
ProcessMessage(emessage: MFT_MESSAGE_TYPE = Value, ulparam: usize = Value, ) -> HRESULT;
ProcessInput(dwinputstreamid: u32 = Value, psample: *mut core::ffi::c_void = Input("IMFSample"), dwflags: u32 = Value, ) -> HRESULT;
ProcessOutput(dwflags: u32 = Value, coutputbuffercount: u32 = Value, poutputsamples: *mut MFT_OUTPUT_DATA_BUFFER = Data, pdwstatus: *mut u32 = Data, ) -> HRESULT;
}
IMFVideoDisplayControl IMFVideoDisplayControl_Vtbl (IUnknown_Vtbl) {
GetNativeVideoSize(pszvideo: *mut SIZE = Data, pszarvideo: *mut SIZE = Data, ) -> HRESULT;
GetIdealVideoSize(pszmin: *mut SIZE = Data, pszmax: *mut SIZE = Data, ) -> HRESULT;
SetVideoPosition(pnrcsource: *const MFVideoNormalizedRect = Data, prcdest: *const RECT = Data, ) -> HRESULT;
GetVideoPosition(pnrcsource: *mut MFVideoNormalizedRect = Data, prcdest: *mut RECT = Data, ) -> HRESULT;
SetAspectRatioMode(dwaspectratiomode: u32 = Value, ) -> HRESULT;
GetAspectRatioMode(pdwaspectratiomode: *mut u32 = Data, ) -> HRESULT;
SetVideoWindow(hwndvideo: HWND = Value, ) -> HRESULT;
GetVideoWindow(phwndvideo: *mut HWND = Data, ) -> HRESULT;
RepaintVideo() -> HRESULT;
GetCurrentImage(pbih: *mut BITMAPINFOHEADER = Data, pdib: *mut *mut u8 = Data, pcbdib: *mut u32 = Data, ptimestamp: *mut i64 = Data, ) -> HRESULT;
SetBorderColor(clr: COLORREF = Value, ) -> HRESULT;
GetBorderColor(pclr: *mut COLORREF = Data, ) -> HRESULT;
SetRenderingPrefs(dwrenderflags: u32 = Value, ) -> HRESULT;
GetRenderingPrefs(pdwrenderflags: *mut u32 = Data, ) -> HRESULT;
SetFullscreen(ffullscreen: BOOL = Value, ) -> HRESULT;
GetFullscreen(pffullscreen: *mut BOOL = Data, ) -> HRESULT;
}
IMFVideoMediaType IMFVideoMediaType_Vtbl (IMFMediaType_Vtbl) {
GetVideoFormat() -> *const MFVIDEOFORMAT;
GetVideoRepresentation(guidrepresentation: GUID = Value, ppvrepresentation: *mut *mut core::ffi::c_void = Data, lstride: i32 = Value, ) -> HRESULT;
}
IMFVideoPositionMapper IMFVideoPositionMapper_Vtbl (IUnknown_Vtbl) {
MapOutputCoordinateToInputStream(xout: f32 = Value, yout: f32 = Value, dwoutputstreamindex: u32 = Value, dwinputstreamindex: u32 = Value, pxin: *mut f32 = Data, pyin: *mut f32 = Data, ) -> HRESULT;
}
IMFVideoProcessorControl IMFVideoProcessorControl_Vtbl (IUnknown_Vtbl) {
SetBorderColor(pbordercolor: *const MFARGB = OptionalData, ) -> HRESULT;
SetSourceRectangle(psrcrect: *const RECT = OptionalData, ) -> HRESULT;
SetDestinationRectangle(pdstrect: *const RECT = OptionalData, ) -> HRESULT;
SetMirror(emirror: MF_VIDEO_PROCESSOR_MIRROR = Value, ) -> HRESULT;
SetRotation(erotation: MF_VIDEO_PROCESSOR_ROTATION = Value, ) -> HRESULT;
SetConstrictionSize(pconstrictionsize: *const SIZE = OptionalData, ) -> HRESULT;
}
IMFVideoProcessorControl2 IMFVideoProcessorControl2_Vtbl (IMFVideoProcessorControl_Vtbl) {
SetRotationOverride(uirotation: u32 = Value, ) -> HRESULT;
EnableHardwareEffects(fenabled: BOOL = Value, ) -> HRESULT;
GetSupportedHardwareEffects(puisupport: *mut u32 = Data, ) -> HRESULT;
}
IMFVideoRenderer IMFVideoRenderer_Vtbl (IUnknown_Vtbl) {
InitializeRenderer(pvideomixer: *mut core::ffi::c_void = Input("IMFTransform"), pvideopresenter: *mut core::ffi::c_void = Input("IMFVideoPresenter"), ) -> HRESULT;
}
IMFVideoSampleAllocator IMFVideoSampleAllocator_Vtbl (IUnknown_Vtbl) {
SetDirectXManager(pmanager: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
UninitializeSampleAllocator() -> HRESULT;
InitializeSampleAllocator(crequestedframes: u32 = Value, pmediatype: *mut core::ffi::c_void = Input("IMFMediaType"), ) -> HRESULT;
AllocateSample(ppsample: *mut *mut core::ffi::c_void = Output("IMFSample"), ) -> HRESULT;
}
IMFVideoSampleAllocatorCallback IMFVideoSampleAllocatorCallback_Vtbl (IUnknown_Vtbl) {
SetCallback(pnotify: *mut core::ffi::c_void = Input("IMFVideoSampleAllocatorNotify"), ) -> HRESULT;
GetFreeSampleCount(plsamples: *mut i32 = Data, ) -> HRESULT;
}
IMFVideoSampleAllocatorEx IMFVideoSampleAllocatorEx_Vtbl (IMFVideoSampleAllocator_Vtbl) {
InitializeSampleAllocatorEx(cinitialsamples: u32 = Value, cmaximumsamples: u32 = Value, pattributes: *mut core::ffi::c_void = Input("IMFAttributes"), pmediatype: *mut core::ffi::c_void = Input("IMFMediaType"), ) -> HRESULT;
}
IMFVideoSampleAllocatorNotify IMFVideoSampleAllocatorNotify_Vtbl (IUnknown_Vtbl) {
NotifyRelease() -> HRESULT;
}
IMFVideoSampleAllocatorNotifyEx IMFVideoSampleAllocatorNotifyEx_Vtbl (IMFVideoSampleAllocatorNotify_Vtbl) {
NotifyPrune(param0: *mut core::ffi::c_void = Input("IMFSample"), ) -> HRESULT;
}
IMFWorkQueueServices IMFWorkQueueServices_Vtbl (IUnknown_Vtbl) {
BeginRegisterTopologyWorkQueuesWithMMCSS(pcallback: *mut core::ffi::c_void = Input("IMFAsyncCallback"), pstate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
EndRegisterTopologyWorkQueuesWithMMCSS(presult: *mut core::ffi::c_void = Input("IMFAsyncResult"), ) -> HRESULT;
BeginUnregisterTopologyWorkQueuesWithMMCSS(pcallback: *mut core::ffi::c_void = Input("IMFAsyncCallback"), pstate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
EndUnregisterTopologyWorkQueuesWithMMCSS(presult: *mut core::ffi::c_void = Input("IMFAsyncResult"), ) -> HRESULT;
GetTopologyWorkQueueMMCSSClass(dwtopologyworkqueueid: u32 = Value, pwszclass: PWSTR = Data, pcchclass: *mut u32 = Data, ) -> HRESULT;
GetTopologyWorkQueueMMCSSTaskId(dwtopologyworkqueueid: u32 = Value, pdwtaskid: *mut u32 = Data, ) -> HRESULT;
BeginRegisterPlatformWorkQueueWithMMCSS(dwplatformworkqueue: u32 = Value, wszclass: PCWSTR = Data, dwtaskid: u32 = Value, pcallback: *mut core::ffi::c_void = Input("IMFAsyncCallback"), pstate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
EndRegisterPlatformWorkQueueWithMMCSS(presult: *mut core::ffi::c_void = Input("IMFAsyncResult"), pdwtaskid: *mut u32 = Data, ) -> HRESULT;
BeginUnregisterPlatformWorkQueueWithMMCSS(dwplatformworkqueue: u32 = Value, pcallback: *mut core::ffi::c_void = Input("IMFAsyncCallback"), pstate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
EndUnregisterPlatformWorkQueueWithMMCSS(presult: *mut core::ffi::c_void = Input("IMFAsyncResult"), ) -> HRESULT;
GetPlaftormWorkQueueMMCSSClass(dwplatformworkqueueid: u32 = Value, pwszclass: PWSTR = Data, pcchclass: *mut u32 = Data, ) -> HRESULT;
GetPlatformWorkQueueMMCSSTaskId(dwplatformworkqueueid: u32 = Value, pdwtaskid: *mut u32 = Data, ) -> HRESULT;
}
IMFWorkQueueServicesEx IMFWorkQueueServicesEx_Vtbl (IMFWorkQueueServices_Vtbl) {
GetTopologyWorkQueueMMCSSPriority(dwtopologyworkqueueid: u32 = Value, plpriority: *mut i32 = Data, ) -> HRESULT;
BeginRegisterPlatformWorkQueueWithMMCSSEx(dwplatformworkqueue: u32 = Value, wszclass: PCWSTR = Data, dwtaskid: u32 = Value, lpriority: i32 = Value, pcallback: *mut core::ffi::c_void = Input("IMFAsyncCallback"), pstate: *mut core::ffi::c_void = Input("IUnknown"), ) -> HRESULT;
GetPlatformWorkQueueMMCSSPriority(dwplatformworkqueueid: u32 = Value, plpriority: *mut i32 = Data, ) -> HRESULT;
}
IMarshal IMarshal_Vtbl (IUnknown_Vtbl) {
GetUnmarshalClass(riid: *const GUID = Data, pv: *const core::ffi::c_void = OptionalData, dwdestcontext: u32 = Value, pvdestcontext: *const core::ffi::c_void = OptionalData, mshlflags: u32 = Value, pcid: *mut GUID = Data, ) -> HRESULT;
GetMarshalSizeMax(riid: *const GUID = Data, pv: *const core::ffi::c_void = OptionalData, dwdestcontext: u32 = Value, pvdestcontext: *const core::ffi::c_void = OptionalData, mshlflags: u32 = Value, psize: *mut u32 = Data, ) -> HRESULT;
MarshalInterface(pstm: *mut core::ffi::c_void = Input("IStream"), riid: *const GUID = Data, pv: *const core::ffi::c_void = OptionalData, dwdestcontext: u32 = Value, pvdestcontext: *const core::ffi::c_void = OptionalData, mshlflags: u32 = Value, ) -> HRESULT;
UnmarshalInterface(pstm: *mut core::ffi::c_void = Input("IStream"), riid: *const GUID = Data, ppv: *mut *mut core::ffi::c_void = Asked, ) -> HRESULT;
ReleaseMarshalData(pstm: *mut core::ffi::c_void = Input("IStream"), ) -> HRESULT;
DisconnectObject(dwreserved: u32 = Value, ) -> HRESULT;
}
IMediaBuffer IMediaBuffer_Vtbl (IUnknown_Vtbl) {
SetLength(cblength: u32 = Value, ) -> HRESULT;
GetMaxLength(pcbmaxlength: *mut u32 = Data, ) -> HRESULT;
GetBufferAndLength(ppbuffer: *mut *mut u8 = Data, pcblength: *mut u32 = OptionalData, ) -> HRESULT;
}
INamedPropertyStore INamedPropertyStore_Vtbl (IUnknown_Vtbl) {
GetNamedValue(pszname: PCWSTR = Data, ppropvar: *mut PROPVARIANT = Data, ) -> HRESULT;
SetNamedValue(pszname: PCWSTR = Data, propvar: *const PROPVARIANT = Data, ) -> HRESULT;
GetNameCount(pdwcount: *mut u32 = Data, ) -> HRESULT;
GetNameAt(iprop: u32 = Value, pbstrname: *mut *mut core::ffi::c_void = Output("crate::bstr::BSTR"), ) -> HRESULT;
}
IPersist IPersist_Vtbl (IUnknown_Vtbl) {
GetClassID(pclassid: *mut GUID = Data, ) -> HRESULT;
}
IPersistStream IPersistStream_Vtbl (IPersist_Vtbl) {
IsDirty() -> HRESULT;
Load(pstm: *mut core::ffi::c_void = Input("IStream"), ) -> HRESULT;
Save(pstm: *mut core::ffi::c_void = Input("IStream"), fcleardirty: BOOL = Value, ) -> HRESULT;
GetSizeMax(pcbsize: *mut u64 = Data, ) -> HRESULT;
}
IPropertyStore IPropertyStore_Vtbl (IUnknown_Vtbl) {
GetCount(cprops: *mut u32 = Data, ) -> HRESULT;
GetAt(iprop: u32 = Value, pkey: *mut PROPERTYKEY = Data, ) -> HRESULT;
GetValue(key: *const PROPERTYKEY = Data, pv: *mut PROPVARIANT = Data, ) -> HRESULT;
SetValue(key: *const PROPERTYKEY = Data, propvar: *const PROPVARIANT = Data, ) -> HRESULT;
Commit() -> HRESULT;
}
IRtwqPlatformEvents IRtwqPlatformEvents_Vtbl (IUnknown_Vtbl) {
InitializationComplete() -> HRESULT;
ShutdownStart() -> HRESULT;
ShutdownComplete() -> HRESULT;
}
ISequentialStream ISequentialStream_Vtbl (IUnknown_Vtbl) {
Read(pv: *mut core::ffi::c_void = Data, cb: u32 = Value, pcbread: *mut u32 = OptionalData, ) -> HRESULT;
Write(pv: *const core::ffi::c_void = Data, cb: u32 = Value, pcbwritten: *mut u32 = OptionalData, ) -> HRESULT;
}
IStream IStream_Vtbl (ISequentialStream_Vtbl) {
Seek(dlibmove: i64 = Value, dworigin: u32 = Value, plibnewposition: *mut u64 = OptionalData, ) -> HRESULT;
SetSize(libnewsize: u64 = Value, ) -> HRESULT;
CopyTo(pstm: *mut core::ffi::c_void = Input("IStream"), cb: u64 = Value, pcbread: *mut u64 = OptionalData, pcbwritten: *mut u64 = OptionalData, ) -> HRESULT;
Commit(grfcommitflags: u32 = Value, ) -> HRESULT;
Revert() -> HRESULT;
LockRegion(liboffset: u64 = Value, cb: u64 = Value, dwlocktype: u32 = Value, ) -> HRESULT;
UnlockRegion(liboffset: u64 = Value, cb: u64 = Value, dwlocktype: u32 = Value, ) -> HRESULT;
Stat(pstatstg: *mut STATSTG = Data, grfstatflag: u32 = Value, ) -> HRESULT;
Clone(ppstm: *mut *mut core::ffi::c_void = Output("IStream"), ) -> HRESULT;
}
}

crate::call::functions! {
MFCreateMPEG4MediaSink(stream: *mut c_void = Input("IMFByteStream"), video: *mut c_void = Input("IMFMediaType"), audio: *mut c_void = Input("IMFMediaType"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateFMPEG4MediaSink(stream: *mut c_void = Input("IMFByteStream"), video: *mut c_void = Input("IMFMediaType"), audio: *mut c_void = Input("IMFMediaType"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateMuxSink(subtype: GUID = Value, attributes: *mut c_void = Input("IMFAttributes"), stream: *mut c_void = Input("IMFByteStream"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreate3GPMediaSink(stream: *mut c_void = Input("IMFByteStream"), video: *mut c_void = Input("IMFMediaType"), audio: *mut c_void = Input("IMFMediaType"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateAVIMediaSink(stream: *mut c_void = Input("IMFByteStream"), video: *mut c_void = Input("IMFMediaType"), audio: *mut c_void = Input("IMFMediaType"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateWAVEMediaSink(stream: *mut c_void = Input("IMFByteStream"), format: *mut c_void = Input("IMFMediaType"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateMP3MediaSink(stream: *mut c_void = Input("IMFByteStream"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateADTSMediaSink(stream: *mut c_void = Input("IMFByteStream"), format: *mut c_void = Input("IMFMediaType"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateAC3MediaSink(stream: *mut c_void = Input("IMFByteStream"), format: *mut c_void = Input("IMFMediaType"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateAttributes(result: *mut *mut c_void = Output("IUnknown"), initial_size: u32 = Value, ) -> HRESULT;
MFCreateCollection(result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFGetAttributesAsBlobSize(store: *mut c_void = Input("IMFAttributes"), size: *mut u32 = Data, ) -> HRESULT;
MFGetAttributesAsBlob(store: *mut c_void = Input("IMFAttributes"), buffer: *mut u8 = Data, size: u32 = Value, ) -> HRESULT;
MFInitAttributesFromBlob(store: *mut c_void = Input("IMFAttributes"), data: *const u8 = Data, size: u32 = Value, ) -> HRESULT;
MFSerializeAttributesToStream(store: *mut c_void = Input("IMFAttributes"), options: u32 = Value, stream: *mut c_void = Input("IStream"), ) -> HRESULT;
MFDeserializeAttributesFromStream(store: *mut c_void = Input("IMFAttributes"), options: u32 = Value, stream: *mut c_void = Input("IStream"), ) -> HRESULT;
MFSerializePresentationDescriptor(object: *mut c_void = Input("IMFPresentationDescriptor"), size: *mut u32 = Data, result: *mut *mut u8 = Data, ) -> HRESULT;
MFDeserializePresentationDescriptor(size: u32 = Value, data: *const u8 = Data, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
CreatePropertyStore(result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
CreateNamedPropertyStore(result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateFile(access: u32 = Value, mode: u32 = Value, flags: u32 = Value, url: *const u16 = Data, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFBeginCreateFile(access: u32 = Value, mode: u32 = Value, flags: u32 = Value, url: *const u16 = Data, callback: *mut c_void = Input("IMFAsyncCallback"), state: *mut c_void = Input("IUnknown"), cookie: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFEndCreateFile(done: *mut c_void = Input("IMFAsyncResult"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCancelCreateFile(cookie: *mut c_void = Input("IUnknown"), ) -> HRESULT;
MFCreateTempFile(access: u32 = Value, mode: u32 = Value, flags: u32 = Value, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateMFByteStreamOnStream(stream: *mut c_void = Input("IStream"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateMFByteStreamOnStreamEx(stream: *mut c_void = Input("IUnknown"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateStreamOnMFByteStream(stream: *mut c_void = Input("IMFByteStream"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateStreamOnMFByteStreamEx(stream: *mut c_void = Input("IMFByteStream"), iid: *const GUID = Data, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateMFByteStreamWrapper(stream: *mut c_void = Input("IMFByteStream"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateSourceResolver(result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFRegisterLocalSchemeHandler(scheme: *const u16 = Data, activate: *mut c_void = Input("IMFActivate"), ) -> HRESULT;
MFRegisterLocalByteStreamHandler(extension: *const u16 = Data, mime_type: *const u16 = Data, activate: *mut c_void = Input("IMFActivate"), ) -> HRESULT;
MFGetSupportedSchemes(value: *mut PROPVARIANT = Data, ) -> HRESULT;
MFGetSupportedMimeTypes(value: *mut PROPVARIANT = Data, ) -> HRESULT;
DllGetClassObject(class: *const GUID = Data, iid: *const GUID = Data, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
DllCanUnloadNow() -> HRESULT;
CoRegisterClassObject(class: *const GUID = Data, factory: *mut c_void = Input("IUnknown"), context: u32 = Value, flags: u32 = Value, number: *mut u32 = Data, ) -> HRESULT;
CoRevokeClassObject(number: u32 = Value, ) -> HRESULT;
CoCreateInstance(class: *const GUID = Data, outer: *mut c_void = Input("IUnknown"), context: u32 = Value, iid: *const GUID = Data, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
OpenMFLiveObjects() -> u32;
MFCreateMediaEvent(event_type: u32 = Value, extended: *const GUID = Data, status: HRESULT = Value, value: *const PROPVARIANT = Data, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateEventQueue(result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateWaveFormatExFromMFMediaType(object: *mut c_void = Input("IMFMediaType"), result: *mut *mut WAVEFORMATEX = Data, size: *mut u32 = Data, flags: u32 = Value, ) -> HRESULT;
MFInitMediaTypeFromWaveFormatEx(object: *mut c_void = Input("IMFMediaType"), format: *const WAVEFORMATEX = Data, size: u32 = Value, ) -> HRESULT;
MFInitMediaTypeFromVideoInfoHeader(object: *mut c_void = Input("IMFMediaType"), header: *const c_void = Data, size: u32 = Value, subtype: *const GUID = OptionalData, ) -> HRESULT;
MFInitMediaTypeFromVideoInfoHeader2(object: *mut c_void = Input("IMFMediaType"), header: *const c_void = Data, size: u32 = Value, subtype: *const GUID = OptionalData, ) -> HRESULT;
MFInitMediaTypeFromMPEG1VideoInfo(object: *mut c_void = Input("IMFMediaType"), info: *const c_void = Data, size: u32 = Value, subtype: *const GUID = OptionalData, ) -> HRESULT;
MFInitMediaTypeFromMPEG2VideoInfo(object: *mut c_void = Input("IMFMediaType"), info: *const c_void = Data, size: u32 = Value, subtype: *const GUID = OptionalData, ) -> HRESULT;
MFInitVideoFormat(format: *mut MFVIDEOFORMAT = Data, standard: u32 = Value, ) -> HRESULT;
MFInitVideoFormat_RGB(format: *mut MFVIDEOFORMAT = Data, width: u32 = Value, height: u32 = Value, d3d_format: u32 = Value, ) -> HRESULT;
MFCreateMFVideoFormatFromMFMediaType(object: *mut c_void = Input("IMFMediaType"), result: *mut *mut MFVIDEOFORMAT = Data, size: *mut u32 = Data, ) -> HRESULT;
MFInitMediaTypeFromMFVideoFormat(object: *mut c_void = Input("IMFMediaType"), format: *const MFVIDEOFORMAT = Data, size: u32 = Value, ) -> HRESULT;
MFInitMediaTypeFromAMMediaType(object: *mut c_void = Input("IMFMediaType"), am: *const AM_MEDIA_TYPE = Data, ) -> HRESULT;
MFInitAMMediaTypeFromMFMediaType(object: *mut c_void = Input("IMFMediaType"), format: GUID = Value, am: *mut AM_MEDIA_TYPE = Data, ) -> HRESULT;
MFCreateAMMediaTypeFromMFMediaType(object: *mut c_void = Input("IMFMediaType"), format: GUID = Value, result: *mut *mut AM_MEDIA_TYPE = Data, ) -> HRESULT;
MFCreateMediaTypeFromRepresentation(representation: GUID = Value, value: *mut c_void = Data, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFValidateMediaTypeSize(format: GUID = Value, data: *const u8 = Data, size: u32 = Value, ) -> HRESULT;
MFCreateVideoMediaType(format: *const MFVIDEOFORMAT = Data, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateVideoMediaTypeFromSubtype(subtype: *const GUID = Data, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateVideoMediaTypeFromBitMapInfoHeader(bitmap: *const c_void = Data, pixel_x: u32 = Value, pixel_y: u32 = Value, interlace: u32 = Value, flags: u64 = Value, rate_numerator: u64 = Value, rate_denominator: u64 = Value, bit_rate: u32 = Value, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateVideoMediaTypeFromBitMapInfoHeaderEx(bitmap: *const c_void = Data, size: u32 = Value, pixel_x: u32 = Value, pixel_y: u32 = Value, interlace: u32 = Value, flags: u64 = Value, rate_numerator: u32 = Value, rate_denominator: u32 = Value, bit_rate: u32 = Value, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateVideoMediaTypeFromVideoInfoHeader(header: *const c_void = Data, size: u32 = Value, pixel_x: u32 = Value, pixel_y: u32 = Value, interlace: u32 = Value, flags: u64 = Value, subtype: *const GUID = OptionalData, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateVideoMediaTypeFromVideoInfoHeader2(header: *const c_void = Data, size: u32 = Value, flags: u64 = Value, subtype: *const GUID = OptionalData, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateAudioMediaType(format: *const WAVEFORMATEX = Data, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFGetUncompressedVideoFormat(format: *const MFVIDEOFORMAT = Data, ) -> u32;
MFCompareFullToPartialMediaType(full: *mut c_void = Input("IMFMediaType"), partial: *mut c_void = Input("IMFMediaType"), ) -> BOOL;
MFCalculateImageSize(subtype: *const GUID = Data, width: u32 = Value, height: u32 = Value, result: *mut u32 = Data, ) -> HRESULT;
MFCalculateBitmapImageSize(bitmap: *const c_void = Data, size: u32 = Value, result: *mut u32 = Data, known: *mut BOOL = Data, ) -> HRESULT;
MFGetStrideForBitmapInfoHeader(format: u32 = Value, width: u32 = Value, result: *mut i32 = Data, ) -> HRESULT;
MFGetPlaneSize(format: u32 = Value, width: u32 = Value, height: u32 = Value, result: *mut u32 = Data, ) -> HRESULT;
MFIsFormatYUV(format: u32 = Value, ) -> BOOL;
MFConvertColorInfoToDXVA(result: *mut u32 = Data, format: *const MFVIDEOFORMAT = Data, ) -> HRESULT;
MFConvertColorInfoFromDXVA(format: *mut MFVIDEOFORMAT = Data, packed: u32 = Value, ) -> HRESULT;
MFConvertFromFP16Array(target: *mut f32 = Data, source: *const u16 = Data, count: u32 = Value, ) -> HRESULT;
MFConvertToFP16Array(target: *mut u16 = Data, source: *const f32 = Data, count: u32 = Value, ) -> HRESULT;
MFMapDX9FormatToDXGIFormat(format: u32 = Value, ) -> u32;
MFMapDXGIFormatToDX9Format(format: u32 = Value, ) -> u32;
MFFrameRateToAverageTimePerFrame(numerator: u32 = Value, denominator: u32 = Value, result: *mut u64 = Data, ) -> HRESULT;
MFAverageTimePerFrameToFrameRate(time: u64 = Value, numerator: *mut u32 = Data, denominator: *mut u32 = Data, ) -> HRESULT;
MFWrapMediaType(object: *mut c_void = Input("IMFMediaType"), major: *const GUID = Data, subtype: *const GUID = Data, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFUnwrapMediaType(object: *mut c_void = Input("IMFMediaType"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateMediaType(result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
CoTaskMemAlloc(len: usize = Value, ) -> *mut c_void;
PropVariantCopy(result: *mut PROPVARIANT = Data, value: *const PROPVARIANT = Data, ) -> HRESULT;
PropVariantClear(value: *mut PROPVARIANT = Data, ) -> HRESULT;
CoTaskMemFree(block: *mut c_void = Data, ) -> ();
CoTaskMemRealloc(block: *mut c_void = Data, len: usize = Value, ) -> *mut c_void;
SysAllocString(text: PCWSTR = Data, ) -> *const c_void;
SysAllocStringLen(text: *const u16 = Data, units: u32 = Value, ) -> *const c_void;
SysFreeString(text: *const c_void = Data, ) -> ();
SysStringLen(text: *const c_void = Data, ) -> u32;
SysStringByteLen(text: *const c_void = Data, ) -> u32;
CoInitialize(reserved: *const c_void = OptionalData, ) -> HRESULT;
CoInitializeEx(reserved: *const c_void = OptionalData, flags: u32 = Value, ) -> HRESULT;
CoUninitialize() -> ();
StringFromGUID2(guid: *const GUID = Data, text: *mut u16 = Data, units: i32 = Value, ) -> i32;
StringFromCLSID(class: *const GUID = Data, result: *mut PWSTR = Data, ) -> HRESULT;
StringFromIID(iid: *const GUID = Data, result: *mut PWSTR = Data, ) -> HRESULT;
CLSIDFromString(text: PCWSTR = Data, result: *mut GUID = Data, ) -> HRESULT;
IIDFromString(text: PCWSTR = Data, result: *mut GUID = Data, ) -> HRESULT;
MFStartup(version: u32 = Value, flags: u32 = Value, ) -> HRESULT;
MFShutdown() -> HRESULT;
MFLockPlatform() -> HRESULT;
MFUnlockPlatform() -> HRESULT;
MFGetSystemTime() -> i64;
MFHeapAlloc(len: usize = Value, flags: u32 = Value, file: *const c_char = Data, line: i32 = Value, allocation: i32 = Value, ) -> *mut c_void;
MFHeapFree(block: *mut c_void = Data, ) -> ();
MFllMulDiv(a: i64 = Value, b: i64 = Value, c: i64 = Value, d: i64 = Value, ) -> i64;
MFShutdownObject(object: *mut c_void = Input("IUnknown"), ) -> HRESULT;
MFCreateSourceReaderFromURL(url: *const u16 = Data, attributes: *mut c_void = Input("IMFAttributes"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateSourceReaderFromByteStream(stream: *mut c_void = Input("IMFByteStream"), attributes: *mut c_void = Input("IMFAttributes"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateSourceReaderFromMediaSource(of: *mut c_void = Input("IMFMediaSource"), attributes: *mut c_void = Input("IMFAttributes"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
RtwqStartup() -> HRESULT;
RtwqShutdown() -> HRESULT;
RtwqLockPlatform() -> HRESULT;
RtwqUnlockPlatform() -> HRESULT;
RtwqRegisterPlatformEvents(events: *mut c_void = Input("IRtwqPlatformEvents"), ) -> HRESULT;
RtwqUnregisterPlatformEvents(events: *mut c_void = Input("IRtwqPlatformEvents"), ) -> HRESULT;
RtwqCreateAsyncResult(object: *mut c_void = Input("IUnknown"), callback: *mut c_void = Input("IMFAsyncCallback"), state: *mut c_void = Input("IUnknown"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
RtwqInvokeCallback(result: *mut c_void = Input("IMFAsyncResult"), ) -> HRESULT;
RtwqPutWorkItem(queue: u32 = Value, priority: i32 = Value, result: *mut c_void = Input("IMFAsyncResult"), ) -> HRESULT;
RtwqPutWaitingWorkItem(event: HANDLE = Value, priority: i32 = Value, result: *mut c_void = Input("IMFAsyncResult"), key: *mut u64 = OptionalData, ) -> HRESULT;
RtwqScheduleWorkItem(result: *mut c_void = Input("IMFAsyncResult"), timeout: i64 = Value, key: *mut u64 = OptionalData, ) -> HRESULT;
RtwqCancelWorkItem(key: u64 = Value, ) -> HRESULT;
RtwqAddPeriodicCallback(callback: Option<PeriodicCallback> = Data, context: *mut c_void = Input("IUnknown"), key: *mut u32 = Data, ) -> HRESULT;
RtwqRemovePeriodicCallback(key: u32 = Value, ) -> HRESULT;
RtwqAllocateWorkQueue(kind: i32 = Value, queue: *mut u32 = Data, ) -> HRESULT;
RtwqAllocateSerialWorkQueue(over: u32 = Value, queue: *mut u32 = Data, ) -> HRESULT;
RtwqLockSharedWorkQueue(class: *const u16 = Data, priority: i32 = Value, task: *mut u32 = Data, queue: *mut u32 = Data, ) -> HRESULT;
RtwqLockWorkQueue(queue: u32 = Value, ) -> HRESULT;
RtwqUnlockWorkQueue(queue: u32 = Value, ) -> HRESULT;
RtwqSetLongRunning(queue: u32 = Value, enable: i32 = Value, ) -> HRESULT;
RtwqSetDeadline(queue: u32 = Value, deadline: i64 = Value, request: *mut HANDLE = Data, ) -> HRESULT;
RtwqSetDeadline2(queue: u32 = Value, deadline: i64 = Value, before: i64 = Value, request: *mut HANDLE = Data, ) -> HRESULT;
RtwqCancelDeadline(request: HANDLE = Value, ) -> HRESULT;
RtwqBeginRegisterWorkQueueWithMMCSS(queue: u32 = Value, class: *const u16 = Data, task: u32 = Value, priority: i32 = Value, callback: *mut c_void = Input("IMFAsyncCallback"), state: *mut c_void = Input("IUnknown"), ) -> HRESULT;
RtwqEndRegisterWorkQueueWithMMCSS(result: *mut c_void = Input("IMFAsyncResult"), task: *mut u32 = Data, ) -> HRESULT;
RtwqBeginUnregisterWorkQueueWithMMCSS(queue: u32 = Value, callback: *mut c_void = Input("IMFAsyncCallback"), state: *mut c_void = Input("IUnknown"), ) -> HRESULT;
RtwqEndUnregisterWorkQueueWithMMCSS(result: *mut c_void = Input("IMFAsyncResult"), ) -> HRESULT;
RtwqGetWorkQueueMMCSSClass(queue: u32 = Value, class: *mut u16 = Data, len: *mut u32 = Data, ) -> HRESULT;
RtwqGetWorkQueueMMCSSTaskId(queue: u32 = Value, task: *mut u32 = Data, ) -> HRESULT;
RtwqGetWorkQueueMMCSSPriority(queue: u32 = Value, priority: *mut i32 = Data, ) -> HRESULT;
RtwqRegisterPlatformWithMMCSS(class: *const u16 = Data, task: *mut u32 = Data, priority: i32 = Value, ) -> HRESULT;
RtwqUnregisterPlatformFromMMCSS() -> HRESULT;
MFCreateMemoryBuffer(capacity: u32 = Value, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateAlignedMemoryBuffer(capacity: u32 = Value, alignment: u32 = Value, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateMediaBufferWrapper(whole: *mut c_void = Input("IMFMediaBuffer"), offset: u32 = Value, len: u32 = Value, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateSample(result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreate2DMediaBuffer(width: u32 = Value, height: u32 = Value, format: u32 = Value, bottom_up: BOOL = Value, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateMediaBufferFromMediaType(object: *mut c_void = Input("IMFMediaType"), duration: i64 = Value, least: u32 = Value, align: u32 = Value, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCopyImage(target: *mut u8 = Data, target_stride: i32 = Value, source: *const u8 = Data, source_stride: i32 = Value, width: u32 = Value, lines: u32 = Value, ) -> HRESULT;
MFCreateLegacyMediaBufferOnMFMediaBuffer(sample: *mut c_void = Input("IMFSample"), buffer: *mut c_void = Input("IMFMediaBuffer"), offset: u32 = Value, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCombineSamples(sample: *mut c_void = Input("IMFSample"), added: *mut c_void = Input("IMFSample"), max_milliseconds: u32 = Value, merged: *mut BOOL = Data, ) -> HRESULT;
MFSplitSample(sample: *mut c_void = Input("IMFSample"), result: *mut *mut c_void = Output("IUnknown"), places: u32 = Value, count: *mut u32 = Data, ) -> HRESULT;
MFCreateTrackedSample(result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateVideoSampleAllocator(iid: *const GUID = Data, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateVideoSampleAllocatorEx(iid: *const GUID = Data, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateTopology(result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateTopologyNode(kind: i32 = Value, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFGetTopoNodeCurrentType(of: *mut c_void = Input("IMFTopologyNode"), stream: u32 = Value, output: BOOL = Value, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateTopoLoader(result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateStreamDescriptor(id: u32 = Value, count: u32 = Value, types: *const *mut c_void = Data, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreatePresentationDescriptor(count: u32 = Value, streams: *const *mut c_void = Data, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateSimpleTypeHandler(result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateMediaSession(configuration: *mut c_void = Input("IMFAttributes"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreatePMPMediaSession(flags: u32 = Value, configuration: *mut c_void = Input("IMFAttributes"), result: *mut *mut c_void = Output("IUnknown"), enabler: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFGetService(object: *mut c_void = Input("IUnknown"), service: *const GUID = Data, iid: *const GUID = Data, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateAudioRendererActivate(result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateAudioRenderer(configuration: *mut c_void = Input("IMFAttributes"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateVideoRendererActivate(window: *mut c_void = Data, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateVideoRenderer(iid: *const GUID = Data, result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateSampleGrabberSinkActivate(wanted: *mut c_void = Input("IMFMediaType"), callback: *mut c_void = Input("IMFSampleGrabberSinkCallback"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreatePresentationClock(result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateSystemTimeSource(result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateSequencerSource(reserved: *mut c_void = Input("IUnknown"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFCreateSequencerSegmentOffset(element: u32 = Value, offset: i64 = Value, result: *mut PROPVARIANT = Data, ) -> HRESULT;
MFCreateAggregateSource(sources: *mut c_void = Input("IMFCollection"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFRequireProtectedEnvironment(presentation: *mut c_void = Input("IMFPresentationDescriptor"), ) -> HRESULT;
MFEnumDeviceSources(attributes: *mut c_void = Input("IMFAttributes"), result: *mut *mut *mut c_void = Data, count: *mut u32 = Data, ) -> HRESULT;
MFCreateStandardQualityManager(result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFGetPluginControl(result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFTEnumEx(category: GUID = Value, flags: u32 = Value, input: *const MFT_REGISTER_TYPE_INFO = Data, output: *const MFT_REGISTER_TYPE_INFO = Data, result: *mut *mut *mut c_void = Data, count: *mut u32 = Data, ) -> HRESULT;
MFTEnum2(category: GUID = Value, flags: u32 = Value, input: *const MFT_REGISTER_TYPE_INFO = Data, output: *const MFT_REGISTER_TYPE_INFO = Data, attributes: *mut c_void = Input("IMFAttributes"), result: *mut *mut *mut c_void = Data, count: *mut u32 = Data, ) -> HRESULT;
MFTEnum(category: GUID = Value, flags: u32 = Value, input: *const MFT_REGISTER_TYPE_INFO = Data, output: *const MFT_REGISTER_TYPE_INFO = Data, attributes: *mut c_void = Input("IMFAttributes"), result: *mut *mut GUID = Data, count: *mut u32 = Data, ) -> HRESULT;
MFTGetInfo(class: GUID = Value, name: *mut PWSTR = Data, inputs: *mut *mut MFT_REGISTER_TYPE_INFO = Data, input_count: *mut u32 = Data, outputs: *mut *mut MFT_REGISTER_TYPE_INFO = Data, output_count: *mut u32 = Data, attributes: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFTRegister(class: GUID = Value, category: GUID = Value, name: PWSTR = Data, flags: u32 = Value, input_count: u32 = Value, inputs: *const MFT_REGISTER_TYPE_INFO = Data, output_count: u32 = Value, outputs: *const MFT_REGISTER_TYPE_INFO = Data, attributes: *mut c_void = Input("IMFAttributes"), ) -> HRESULT;
MFCreateTransformActivate(result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFTUnregister(class: GUID = Value, ) -> HRESULT;
MFTRegisterLocal(factory: *mut c_void = Input("IClassFactory"), category: *const GUID = Data, name: PCWSTR = Data, flags: u32 = Value, input_count: u32 = Value, inputs: *const MFT_REGISTER_TYPE_INFO = Data, output_count: u32 = Value, outputs: *const MFT_REGISTER_TYPE_INFO = Data, ) -> HRESULT;
MFTRegisterLocalByCLSID(class: *const GUID = Data, category: *const GUID = Data, name: PCWSTR = Data, flags: u32 = Value, input_count: u32 = Value, inputs: *const MFT_REGISTER_TYPE_INFO = Data, output_count: u32 = Value, outputs: *const MFT_REGISTER_TYPE_INFO = Data, ) -> HRESULT;
MFTUnregisterLocal(factory: *mut c_void = Input("IClassFactory"), ) -> HRESULT;
MFTUnregisterLocalByCLSID(class: GUID = Value, ) -> HRESULT;
MFCreateAsyncResult(object: *mut c_void = Input("IUnknown"), callback: *mut c_void = Input("IMFAsyncCallback"), state: *mut c_void = Input("IUnknown"), result: *mut *mut c_void = Output("IUnknown"), ) -> HRESULT;
MFInvokeCallback(result: *mut c_void = Input("IMFAsyncResult"), ) -> HRESULT;
MFPutWorkItem(queue: u32 = Value, callback: *mut c_void = Input("IMFAsyncCallback"), state: *mut c_void = Input("IUnknown"), ) -> HRESULT;
MFPutWorkItem2(queue: u32 = Value, priority: i32 = Value, callback: *mut c_void = Input("IMFAsyncCallback"), state: *mut c_void = Input("IUnknown"), ) -> HRESULT;
MFPutWorkItemEx(queue: u32 = Value, result: *mut c_void = Input("IMFAsyncResult"), ) -> HRESULT;
MFPutWorkItemEx2(queue: u32 = Value, priority: i32 = Value, result: *mut c_void = Input("IMFAsyncResult"), ) -> HRESULT;
MFPutWaitingWorkItem(event: HANDLE = Value, priority: i32 = Value, result: *mut c_void = Input("IMFAsyncResult"), key: *mut u64 = OptionalData, ) -> HRESULT;
MFScheduleWorkItem(callback: *mut c_void = Input("IMFAsyncCallback"), state: *mut c_void = Input("IUnknown"), timeout: i64 = Value, key: *mut u64 = OptionalData, ) -> HRESULT;
MFScheduleWorkItemEx(result: *mut c_void = Input("IMFAsyncResult"), timeout: i64 = Value, key: *mut u64 = OptionalData, ) -> HRESULT;
MFCancelWorkItem(key: u64 = Value, ) -> HRESULT;
MFGetTimerPeriodicity(milliseconds: *mut u32 = Data, ) -> HRESULT;
MFAddPeriodicCallback(callback: Option<PeriodicCallback> = Data, context: *mut c_void = Input("IUnknown"), key: *mut u32 = Data, ) -> HRESULT;
MFRemovePeriodicCallback(key: u32 = Value, ) -> HRESULT;
MFAllocateWorkQueue(queue: *mut u32 = Data, ) -> HRESULT;
MFAllocateWorkQueueEx(kind: i32 = Value, queue: *mut u32 = Data, ) -> HRESULT;
MFAllocateSerialWorkQueue(over: u32 = Value, queue: *mut u32 = Data, ) -> HRESULT;
MFLockSharedWorkQueue(class: *const u16 = Data, priority: i32 = Value, task: *mut u32 = Data, queue: *mut u32 = Data, ) -> HRESULT;
MFLockWorkQueue(queue: u32 = Value, ) -> HRESULT;
MFUnlockWorkQueue(queue: u32 = Value, ) -> HRESULT;
MFBeginRegisterWorkQueueWithMMCSS(queue: u32 = Value, class: *const u16 = Data, task: u32 = Value, callback: *mut c_void = Input("IMFAsyncCallback"), state: *mut c_void = Input("IUnknown"), ) -> HRESULT;
MFBeginRegisterWorkQueueWithMMCSSEx(queue: u32 = Value, class: *const u16 = Data, task: u32 = Value, priority: i32 = Value, callback: *mut c_void = Input("IMFAsyncCallback"), state: *mut c_void = Input("IUnknown"), ) -> HRESULT;
MFEndRegisterWorkQueueWithMMCSS(result: *mut c_void = Input("IMFAsyncResult"), task: *mut u32 = Data, ) -> HRESULT;
MFBeginUnregisterWorkQueueWithMMCSS(queue: u32 = Value, callback: *mut c_void = Input("IMFAsyncCallback"), state: *mut c_void = Input("IUnknown"), ) -> HRESULT;
MFEndUnregisterWorkQueueWithMMCSS(result: *mut c_void = Input("IMFAsyncResult"), ) -> HRESULT;
MFGetWorkQueueMMCSSClass(queue: u32 = Value, class: *mut u16 = Data, len: *mut u32 = Data, ) -> HRESULT;
MFGetWorkQueueMMCSSTaskId(queue: u32 = Value, task: *mut u32 = Data, ) -> HRESULT;
MFGetWorkQueueMMCSSPriority(queue: u32 = Value, priority: *mut i32 = Data, ) -> HRESULT;
MFRegisterPlatformWithMMCSS(class: *const u16 = Data, task: *mut u32 = Data, priority: i32 = Value, ) -> HRESULT;
MFUnregisterPlatformFromMMCSS() -> HRESULT;
}
