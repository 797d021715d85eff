//! The presentation clock, its time sources and its rate, with time as an argument.
