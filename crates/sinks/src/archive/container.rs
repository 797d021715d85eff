use openmf_core::{MediaType, Result, Sample, TimeSpan};

use crate::output_file::OutputFile;

/// A sample with its place in the file, in 100-nanosecond units from where the file begins.
#[derive(Clone, Copy)]
pub(crate) struct Packet<'a> {
    pub(crate) sample: &'a Sample,
    pub(crate) time: i64,
    pub(crate) decode: Option<i64>,
    pub(crate) duration: Option<i64>,
}

/// A file format of several streams.
pub(crate) trait Container: Send {
    /// Takes the type of a stream, which was found to be supported; refuses one that what was written cannot go on in.
    fn set_type(&mut self, track: usize, media_type: &MediaType) -> Result<()>;

    /// What comes next of a stream was presented from this time of the file on.
    fn begin(&mut self, track: usize, base: TimeSpan);

    /// Writes a sample, or keeps it for a while.
    fn write(&mut self, track: usize, packet: Packet<'_>, file: &mut OutputFile) -> Result<()>;

    /// A stream has come to its end, for now.
    fn ended(&mut self, track: usize, file: &mut OutputFile) -> Result<()>;

    /// Writes what is still missing.
    fn finish(&mut self, file: &mut OutputFile) -> Result<()>;
}
