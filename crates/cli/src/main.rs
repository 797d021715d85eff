//! The `openmf` program.
fn main() {}
