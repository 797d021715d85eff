use std::fmt;
use std::sync::Arc;

use crate::{
    Attributes, Guid, Key, MediaType, Result, Transform, TransformCatalog, TransformRegistration, UserObject,
    guids,
};

/// A manager of Direct3D devices, which a sink or a program brings for transforms that can use them.
///
/// The engine itself uses no device: pictures may then be in their memory, and are copied where ours are needed.
#[derive(Clone)]
pub struct DeviceManager {
    /// The manager, which only components of the application's know what to do with.
    pub object: UserObject,
    /// The attribute by which a transform says that it knows managers of this kind: `MF_SA_D3D_AWARE`, or
    /// `MF_SA_D3D11_AWARE`.
    pub aware: Guid,
}

impl DeviceManager {
    /// Tells a transform of the manager, if it knows such managers and has one output
    /// (`MFT_MESSAGE_SET_D3D_MANAGER`). One that refuses works in system memory. Whether it has taken it.
    ///
    /// Source: "Direct3D-Aware MFTs" (Microsoft Learn).
    pub fn give(&self, transform: &mut dyn Transform) -> bool {
        let knows = |attributes: &Attributes| attributes.get_or(Key::<bool>::new(self.aware), false);
        transform.stream_count().1 == 1
            && transform.attributes().is_some_and(knows)
            && transform.set_device_manager(Some(&self.object)).is_ok()
    }
}

impl fmt::Debug for DeviceManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceManager")
            .field("aware", &self.aware)
            .finish_non_exhaustive()
    }
}

/// Transforms that are told of devices as soon as they are made, before their types are set.
pub struct DeviceCatalog<'a> {
    /// The transforms.
    pub all: &'a dyn TransformCatalog,
    /// The first that a transform takes is its.
    pub managers: Vec<DeviceManager>,
    /// Only decoders of pictures are told.
    pub decoders_alone: bool,
}

impl DeviceCatalog<'_> {
    fn over(&self, registration: &Arc<TransformRegistration>) -> Arc<TransformRegistration> {
        if self.decoders_alone && registration.category != guids::MFT_CATEGORY_VIDEO_DECODER {
            return Arc::clone(registration);
        }
        let (managers, make) = (self.managers.clone(), Arc::clone(&registration.factory));
        Arc::new(TransformRegistration {
            factory: Arc::new(move || {
                let mut made = make()?;
                let _ = managers.iter().any(|manager| manager.give(&mut *made));
                Ok(made)
            }),
            ..TransformRegistration::clone(registration)
        })
    }
}

impl TransformCatalog for DeviceCatalog<'_> {
    fn enumerate(
        &self,
        category: &Guid,
        input: Option<&MediaType>,
        output: Option<&MediaType>,
    ) -> Vec<Arc<TransformRegistration>> {
        let found = self.all.enumerate(category, input, output);
        found.iter().map(|found| self.over(found)).collect()
    }

    fn by_class(&self, class: &Guid) -> Result<Arc<TransformRegistration>> {
        self.all.by_class(class).map(|found| self.over(&found))
    }
}
