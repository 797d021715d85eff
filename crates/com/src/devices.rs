//! Direct3D devices that a program brings, for components of its own that can use them.
//!
//! Nothing here uses a device. What a program gives its source reader (`MF_SOURCE_READER_D3D_MANAGER`) goes to its source
//! and to the transforms that say they know it; pictures may then be in their memory, and are copied where ours are needed.

use std::sync::Arc;

use openmf_core::{
    Attributes, Guid, Key, MediaSource, MediaType, Transform, TransformCatalog, TransformRegistration,
    UserObject, guids,
};
use windows_core::{GUID, IUnknown, Interface};

use crate::foreign::Foreign;

/// `IMFDXGIDeviceManager`. Source: `mfobjects.h`.
const DXGI_MANAGER: GUID = GUID::from_u128(0xeb533d5d_2db6_40f8_97a9_494692014f07);

/// A device manager and the attribute by which a transform says that it knows managers of its kind.
#[derive(Clone)]
pub(crate) struct Devices {
    manager: UserObject,
    aware: Guid,
}

impl Devices {
    pub(crate) fn new(manager: &IUnknown) -> Self {
        let mut found = std::ptr::null_mut();
        // SAFETY: a live object, an identifier and a writable local; what is found is a reference of an interface.
        let is_dxgi = unsafe {
            let asked = manager.query(&DXGI_MANAGER, &mut found);
            let is_dxgi = asked.is_ok() && !found.is_null();
            if is_dxgi {
                drop(IUnknown::from_raw(found));
            }
            is_dxgi
        };
        Self {
            manager: Foreign::wrap(manager),
            aware: if is_dxgi {
                guids::MF_SA_D3D11_AWARE
            } else {
                guids::MF_SA_D3D_AWARE
            },
        }
    }

    /// A source takes it or not (`IMFMediaSourceEx::SetD3DManager`): pictures in system memory do as well.
    pub(crate) fn give_to_source(&self, source: &Arc<dyn MediaSource>) {
        let _ = source.set_device_manager(Some(&self.manager));
    }

    /// Only transforms of one output are told. Source: "Direct3D-Aware MFTs". One that refuses works in system memory.
    fn give(&self, transform: &mut dyn Transform) {
        let knows = |attributes: &Attributes| attributes.get_or(Key::<bool>::new(self.aware), false);
        if transform.stream_count().1 == 1 && transform.attributes().is_some_and(knows) {
            let _ = transform.set_device_manager(Some(&self.manager));
        }
    }

    /// The same registration, whose transforms are told when they are made.
    fn over(&self, registration: &Arc<TransformRegistration>) -> Arc<TransformRegistration> {
        let (devices, make) = (self.clone(), Arc::clone(&registration.factory));
        Arc::new(TransformRegistration {
            factory: Arc::new(move || {
                let mut made = make()?;
                devices.give(&mut *made);
                Ok(made)
            }),
            ..TransformRegistration::clone(registration)
        })
    }
}

/// The transforms of a reader that has devices.
pub(crate) struct WithDevices {
    pub(crate) all: Arc<dyn TransformCatalog>,
    pub(crate) devices: Devices,
}

impl TransformCatalog for WithDevices {
    fn enumerate(
        &self,
        category: &Guid,
        input: Option<&MediaType>,
        output: Option<&MediaType>,
    ) -> Vec<Arc<TransformRegistration>> {
        let found = self.all.enumerate(category, input, output);
        found.iter().map(|found| self.devices.over(found)).collect()
    }

    fn by_class(&self, class: &Guid) -> openmf_core::Result<Arc<TransformRegistration>> {
        self.all.by_class(class).map(|found| self.devices.over(&found))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use openmf_core::{Error, Input, Output, Result, Sample, TransformMessage};

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

    #[test]
    fn only_transforms_of_one_output_that_know_the_manager_get_it() {
        // Not a manager of DXGI, so one of Direct3D 9.
        let store: IMFAttributes = crate::attributes::AttributesObject::create(Attributes::new());
        let devices = Devices::new(&store.cast().unwrap());
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
            devices.over(&registration).create().unwrap();
            assert_eq!(*given.lock().unwrap(), expected, "{known} {outputs}");
        }
    }
}
