//! Runs a model: bounded search, random schedules, loom, replay.
