//! Direct3D devices that a program brings, for components of its own that can use them.
//!
//! Nothing here uses a device. What a program gives its source reader (`MF_SOURCE_READER_D3D_MANAGER`) goes to its source
//! and to the transforms that say they know it; what its sink offers (`MR_VIDEO_ACCELERATION_SERVICE`) to the transforms
//! before it. Pictures may then be in their memory, and are copied where ours are needed.

use std::sync::Arc;

use openmf_core::{
    DeviceCatalog, DeviceManager, Guid, MediaSource, MediaType, TransformCatalog, TransformRegistration,
    guids,
};
use windows_core::{GUID, IUnknown, Interface};

use crate::bindings::IMFGetService;
use crate::foreign::Foreign;

/// `IMFDXGIDeviceManager`. Source: `mfobjects.h`.
const DXGI_MANAGER: GUID = GUID::from_u128(0xeb533d5d_2db6_40f8_97a9_494692014f07);

/// `IDirect3DDeviceManager9`. Source: `dxva2api.h`.
const D3D9_MANAGER: GUID = GUID::from_u128(0xa0cade0f_06d5_4cf4_a1c7_f3cdd725aa75);
/// `MR_VIDEO_ACCELERATION_SERVICE`. Source: `evr.h`.
const ACCELERATION: GUID = GUID::from_u128(0xefef5175_5c7d_4ce2_bbbd_34ff8bca6554);

/// What a program gave as its manager.
pub(crate) fn manager(object: &IUnknown) -> DeviceManager {
    let mut found = std::ptr::null_mut();
    // SAFETY: a live object, an identifier and a writable local; what is found is a reference of an interface.
    let is_dxgi = unsafe {
        let asked = object.query(&DXGI_MANAGER, &mut found);
        let is_dxgi = asked.is_ok() && !found.is_null();
        if is_dxgi {
            drop(IUnknown::from_raw(found));
        }
        is_dxgi
    };
    DeviceManager {
        object: Foreign::wrap(object),
        aware: if is_dxgi {
            guids::MF_SA_D3D11_AWARE
        } else {
            guids::MF_SA_D3D_AWARE
        },
    }
}

/// The managers that a sink offers, that of Direct3D 11 first.
pub(crate) fn of_service(services: &IMFGetService) -> Vec<DeviceManager> {
    let kinds = [
        (DXGI_MANAGER, guids::MF_SA_D3D11_AWARE),
        (D3D9_MANAGER, guids::MF_SA_D3D_AWARE),
    ];
    let offered = kinds.iter().filter_map(|(iid, aware)| {
        let mut found = std::ptr::null_mut();
        // SAFETY: a live object, identifiers and a writable local; what is found is a reference of an interface.
        let object = unsafe {
            let asked =
                (Interface::vtable(services).GetService)(services.as_raw(), &ACCELERATION, iid, &mut found);
            if found.is_null() || asked.is_err() {
                return None;
            }
            IUnknown::from_raw(found)
        };
        Some(DeviceManager {
            object: Foreign::wrap(&object),
            aware: *aware,
        })
    });
    offered.collect()
}

/// A source takes it or not (`IMFMediaSourceEx::SetD3DManager`): pictures in system memory do as well.
pub(crate) fn give_to_source(manager: &DeviceManager, source: &Arc<dyn MediaSource>) {
    let _ = source.set_device_manager(Some(&manager.object));
}

/// The transforms of a reader that has devices.
pub(crate) struct WithDevices {
    pub(crate) all: Arc<dyn TransformCatalog>,
    pub(crate) manager: DeviceManager,
}

impl WithDevices {
    fn catalog(&self) -> DeviceCatalog<'_> {
        DeviceCatalog {
            all: &*self.all,
            managers: vec![self.manager.clone()],
            decoders_alone: false,
        }
    }
}

impl TransformCatalog for WithDevices {
    fn enumerate(
        &self,
        category: &Guid,
        input: Option<&MediaType>,
        output: Option<&MediaType>,
    ) -> Vec<Arc<TransformRegistration>> {
        self.catalog().enumerate(category, input, output)
    }

