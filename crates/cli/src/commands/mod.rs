pub(crate) mod inspect;
pub(crate) mod play;
pub(crate) mod replay;
