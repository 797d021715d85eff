//! Which transforms a topology for playback is completed with.
//!
//! Sources: `MF_TOPOLOGY_HARDWARE_MODE`, `MFT_ENUM_FLAG`, "Field of Use Restrictions", "Implementing a Codec MFT"
//! (Microsoft Learn).

use std::ops::Deref;
use std::sync::Arc;

use crate::{Attributes, Guid, Key, MediaType, Result, TransformCatalog, TransformRegistration, guids};

/// How a transform is registered (`MFT_ENUM_FLAG_*`). Default: in software, for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct TransformKind {
    /// `MFT_ENUM_FLAG_HARDWARE`: a device does its work.
    pub hardware: bool,
    /// `MFT_ENUM_FLAG_FIELDOFUSE`: the application has to unlock it.
    pub field_of_use: bool,
    /// `MFT_ENUM_FLAG_TRANSCODE_ONLY`: not for playback.
    pub transcode_only: bool,
    /// `MFT_ENUM_FLAG_LOCALMFT`: registered in this process.
    pub local: bool,
}

/// `MFTOPOLOGY_HARDWARE_MODE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum HardwareMode {
    /// Software alone.
    #[default]
    SoftwareOnly,
    /// Hardware before software.
    UseHardware,
    /// For pictures hardware alone: there is none for sound.
    UseOnlyHardware,
}

impl HardwareMode {
    /// What a topology says (`MF_TOPOLOGY_HARDWARE_MODE`).
    pub fn of(topology: &Attributes) -> Self {
        match topology.get_or(Key::<u32>::new(guids::MF_TOPOLOGY_HARDWARE_MODE), 0) {
            1 => Self::UseHardware,
            2 => Self::UseOnlyHardware,
            _ => Self::SoftwareOnly,
        }
    }

    fn allows(self, transform: &TransformRegistration) -> bool {
        match self {
            Self::SoftwareOnly => !transform.kind.hardware,
            Self::UseHardware => true,
            Self::UseOnlyHardware => {
                let pictures = [
                    guids::MFT_CATEGORY_VIDEO_DECODER,
                    guids::MFT_CATEGORY_VIDEO_PROCESSOR,
                ];
                transform.kind.hardware || !pictures.contains(&transform.category)
            }
        }
    }
}

/// The transforms of a catalog that a topology for playback is completed with: none that is for transcoding alone or has
/// to be unlocked, and of those that work in hardware what the mode says. One that is asked for by its class is given
/// whatever it is.
pub struct SuitedCatalog<C> {
    /// The transforms.
    pub all: C,
    /// What the topology says.
    pub mode: HardwareMode,
}

impl<C> TransformCatalog for SuitedCatalog<C>
where
    C: Deref + Send + Sync,
    C::Target: TransformCatalog,
{
    fn enumerate(
        &self,
        category: &Guid,
        input: Option<&MediaType>,
        output: Option<&MediaType>,
    ) -> Vec<Arc<TransformRegistration>> {
        let mut found = self.all.enumerate(category, input, output);
        found.retain(|transform| {
            let kind = transform.kind;
            !kind.transcode_only && !kind.field_of_use && self.mode.allows(transform)
        });
        // Stable: otherwise they keep their order.
        found.sort_by_key(|transform| !transform.kind.hardware);
        found
    }

    fn by_class(&self, class: &Guid) -> Result<Arc<TransformRegistration>> {
        self.all.by_class(class)
    }
}
