//! `IMFMediaSession`.

use std::ffi::c_void;
use std::sync::{Arc, OnceLock};

use openmf_core::{Attributes, Guid, TransformCatalog, codes, guids, keys};
use openmf_registry::Registry;
use openmf_runtime::{QualityManagement, SessionDriver, SessionParts};
use openmf_session::{Config, SetTopologyFlags, TopologyQuery};
use openmf_topology::{StandardTopologyLoader, TopologyLoader};
use windows_core::{GUID, Ref, implement};

use crate::bindings::{
    IMFClock, IMFGetService, IMFGetService_Impl, IMFMediaSession, IMFMediaSession_Impl, IMFRateControl,
    IMFRateSupport, IMFTopology, PROPVARIANT, TOPOID,
};
use crate::convert::{code, fail, read_guid};
use crate::edge::Live;
use crate::event::missing;
use crate::event_queue::{Events, generator_of};
use crate::rate::{Rates, rates_of};
use crate::{clock, inward, neighbours, platform, plugin_control, services, source, topology};

type Result<T> = windows_core::Result<T>;

/// `MFSESSION_SETTOPOLOGY_CLEAR_CURRENT`.
const CLEAR_CURRENT: u32 = 4;
/// `MFSESSION_GETFULLTOPOLOGY_CURRENT`.
const FULL_CURRENT: u32 = 1;

/// The components of this process: the built-in ones, and those that the application registers.
pub(crate) fn registry() -> &'static Arc<Registry> {
    static REGISTRY: OnceLock<Arc<Registry>> = OnceLock::new();
    REGISTRY.get_or_init(|| Arc::new(Registry::with_defaults()))
}

/// The transforms that sessions and loaders find.
pub(crate) fn catalog() -> Arc<dyn TransformCatalog> {
    Arc::new(plugin_control::Arranged(registry().clone()))
}

/// The topology loader of this process.
pub(crate) fn standard_loader() -> Arc<dyn TopologyLoader> {
    Arc::new(StandardTopologyLoader::new(catalog()))
}

#[implement(IMFMediaSession, IMFGetService, IMFRateControl, IMFRateSupport)]
struct SessionObject {
    driver: SessionDriver,
    events: Events,
    _live: Live,
}

/// `MFCreateMediaSession`.
///
/// | attribute | type | |
/// | --- | --- | --- |
/// | `MF_SESSION_GLOBAL_TIME` | `UINT32` | other than 0: every topology carries `MF_TOPOLOGY_PROJECTSTART` and `MF_TOPOLOGY_PROJECTSTOP`, else none does |
/// | `MF_SESSION_QUALITY_MANAGER` | GUID | the class of the quality manager, `GUID_NULL` for none; a class that cannot be made is none |
/// | `MF_SESSION_TOPOLOADER` | GUID | the class of the topology loader; one that cannot be made fails each `SetTopology` |
/// | `MF_LOW_LATENCY` | `UINT32` | for every topology that does not say otherwise |
/// | `MF_SESSION_CONTENT_PROTECTION_MANAGER`, `MF_SESSION_SERVER_CONTEXT` | `IUnknown` | ignored, and not kept: there is no protected media path |
/// | `MF_SESSION_REMOTE_SOURCE_MODE` | `UINT32` | ignored: every source runs in this process |
/// | `MF_SESSION_APPROX_EVENT_OCCURRENCE_TIME` | `UINT64` | ignored: it is an attribute of the session's events |
///
/// An attribute of another type is ignored, as is any other attribute.
///
/// # Errors
/// `MF_E_PLATFORM_NOT_INITIALIZED`: the platform was not started.
pub(crate) fn create(attributes: Option<&Attributes>) -> Result<IMFMediaSession> {
    platform::require_started().map_err(|_| code(codes::MF_E_PLATFORM_NOT_INITIALIZED))?;
    let none = Attributes::new();
    let attributes = attributes.unwrap_or(&none);
    let class = |key: Guid| match attributes.item(&key) {
        Some(openmf_core::AttributeValue::Guid(class)) => Some(class),
        _ => None,
    };
    let loader = match class(guids::MF_SESSION_TOPOLOADER) {
        Some(class) => inward::loader::of_class(class),
        None => standard_loader(),
    };
    let quality = match class(guids::MF_SESSION_QUALITY_MANAGER) {
        Some(Guid::ZERO) => QualityManagement::Off,
        Some(class) => inward::quality::of_class(class),
        None => QualityManagement::Standard,
    };
    let parts = SessionParts {
        loader,
        catalog: catalog(),
        config: Config {
            global_time: attributes.get_or(keys::MF_SESSION_GLOBAL_TIME, false),
            low_latency: attributes.get_or(keys::MF_LOW_LATENCY, false),
            ..Config::default()
        },
    };
    let driver = SessionDriver::with_quality(&neighbours::pool(), parts, &quality);
    Ok(SessionObject {
        events: Events::over(driver.events().clone()),
        driver,
        _live: Live::new(),
    }
    .into())
}

