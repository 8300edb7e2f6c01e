//! Stub, replaced by the work under way.
