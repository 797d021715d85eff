use std::sync::{Arc, PoisonError, RwLock};

use openmf_core::{Error, Guid, MediaType, Result, TransformCatalog, TransformRegistration};

/// The transforms that are registered with one session alone (`IMFLocalMFTRegistration`), in front of those that all
/// have. What `MF_LOCAL_MFT_REGISTRATION_SERVICE` answers with.
pub struct LocalTransforms {
    local: RwLock<Vec<Arc<TransformRegistration>>>,
    common: Arc<dyn TransformCatalog>,
}

impl LocalTransforms {
    pub(crate) fn new(common: Arc<dyn TransformCatalog>) -> Self {
        Self {
            local: RwLock::default(),
            common,
        }
    }

    /// Registers transforms for this session (`RegisterMFTs`). A topology that is set from now on may get them. The one
    /// registered last is tried first among those of its merit, and before all that are not the session's own.
    pub fn register(&self, transforms: impl IntoIterator<Item = TransformRegistration>) {
        let mut local = self.local.write().unwrap_or_else(PoisonError::into_inner);
        for transform in transforms {
            local.insert(0, Arc::new(transform));
        }
        local.sort_by_key(|transform| std::cmp::Reverse(transform.merit));
    }

    fn local(&self) -> Vec<Arc<TransformRegistration>> {
        self.local.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl TransformCatalog for LocalTransforms {
    fn enumerate(
        &self,
        category: &Guid,
        input: Option<&MediaType>,
        output: Option<&MediaType>,
    ) -> Vec<Arc<TransformRegistration>> {
        let fits = |transform: &Arc<TransformRegistration>| {
            transform.category == *category
                && input.is_none_or(|media_type| transform.takes(media_type))
                && output.is_none_or(|media_type| transform.makes(media_type))
        };
        let mut found = self.local();
        found.retain(fits);
        found.extend(self.common.enumerate(category, input, output));
        found
    }

    fn by_class(&self, class: &Guid) -> Result<Arc<TransformRegistration>, Error> {
        let local = self
            .local()
            .into_iter()
            .find(|transform| transform.class == *class);
        local.map_or_else(|| self.common.by_class(class), Ok)
    }
}
