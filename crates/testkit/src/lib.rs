//! Manual clocks, scripted sources and recording sinks for tests.
