//! The class objects of what is built in (`DllGetClassObject`).
//!
//! A class is asked for by our own identifier, which `MFTEnum` gives, or by the one under which Windows documents a class
//! of the same use: then the object does the same work, and its types and attributes are ours.

use std::ffi::c_void;

use openmf_core::{Guid, TransformCatalog};
use windows_core::{BOOL, GUID, IUnknown, Interface, Ref, implement};

use crate::bindings::{IClassFactory, IClassFactory_Impl, IMFTransform};
use crate::convert::code;
use crate::edge::Live;
use crate::resolver::ResolverObject;
use crate::{foreign, session, transform};

type Result<T> = windows_core::Result<T>;

/// `CLASS_E_NOAGGREGATION`.
const NO_AGGREGATION: openmf_core::HResult = openmf_core::HResult(0x8004_0110_u32 as i32);

/// `IMFSchemeHandler` and `IMFByteStreamHandler` over everything that the resolver opens.
const HANDLER: u128 = 0x6f70656e_6d66_4d04_8001_68616e646c65;

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
const VIDEO_CONVERTER: u128 = 0x6f70656e_6d66_4d03_8002_766964656f00;

/// What Windows documents, and what does its work here. Sources: the pages of the classes, `wmcodecdsp.h`, `mfidl.h`.
const DOCUMENTED: &[(u128, u128)] = &[
    // CLSID_CMP3DecMediaObject
    (0xbbeea841_0a63_4f52_a7ab_a9b3a84ed38a, MPEG_AUDIO),
    // CLSID_CMSMPEGAudDecMFT
    (0x70707b39_b2ca_4015_abea_f8447d22d88b, MPEG_AUDIO),
    // CLSID_CMSFLACDecMFT
    (0x6b0b3e6b_a2c5_4514_8055_afe8a95242d9, FLAC),
    // CLSID_CMSALACDecMFT
    (0xc0cd7d12_31fc_4bbc_b363_7322ee3e1879, ALAC),
    // CLSID_MSOpusDecoder
    (0x63e17c10_2d43_4c42_8fe3_8d8b63e46a6a, OPUS),
    // CLSID_CMSAACDecMFT
    (0x32d186a7_218f_4c75_8876_dd77273a8999, AAC),
    // CLSID_CMSH264DecoderMFT
    (0x62ce7e72_4c71_4d20_b15d_452831a87d9d, H264),
    // CLSID_CMSH265DecoderMFT
    (0x420a51a3_d605_430c_b4fc_45274fa6c562, HEVC),
    // CLSID_MSVPxDecoder
    (0xe3aaf548_c9a4_4c6e_234d_5ada374b0000, VP9),
    // CLSID_MJPEGDecoderMFT
    (0xcb17e772_e1cc_4633_8450_5617af577905, MJPEG),
    // CLSID_CResamplerMediaObject
    (0xf447b69e_1884_4a7e_8055_346f74d6edb3, AUDIO_CONVERTER),
    // CLSID_CColorConvertDMO
    (0x98230571_0087_4204_b020_3282538e57d3, VIDEO_CONVERTER),
    // CLSID_VideoProcessorMFT
    (0x88753b26_5b24_49bd_b2e7_0c445c78c982, VIDEO_CONVERTER),
];

/// What a class makes.
enum Product {
    /// A registered transform.
    Transform(Guid),
    Handler,
}

impl Product {
    fn of(class: Guid) -> Option<Self> {
        let documented = DOCUMENTED
            .iter()
            .find(|(known, _)| Guid::from_u128(*known) == class);
        let own = documented.map_or(class, |(_, own)| Guid::from_u128(*own));
        if own == Guid::from_u128(HANDLER) {
            return Some(Self::Handler);
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
    let live = Live::new();
    Some(Factory { product, _live: live }.into())
}

#[implement(IClassFactory)]
struct Factory {
    product: Product,
    _live: Live,
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
            let class = Guid::from_u128(*documented);
            let Some(Product::Transform(found)) = Product::of(class) else {
                panic!("{class} is no transform");
            };
            assert_eq!(found, Guid::from_u128(*own));
            let made = create(class).unwrap_or_else(|| panic!("{class} is not made"));
            made.cast::<IMFTransform>().expect("a transform");
        }
    }
}
