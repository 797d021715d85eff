//! A safe face on the rav1d AV1 decoder.
