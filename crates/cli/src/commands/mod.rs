pub(crate) mod inspect;
pub(crate) mod play;
