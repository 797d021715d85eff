//! `IMFPluginControl2`: which transforms and handlers of sources come first, and which are not found, in this process.
//!
//! The lists begin empty: there is no registry to fill them from. The built-in byte-stream handlers have one class: who
//! disables it has its own handlers alone.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use openmf_core::{
    ByteStreamHandler, Guid, HResult, MediaType, SchemeHandler, TransformCatalog, TransformRegistration,
    codes,
};
use openmf_registry::{HandlerPreference, Registry};
use windows_core::{BOOL, GUID, PCWSTR, PWSTR, implement};

use crate::bindings::{
    IMFPluginControl, IMFPluginControl_Impl, IMFPluginControl2, IMFPluginControl2_Impl,
    MF_PLUGIN_CONTROL_POLICY,
};
use crate::class_factory;
use crate::convert::{code, read_guid, read_string, to_guid};
use crate::edge::Live;
use crate::event::missing;
use crate::{handlers, memory};

type Result<T> = windows_core::Result<T>;

/// `HRESULT_FROM_WIN32(ERROR_NO_MORE_ITEMS)`.
const NO_MORE_ITEMS: HResult = HResult(0x8007_0103_u32 as i32);
/// Longer lists are refused with `E_OUTOFMEMORY`.
const MAX_ENTRIES: usize = 4096;
/// `MF_PLUGIN_CONTROL_POLICY_USE_WEB_PLUGINS_EDGEMODE`, the last of them.
const LAST_POLICY: MF_PLUGIN_CONTROL_POLICY = 3;

// Source: `MF_Plugin_Type`.
/// `MF_Plugin_Type_MFT`: transforms, preferred by the subtype that they take.
const TRANSFORMS: usize = 0;
/// `MF_Plugin_Type_MediaSource`: handlers, preferred by extension, scheme or MIME type.
const SOURCES: usize = 1;
/// `MF_Plugin_Type_MFT_MatchOutputType`: transforms, preferred by the subtype that they make.
const TRANSFORMS_BY_OUTPUT: usize = 2;

/// The lists of one type of plug-in.
struct Lists {
    preferred: Vec<(String, Guid)>,
    disabled: Vec<Guid>,
}

static LISTS: Mutex<[Lists; 3]> = {
    const NONE: Lists = Lists {
        preferred: Vec::new(),
        disabled: Vec::new(),
    };
    Mutex::new([NONE; 3])
};

fn lists() -> MutexGuard<'static, [Lists; 3]> {
    LISTS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Lists {
    fn preferred(&self, selector: &str) -> Option<usize> {
        self.preferred
            .iter()
            .position(|(known, _)| known.eq_ignore_ascii_case(selector))
    }
}

/// The lists of a type.
///
/// # Errors
/// `E_INVALIDARG`: there is no such type.
fn with<T>(plugins: u32, ask: impl FnOnce(&mut Lists) -> Result<T>) -> Result<T> {
    let mut lists = lists();
    let index = usize::try_from(plugins).map_err(|_| missing())?;
    ask(lists.get_mut(index).ok_or_else(missing)?)
}

/// Leaves out what is disabled, and puts first what is preferred for these subtypes.
pub(crate) fn arrange(
    found: &mut Vec<Arc<TransformRegistration>>,
    input: Option<Guid>,
    output: Option<Guid>,
) {
    let (disabled, preferred) = {
        let lists = lists();
        let of = |index: usize, subtype: Option<Guid>| -> Option<Guid> {
            let lists = lists.get(index)?;
            let at = lists.preferred(&format!("{:?}", subtype?))?;
            lists.preferred.get(at).map(|(_, class)| *class)
        };
        let disabled: Vec<Guid> = [TRANSFORMS, TRANSFORMS_BY_OUTPUT]
            .into_iter()
            .filter_map(|index| lists.get(index))
            .flat_map(|lists| {
                lists
                    .disabled
                    .iter()
                    .map(|class| class_factory::own_class(*class))
            })
            .collect();
        let preferred = of(TRANSFORMS, input).or_else(|| of(TRANSFORMS_BY_OUTPUT, output));
        (disabled, preferred.map(class_factory::own_class))
    };
    found.retain(|transform| !disabled.contains(&transform.class));
    // Stable: the others keep their order.
    found.sort_by_key(|transform| Some(transform.class) != preferred);
}

/// What comes first among the handlers of sources.
pub(crate) struct Preferred;

impl Preferred {
    /// The class that comes first for a selector, unless it is disabled or our own, which comes anyhow.
    fn class(selector: &str) -> Option<Guid> {
        let lists = lists();
        let lists = lists.get(SOURCES)?;
        let at = lists.preferred(selector)?;
        let (_, class) = *lists.preferred.get(at)?;
        let is_other = class != class_factory::HANDLER && !lists.disabled.contains(&class);
        is_other.then_some(class)
    }
}

impl HandlerPreference for Preferred {
    fn scheme(&self, scheme: &str) -> Option<Arc<dyn SchemeHandler>> {
        let class = Self::class(&format!("{scheme}:"))?;
        Some(handlers::scheme_of_class(scheme, class))
    }

    fn content(&self, extension: Option<&str>, mime_type: Option<&str>) -> Vec<Arc<dyn ByteStreamHandler>> {
        let by_type = mime_type.and_then(Self::class);
        let by_extension = extension.and_then(|extension| Self::class(&format!(".{extension}")));
        let mut classes: Vec<Guid> = by_type.into_iter().chain(by_extension).collect();
        classes.dedup();
        classes.into_iter().map(handlers::content_of_class).collect()
    }

