use crate::{Error, MediaEvent, Result, TimeSpan};

/// How much a component leaves out (`MF_QUALITY_DROP_MODE`). What a mode means is the component's; each leaves out more
/// than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum DropMode {
    /// `MF_DROP_MODE_NONE`: nothing.
    #[default]
    None,
    /// `MF_DROP_MODE_1`.
    Mode1,
    /// `MF_DROP_MODE_2`.
    Mode2,
    /// `MF_DROP_MODE_3`.
    Mode3,
    /// `MF_DROP_MODE_4`.
    Mode4,
    /// `MF_DROP_MODE_5`.
    Mode5,
}

impl DropMode {
    const ALL: [Self; 6] = [
        Self::None,
        Self::Mode1,
        Self::Mode2,
        Self::Mode3,
        Self::Mode4,
        Self::Mode5,
    ];

    /// The documented number, 0 to 5.
    pub const fn number(self) -> u32 {
        self as u32
    }

    /// The mode of a documented number.
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.get(number as usize).copied()
    }

    /// The mode that leaves out more, if there is one.
    pub fn next(self) -> Option<Self> {
        Self::from_number(self.number() + 1)
    }

    /// The mode that leaves out less, if there is one.
    pub fn previous(self) -> Option<Self> {
        Self::from_number(self.number().checked_sub(1)?)
    }
}

/// How much effort a component makes (`MF_QUALITY_LEVEL`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum QualityLevel {
    /// `MF_QUALITY_NORMAL`.
    #[default]
    Normal,
    /// `MF_QUALITY_NORMAL_MINUS_1`.
    Minus1,
    /// `MF_QUALITY_NORMAL_MINUS_2`.
    Minus2,
    /// `MF_QUALITY_NORMAL_MINUS_3`.
    Minus3,
    /// `MF_QUALITY_NORMAL_MINUS_4`.
    Minus4,
    /// `MF_QUALITY_NORMAL_MINUS_5`.
    Minus5,
}

/// What a quality manager tells a component so that it needs less time (`IMFQualityAdvise`).
///
/// A transform, a source or a stream sink hands it out; the calls come while the component works, from any thread.
pub trait QualityAdvise: Send + Sync {
    /// Sets how much is left out, from the next sample on.
    ///
    /// # Errors
    /// - [`Error::NoMoreDropModes`]: the component has no such mode; it stays as it is.
    fn set_drop_mode(&self, mode: DropMode) -> Result<()>;

    /// How much is left out.
    fn drop_mode(&self) -> DropMode;

    /// Sets how much effort is made. Default: there is but one level.
    ///
    /// # Errors
    /// - [`Error::NoMoreQualityLevels`]: the component has no such level; it stays as it is.
    fn set_quality_level(&self, level: QualityLevel) -> Result<()> {
        match level {
            QualityLevel::Normal => Ok(()),
            _ => Err(Error::NoMoreQualityLevels),
        }
    }

    /// How much effort is made.
    fn quality_level(&self) -> QualityLevel {
        QualityLevel::Normal
    }

    /// Leaves out everything of this much time from now on. Default: refused.
    ///
    /// # Errors
    /// - [`Error::DropTimeUnsupported`]: the component cannot do that.
    fn drop_time(&self, _amount: TimeSpan) -> Result<()> {
        Err(Error::DropTimeUnsupported)
    }

    /// Whether the component sees to its quality itself (`IMFQualityAdvise2`): it is told how late its samples are, and
    /// nobody changes its drop mode or its level. Default: no.
    fn adjusts_itself(&self) -> bool {
        false
    }

    /// Tells a component that [`adjusts_itself`](Self::adjusts_itself) what its sink says (`MEQualityNotify`). The answer
    /// is whether it can do more: with `false` (`MF_QUALITY_CANNOT_KEEP_UP`) it is told nothing until samples are in time
    /// again, and the source and the sink have to do with less. Default: refused.
    ///
    /// # Errors
    /// - [`Error::NotImplemented`]: it does not adjust itself.
    ///
    /// Source: `IMFQualityAdvise2::NotifyQualityEvent`, `MF_QUALITY_ADVISE_FLAGS`.
    fn notify_quality_event(&self, _event: &MediaEvent) -> Result<bool> {
        Err(Error::NotImplemented {
            what: "quality events of a component that does not adjust itself".into(),
        })
    }
}
