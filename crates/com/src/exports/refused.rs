// Made by `cargo xtask bindings` from `exports.tsv`. Do not edit: change the table instead.
//! The functions that answer every call with one code.

use openmf_core::codes;
use windows_core::HRESULT;

refused! {
/// `E_NOTIMPL`. Of `evr.dll`.
fn MFCreateVideoMixer(u32, u32, u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `evr.dll`.
fn MFCreateVideoMixerAndPresenter(u32, u32, u32, u32, u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `evr.dll`.
fn MFCreateVideoPresenter(u32, u32, u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `evr.dll`.
fn MFCreateVideoSampleFromSurface(u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateASFContentInfo(; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateASFIndexer(; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateASFIndexerByteStream(u32, u32, u32, u32;) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateASFMediaSink(u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateASFMediaSinkActivate(u32, u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateASFMultiplexer(; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateASFProfile(; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateASFProfileFromPresentationDescriptor(u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateASFSplitter(; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateASFStreamSelector(u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateASFStreamingMediaSink(u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateASFStreamingMediaSinkActivate(u32, u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateCredentialCache(; result) = E_NOTIMPL;
/// `MF_E_NOT_FOUND`. Of `mf.dll`.
fn MFCreateDeviceSource(u32; result) = MF_E_NOT_FOUND;
/// `MF_E_NOT_FOUND`. Of `mf.dll`.
fn MFCreateDeviceSourceActivate(u32; result) = MF_E_NOT_FOUND;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateEncryptedMediaExtensionsStoreActivate(u32, u32, u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateNetSchemePlugin(u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreatePMPServer(u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreatePresentationDescriptorFromASFProfile(u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateProtectedEnvironmentAccess(; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateProxyLocator(u32, u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateRemoteDesktopPlugin(; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateSampleCopierMFT(; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateTranscodeProfile(; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateTranscodeSinkActivate(; result) = E_NOTIMPL;
/// `MF_E_TRANSCODE_NO_MATCHING_ENCODER`. Of `mf.dll`.
fn MFCreateTranscodeTopology(u32, u32, u32; result) = MF_E_TRANSCODE_NO_MATCHING_ENCODER;
/// `MF_E_TRANSCODE_NO_MATCHING_ENCODER`. Of `mf.dll`.
fn MFCreateTranscodeTopologyFromByteStream(u32, u32, u32; result) = MF_E_TRANSCODE_NO_MATCHING_ENCODER;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateWMAEncoderActivate(u32, u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFCreateWMVEncoderActivate(u32, u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFGetLocalId(u32, u32, u32;) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFGetSystemId(u32;) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mf.dll`.
fn MFLoadSignedLibrary(u32, u32;) = E_NOTIMPL;
/// `MF_E_TRANSCODE_NO_MATCHING_ENCODER`. Of `mf.dll`.
fn MFTranscodeGetAudioOutputAvailableTypes(u32, u32, u32; result) = MF_E_TRANSCODE_NO_MATCHING_ENCODER;
/// `E_NOTIMPL`. Of `mfplat.dll`.
fn MFCreateContentDecryptorContext(u32, u32, u32; result) = E_NOTIMPL;
/// `MF_E_UNSUPPORTED_CONTENT_PROTECTION_SYSTEM`. Of `mfplat.dll`.
fn MFCreateContentProtectionDevice(u32; result) = MF_E_UNSUPPORTED_CONTENT_PROTECTION_SYSTEM;
/// `E_NOTIMPL`. Of `mfplat.dll`.
fn MFCreateD3D12SynchronizationObject(u32, u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mfplat.dll`.
fn MFCreateDXGIDeviceManager(u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mfplat.dll`.
fn MFCreateDXGISurfaceBuffer(u32, u32, u32, u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mfplat.dll`.
fn MFCreateDXSurfaceBuffer(u32, u32, u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mfplat.dll`.
fn MFCreateMediaExtensionActivate(u32, u32, u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mfplat.dll`.
fn MFCreateMediaTypeFromProperties(u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mfplat.dll`.
fn MFCreateMuxStreamAttributes(u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mfplat.dll`.
fn MFCreateMuxStreamMediaType(u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mfplat.dll`.
fn MFCreateMuxStreamSample(u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mfplat.dll`.
fn MFCreatePropertiesFromMediaType(u32, u32; result) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mfplat.dll`.
fn MFCreateWICBitmapBuffer(u32, u32; result) = E_NOTIMPL;
/// `MF_E_UNSUPPORTED_CONTENT_PROTECTION_SYSTEM`. Of `mfplat.dll`.
fn MFGetContentProtectionSystemCLSID(u32, u32;) = MF_E_UNSUPPORTED_CONTENT_PROTECTION_SYSTEM;
/// `E_NOTIMPL`. Of `mfplat.dll`.
fn MFGetMFTMerit(u32, u32, u32, u32;) = E_NOTIMPL;
/// `MF_E_UNSUPPORTED_CONTENT_PROTECTION_SYSTEM`. Of `mfplat.dll`.
fn MFIsContentProtectionDeviceSupported(u32, u32;) = MF_E_UNSUPPORTED_CONTENT_PROTECTION_SYSTEM;
/// `E_NOTIMPL`. Of `mfplat.dll`.
fn MFLockDXGIDeviceManager(u32, u32;) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mfplat.dll`.
fn MFUnlockDXGIDeviceManager(;) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `mfplay.dll`.
fn MFPCreateMediaPlayer(u32, u32, u32, u32, u32; result) = E_NOTIMPL;
/// `MF_E_UNSUPPORTED_BYTESTREAM_TYPE`. Of `mfreadwrite.dll`.
fn MFCreateSinkWriterFromMediaSink(u32, u32; result) = MF_E_UNSUPPORTED_BYTESTREAM_TYPE;
/// `MF_E_UNSUPPORTED_BYTESTREAM_TYPE`. Of `mfreadwrite.dll`.
fn MFCreateSinkWriterFromURL(u32, u32, u32; result) = MF_E_UNSUPPORTED_BYTESTREAM_TYPE;
/// `E_NOTIMPL`. Of `rtworkq.dll`.
fn RtwqJoinWorkQueue(u32, u32, u32;) = E_NOTIMPL;
/// `E_NOTIMPL`. Of `rtworkq.dll`.
fn RtwqUnjoinWorkQueue(u32, u32;) = E_NOTIMPL;
}