impl SessionObject {
    fn rates(&self) -> &dyn Rates {
        &self.driver
    }
}

generator_of!(SessionObject_Impl);
rates_of!(SessionObject_Impl);

impl IMFMediaSession_Impl for SessionObject_Impl {
    fn SetTopology(&self, flags: u32, set: Ref<'_, IMFTopology>) -> Result<()> {
        // Shutdown is told before anything is asked of the application's objects.
        self.driver.capabilities().map_err(fail)?;
        let set = match set.as_ref() {
            Some(set) => Some(topology::to_core(set)?),
            None if flags & CLEAR_CURRENT == 0 => return Err(missing()),
            None => None,
        };
        if let Some(set) = &set {
            topology::refresh(set)?;
        }
        let flags = SetTopologyFlags::from_bits(flags);
        self.driver
            .set_topology(flags, set.as_ref())
            .map(drop)
            .map_err(fail)
    }

    fn ClearTopologies(&self) -> Result<()> {
        self.driver.clear_topologies().map(drop).map_err(fail)
    }

    fn Start(&self, format: *const GUID, value: *const PROPVARIANT) -> Result<()> {
        // Observed: checked first, even after Shutdown.
        if value.is_null() {
            return Err(code(codes::E_POINTER));
        }
        self.driver.capabilities().map_err(fail)?;
        // SAFETY: the interface's caller gives pointers as the method documents them.
        let position = unsafe { source::position(format, value) }?;
        self.driver.start(position).map(drop).map_err(fail)
    }

    fn Pause(&self) -> Result<()> {
        self.driver.pause().map(drop).map_err(fail)
    }

    fn Stop(&self) -> Result<()> {
        self.driver.stop().map(drop).map_err(fail)
    }

    fn Close(&self) -> Result<()> {
        self.driver.close().map(drop).map_err(fail)
    }

    fn Shutdown(&self) -> Result<()> {
        self.driver.shutdown().map_err(fail)
    }

    fn GetClock(&self) -> Result<IMFClock> {
        let clock = self.driver.clock().map_err(fail)?;
        Ok(clock::to_com(&clock)?.into())
    }

    fn GetSessionCapabilities(&self) -> Result<u32> {
        self.driver
            .capabilities()
            .map(openmf_session::Capabilities::bits)
            .map_err(fail)
    }

    fn GetFullTopology(&self, flags: u32, id: TOPOID) -> Result<IMFTopology> {
        let query = if flags & FULL_CURRENT != 0 {
            TopologyQuery::Current
        } else {
            TopologyQuery::Id(id.0)
        };
        topology::to_com(&self.driver.full_topology(query).map_err(fail)?)
    }
}

impl IMFGetService_Impl for SessionObject_Impl {
    fn GetService(&self, service: *const GUID, iid: *const GUID, result: *mut *mut c_void) -> Result<()> {
        self.driver.capabilities().map_err(fail)?;
        // SAFETY: the interface's caller gives a GUID or NULL.
        let service = unsafe { read_guid(service) }?;
        if iid.is_null() || result.is_null() {
            return Err(code(codes::E_POINTER));
        }
        if service == guids::MF_RATE_CONTROL_SERVICE {
            let this: IMFMediaSession = windows_core::IUnknownImpl::to_object(self).to_interface();
            // SAFETY: not NULL, so as the method documents them.
            return unsafe { crate::foreign::query(&this.into(), iid, result) }.ok();
        }
        // SAFETY: not NULL, so as the method documents them.
        unsafe { services::of_session(&self.driver, &service, iid, result) }
    }
}
