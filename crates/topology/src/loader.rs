use std::fmt;
use std::sync::Arc;

use openmf_core::{Error, HResult, TransformCatalog};

use crate::{Explanation, Topology};

/// Makes a full topology of a partial one (`IMFTopoLoader`).
pub trait TopologyLoader: Send + Sync {
    /// Creates the missing transforms and sets all media types.
    ///
    /// The result is a new topology with the same identifier; nodes of the partial one have their copies, with the same
    /// identifiers, in it. The partial topology is not modified, except that a failure leaves
    /// `MF_TOPONODE_ERRORCODE` and its companions on the node where it happened. Output nodes must hold stream sinks:
    /// the session binds them. `current` is the full topology in use, whose objects may be shared but not
    /// reconfigured.
    ///
    /// # Errors
    /// A [`LoadFailure`] whose error is
    /// - [`Error::Topology`]: the shape is wrong, or an output node is not bound.
    /// - [`Error::CodecNotFound`]: no decoder accepts a stream.
    /// - [`Error::CannotConnect`]: two nodes have no media type in common, and no converter joins them.
    ///
    /// Source: `IMFTopoLoader::Load`.
    fn load(&self, partial: &Topology, current: Option<&Topology>) -> Result<Resolved, Box<LoadFailure>>;

    /// The same loader over another catalog: that of a session, which has transforms of its own. Default: `None`, the
    /// loader finds its transforms by itself.
    fn with_catalog(&self, _catalog: Arc<dyn TransformCatalog>) -> Option<Arc<dyn TopologyLoader>> {
        None
    }
}

/// What a loader made.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The full topology.
    pub topology: Topology,
    /// How it came about.
    pub explanation: Explanation,
}

/// Why a loader failed.
#[derive(Clone, Debug)]
pub struct LoadFailure {
    /// What went wrong.
    pub error: Error,
    /// What was tried.
    pub explanation: Explanation,
}

impl LoadFailure {
    /// The code a COM caller sees.
    pub fn hresult(&self) -> HResult {
        self.error.hresult()
    }
}

impl fmt::Display for LoadFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.error, f)
    }
}

impl std::error::Error for LoadFailure {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

impl From<Box<LoadFailure>> for Error {
    fn from(failure: Box<LoadFailure>) -> Self {
        failure.error
    }
}

/// How a node may be connected to its upstream node (`MF_CONNECT_METHOD`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectMethod(pub u32);

impl ConnectMethod {
    /// `MF_CONNECT_DIRECT`: nothing may be inserted.
    pub const DIRECT: Self = Self(0);
    /// `MF_CONNECT_ALLOW_CONVERTER`: a converter may be inserted.
    pub const ALLOW_CONVERTER: Self = Self(1);
    /// `MF_CONNECT_ALLOW_DECODER`: a decoder and a converter may be inserted. The default.
    pub const ALLOW_DECODER: Self = Self(3);
    /// `MF_CONNECT_RESOLVE_INDEPENDENT_OUTPUTTYPES`: on a source node, everything is tried with one media type before
    /// the next type.
    pub const RESOLVE_INDEPENDENT_OUTPUT_TYPES: Self = Self(4);
    /// `MF_CONNECT_AS_OPTIONAL`: the node may be left out.
    pub const AS_OPTIONAL: Self = Self(0x1_0000);
    /// `MF_CONNECT_AS_OPTIONAL_BRANCH`: the node and everything behind it may be left out.
    pub const AS_OPTIONAL_BRANCH: Self = Self(0x2_0000);

    /// Whether all flags of `other` are set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets of flags.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
