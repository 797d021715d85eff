//! The session machine: every rule of the Media Session, and nothing else.
