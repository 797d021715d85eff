//! The vocabulary of openmf: identifiers, errors, time, attributes, media types, samples, events, and the component traits.