    fn has_built_in(&self) -> bool {
        let lists = lists();
        let sources = lists.get(SOURCES);
        sources.is_none_or(|lists| !lists.disabled.contains(&class_factory::HANDLER))
    }
}

/// The registered transforms, as these lists arrange them.
pub(crate) struct Arranged(pub(crate) Arc<Registry>);

impl TransformCatalog for Arranged {
    fn enumerate(
        &self,
        category: &Guid,
        input: Option<&MediaType>,
        output: Option<&MediaType>,
    ) -> Vec<Arc<TransformRegistration>> {
        let mut found = self.0.enumerate(category, input, output);
        arrange(
            &mut found,
            input.map(MediaType::subtype),
            output.map(MediaType::subtype),
        );
        found
    }

    fn by_class(&self, class: &Guid) -> openmf_core::Result<Arc<TransformRegistration>> {
        self.0.by_class(class)
    }
}

/// `MFGetPluginControl`.
pub(crate) fn create() -> IMFPluginControl2 {
    Control { _live: Live::new() }.into()
}

#[implement(IMFPluginControl2, IMFPluginControl)]
struct Control {
    _live: Live,
}

/// # Safety
/// `selector` is NULL or ends with a zero.
unsafe fn selector_of(selector: &PCWSTR) -> Result<String> {
    if selector.is_null() {
        return Err(missing());
    }
    // SAFETY: not NULL, so by the caller's promise.
    Ok(unsafe { read_string(selector.0) })
}

impl IMFPluginControl_Impl for Control_Impl {
    fn GetPreferredClsid(&self, plugins: u32, selector: &PCWSTR) -> Result<GUID> {
        // SAFETY: the interface's caller gives a string or NULL.
        let selector = unsafe { selector_of(selector) }?;
        with(plugins, |lists| {
            let at = lists.preferred(&selector);
            let found = at.and_then(|at| lists.preferred.get(at));
            let (_, class) = found.ok_or_else(|| code(codes::MF_E_NOT_FOUND))?;
            Ok(to_guid(*class))
        })
    }

    fn GetPreferredClsidByIndex(
        &self,
        plugins: u32,
        index: u32,
        selector: *mut PWSTR,
        class: *mut GUID,
    ) -> Result<()> {
        if selector.is_null() || class.is_null() {
            return Err(code(codes::E_POINTER));
        }
        let (name, found) = with(plugins, |lists| {
            let found = lists.preferred.get(index as usize);
            found.cloned().ok_or_else(|| code(NO_MORE_ITEMS))
        })?;
        let (name, _) = memory::allocate_string(&name)?;
        // SAFETY: not NULL, so writable by the method's contract.
        unsafe {
            selector.write(name);
            class.write(to_guid(found));
        }
        Ok(())
    }

    /// Without a class the selector is taken off the list.
    fn SetPreferredClsid(&self, plugins: u32, selector: &PCWSTR, class: *const GUID) -> Result<()> {
        // SAFETY: the interface's caller gives a string or NULL.
        let selector = unsafe { selector_of(selector) }?;
        let class = match class.is_null() {
            true => None,
            // SAFETY: not NULL, so a GUID by the method's contract.
            false => Some(unsafe { read_guid(class) }?),
        };
        with(plugins, |lists| {
            let known = lists.preferred(&selector);
            match (known, class) {
                (None, None) => {}
                (Some(at), None) => drop(lists.preferred.remove(at)),
                (Some(at), Some(class)) => {
                    if let Some((_, known)) = lists.preferred.get_mut(at) {
                        *known = class;
                    }
                }
                (None, Some(_)) if lists.preferred.len() >= MAX_ENTRIES => {
                    return Err(code(codes::E_OUTOFMEMORY));
                }
                (None, Some(class)) => lists.preferred.push((selector, class)),
            }
            Ok(())
        })
    }

    fn IsDisabled(&self, plugins: u32, class: *const GUID) -> Result<()> {
        // SAFETY: the interface's caller gives a GUID or NULL.
        let class = unsafe { read_guid(class) }?;
        with(plugins, |lists| match lists.disabled.contains(&class) {
            true => Ok(()),
            false => Err(code(codes::MF_E_NOT_FOUND)),
        })
    }

    fn GetDisabledByIndex(&self, plugins: u32, index: u32) -> Result<GUID> {
        with(plugins, |lists| {
            let found = lists.disabled.get(index as usize);
            found.copied().map(to_guid).ok_or_else(|| code(NO_MORE_ITEMS))
        })
    }

    fn SetDisabled(&self, plugins: u32, class: *const GUID, disabled: BOOL) -> Result<()> {
        // SAFETY: the interface's caller gives a GUID or NULL.
        let class = unsafe { read_guid(class) }?;
        with(plugins, |lists| {
            lists.disabled.retain(|known| *known != class);
            if disabled.as_bool() {
                if lists.disabled.len() >= MAX_ENTRIES {
                    return Err(code(codes::E_OUTOFMEMORY));
                }
                lists.disabled.push(class);
            }
            Ok(())
        })
    }
}

impl IMFPluginControl2_Impl for Control_Impl {
    /// All there is here is built in or the application's own, so that every policy comes to the same.
    fn SetPolicy(&self, policy: MF_PLUGIN_CONTROL_POLICY) -> Result<()> {
        if (0..=LAST_POLICY).contains(&policy) {
            return Ok(());
        }
        Err(missing())
    }
}