    fn by_class(&self, class: &Guid) -> openmf_core::Result<Arc<TransformRegistration>> {
        self.catalog().by_class(class)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use openmf_core::{
        Attributes, Error, Input, Key, Output, Result, Sample, Transform, TransformKind, TransformMessage,
        UserObject,
    };

    use super::*;
    use crate::bindings::IMFAttributes;

    /// Knows managers of one kind, and has so many outputs.
    struct Aware {
        attributes: Attributes,
        outputs: u32,
        given: Arc<Mutex<Vec<bool>>>,
    }

    fn nothing<T>() -> Result<T> {
        Err(Error::NoMoreTypes)
    }

    impl Transform for Aware {
        fn name(&self) -> &str {
            "aware"
        }
        fn stream_count(&self) -> (u32, u32) {
            (1, self.outputs)
        }
        fn input_available_type(&self, _: u32, _: usize) -> Result<MediaType> {
            nothing()
        }
        fn output_available_type(&self, _: u32, _: usize) -> Result<MediaType> {
            nothing()
        }
        fn test_input_type(&self, _: u32, _: &MediaType) -> Result<()> {
            nothing()
        }
        fn set_input_type(&mut self, _: u32, _: &MediaType) -> Result<()> {
            nothing()
        }
        fn set_output_type(&mut self, _: u32, _: &MediaType) -> Result<()> {
            nothing()
        }
        fn input_type(&self, _: u32) -> Result<MediaType> {
            nothing()
        }
        fn output_type(&self, _: u32) -> Result<MediaType> {
            nothing()
        }
        fn process_input(&mut self, _: u32, sample: Sample) -> Result<Input> {
            Ok(Input::NotAccepting(sample))
        }
        fn process_output(&mut self) -> Result<Output> {
            Ok(Output::NeedMoreInput)
        }
        fn process_message(&mut self, _: TransformMessage) -> Result<()> {
            Ok(())
        }
        fn attributes(&self) -> Option<&Attributes> {
            Some(&self.attributes)
        }
        fn set_device_manager(&mut self, manager: Option<&UserObject>) -> Result<()> {
            self.given.lock().unwrap().push(manager.is_some());
            nothing()
        }
    }

    struct One(Arc<TransformRegistration>);

    impl TransformCatalog for One {
        fn enumerate(
            &self,
            _: &Guid,
            _: Option<&MediaType>,
            _: Option<&MediaType>,
        ) -> Vec<Arc<TransformRegistration>> {
            vec![Arc::clone(&self.0)]
        }

        fn by_class(&self, _: &Guid) -> Result<Arc<TransformRegistration>> {
            Ok(Arc::clone(&self.0))
        }
    }

    #[test]
    fn only_transforms_of_one_output_that_know_the_manager_get_it() {
        // Not a manager of DXGI, so one of Direct3D 9.
        let store: IMFAttributes = crate::attributes::AttributesObject::create(Attributes::new());
        let manager = manager(&store.cast().unwrap());
        let table = [
            (guids::MF_SA_D3D_AWARE, 1, vec![true]),
            (guids::MF_SA_D3D_AWARE, 2, vec![]),
            (guids::MF_SA_D3D11_AWARE, 1, vec![]),
        ];
        for (known, outputs, expected) in table {
            let given = Arc::<Mutex<Vec<bool>>>::default();
            let to = Arc::clone(&given);
            let registration = Arc::new(TransformRegistration {
                class: Guid::from_u128(1),
                name: "aware",
                category: guids::MFT_CATEGORY_VIDEO_DECODER,
                inputs: Vec::new(),
                outputs: Vec::new(),
                merit: 1,
                kind: TransformKind::default(),
                factory: Arc::new(move || {
                    let attributes = Attributes::new();
                    attributes.set(Key::<bool>::new(known), true);
                    Ok(Box::new(Aware {
                        attributes,
                        outputs,
                        given: Arc::clone(&to),
                    }))
                }),
            });
            // What it refuses does not keep it from working.
            let one = One(registration);
            let devices = WithDevices {
                all: Arc::new(one),
                manager: manager.clone(),
            };
            devices.by_class(&Guid::from_u128(1)).unwrap().create().unwrap();
            assert_eq!(*given.lock().unwrap(), expected, "{known} {outputs}");
        }
    }
}
