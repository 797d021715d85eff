//! The class objects of what is built in (`DllGetClassObject`).
//!
//! A class is asked for by our own identifier, which `MFTEnum` gives, or by the one under which Windows documents a class
//! of the same use: then the object does the same work, and its types and attributes are ours.

use std::ffi::c_void;

use openmf_core::{Guid, TransformCatalog};
use windows_core::{BOOL, GUID, IUnknown, Interface, Ref, implement};

use crate::bindings::{
    CColorConvertDMO, CMP3DecMediaObject, CMSAACDecMFT, CMSALACDecMFT, CMSFLACDecMFT, CMSH264DecoderMFT,
    CMSMPEGAudDecMFT, CMSOpusDecMFT, CResamplerMediaObject, IClassFactory, IClassFactory_Impl, IMFTransform,
};
use crate::convert::{code, from_guid};
use crate::edge::Live;
use crate::resolver::ResolverObject;
use crate::{foreign, read_write, session, transform};

type Result<T> = windows_core::Result<T>;

/// `CLASS_E_NOAGGREGATION`.
const NO_AGGREGATION: openmf_core::HResult = openmf_core::HResult(0x8004_0110_u32 as i32);

/// `IMFSchemeHandler` and `IMFByteStreamHandler` over everything that the resolver opens.
pub(crate) const HANDLER: Guid = Guid::from_u128(0x6f70656e_6d66_4d04_8001_68616e646c65);

const MPEG_AUDIO: u128 = 0x6f70656e_6d66_4d01_8001_6d7065676175;
const FLAC: u128 = 0x6f70656e_6d66_4d01_8002_666c61630000;
const ALAC: u128 = 0x6f70656e_6d66_4d01_8003_616c61630000;
const OPUS: u128 = 0x6f70656e_6d66_4d01_8007_6f7075730000;
const AAC: u128 = 0x6f70656e_6d66_4d01_8008_616163000000;
const H264: u128 = 0x6f70656e_6d66_4d02_8001_683236340000;
const HEVC: u128 = 0x6f70656e_6d66_4d02_8002_686576630000;
const VP9: u128 = 0x6f70656e_6d66_4d02_8003_767039000000;
const MJPEG: u128 = 0x6f70656e_6d66_4d02_8005_6d6a70656700;
const AUDIO_CONVERTER: u128 = 0x6f70656e_6d66_4d03_8001_617564696f00;
/// The class of the engine's converter of pictures.
pub(crate) const VIDEO_CONVERTER: u128 = 0x6f70656e_6d66_4d03_8002_766964656f00;

/// What Windows documents, and what does its work here. There is no AV1, VP8 or Vorbis decoder among them: Windows has
/// none whose class is published.
const DOCUMENTED: &[(GUID, u128)] = &[
    (CMP3DecMediaObject, MPEG_AUDIO),
    (CMSMPEGAudDecMFT, MPEG_AUDIO),
    (CMSFLACDecMFT, FLAC),
    (CMSALACDecMFT, ALAC),
    (CMSOpusDecMFT, OPUS),
    (CMSAACDecMFT, AAC),
    (CMSH264DecoderMFT, H264),
    (H265_DECODER, HEVC),
    (VPX_DECODER, VP9),
    (MJPEG_DECODER, MJPEG),
    (CResamplerMediaObject, AUDIO_CONVERTER),
    (CColorConvertDMO, VIDEO_CONVERTER),
    (VIDEO_PROCESSOR, VIDEO_CONVERTER),
];

