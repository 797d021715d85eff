//! Topologies, their nodes, and the loader that completes them.