// The present metadata has classes, and no constants of the headers. Source: `wmcodecdsp.h`, `mfidl.h` and
// `mfreadwrite.h`, as Microsoft's metadata of the `windows` crate 0.62 has them.
/// `CLSID_MSH265DecoderMFT`.
const H265_DECODER: GUID = GUID::from_u128(0x420a51a3_d605_430c_b4fc_45274fa6c562);
/// `CLSID_MSVPxDecoder`.
const VPX_DECODER: GUID = GUID::from_u128(0xe3aaf548_c9a4_4c6e_234d_5ada374b0000);
/// `CLSID_VideoProcessorMFT`.
const VIDEO_PROCESSOR: GUID = GUID::from_u128(0x88753b26_5b24_49bd_b2e7_0c445c78c982);
/// `CLSID_MFReadWriteClassFactory`.
const READ_WRITE_FACTORY: GUID = GUID::from_u128(0x48e2ed0f_98c2_4a37_bed5_166312ddd83f);
/// The Motion JPEG decoder. No header and no page of Microsoft's has its class; reports of `dxdiag`, a program of
/// Windows', list it: "MJPEG Decoder MFT, {CB17E772-E1CC-4633-8450-5617AF577905}, 0x1, mfmjpegdec.dll".
const MJPEG_DECODER: GUID = GUID::from_u128(0xcb17e772_e1cc_4633_8450_5617af577905);

/// Our class for one that Windows documents; any other stays as it is.
pub(crate) fn own_class(class: Guid) -> Guid {
    let documented = DOCUMENTED.iter().find(|(known, _)| from_guid(*known) == class);
    documented.map_or(class, |(_, own)| Guid::from_u128(*own))
}

/// What a class makes.
enum Product {
    /// A registered transform.
    Transform(Guid),
    Handler,
    /// `IMFReadWriteClassFactory`.
    ReadWrite,
}

impl Product {
    fn of(class: Guid) -> Option<Self> {
        let own = own_class(class);
        if own == HANDLER {
            return Some(Self::Handler);
        }
        if class == from_guid(READ_WRITE_FACTORY) {
            return Some(Self::ReadWrite);
        }
        session::registry()
            .by_class(&own)
            .is_ok()
            .then_some(Self::Transform(own))
    }

    fn make(&self) -> Result<IUnknown> {
        match self {
            Self::Transform(class) => {
                let registered = session::registry()
                    .by_class(class)
                    .map_err(crate::convert::fail)?;
                let made = registered.create().map_err(crate::convert::fail)?;
                let made: IMFTransform = transform::to_com(&made)?;
                made.cast()
            }
            Self::Handler => ResolverObject::create().cast(),
            Self::ReadWrite => read_write::create().cast(),
        }
    }
}

/// A new object of a built-in class; `None` if there is no such class, or it cannot be made.
pub(crate) fn create(class: Guid) -> Option<IUnknown> {
    Product::of(class)?.make().ok()
}

/// The class object of a built-in class.
pub(crate) fn factory(class: Guid) -> Option<IClassFactory> {
    let product = Product::of(class)?;
    let live = Some(Live::new());
    Some(Factory { product, _live: live }.into())
}

/// As [`factory`], for a registration that lasts as long as the thread's apartment: it is no object that somebody forgot.
#[cfg(windows)]
pub(crate) fn lasting_factory(class: Guid) -> Option<IClassFactory> {
    let product = Product::of(class)?;
    Some(Factory { product, _live: None }.into())
}

#[implement(IClassFactory)]
struct Factory {
    product: Product,
    _live: Option<Live>,
}

impl IClassFactory_Impl for Factory_Impl {
    fn CreateInstance(
        &self,
        outer: Ref<'_, IUnknown>,
        iid: *const GUID,
        result: *mut *mut c_void,
    ) -> Result<()> {
        if !outer.is_null() {
            return Err(code(NO_AGGREGATION));
        }
        // SAFETY: the interface's caller gives pointers as the method documents them.
        unsafe { foreign::query(&self.product.make()?, iid, result) }.ok()
    }

    /// Has no effect: the library stays loaded, see `DllCanUnloadNow`.
    fn LockServer(&self, _lock: BOOL) -> Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_class_makes_what_is_built_in() {
        for (documented, own) in DOCUMENTED {
            let class = from_guid(*documented);
            let Some(Product::Transform(found)) = Product::of(class) else {
                panic!("{class} is no transform");
            };
            assert_eq!(found, Guid::from_u128(*own));
            let made = create(class).unwrap_or_else(|| panic!("{class} is not made"));
            made.cast::<IMFTransform>().expect("a transform");
        }
    }
}
