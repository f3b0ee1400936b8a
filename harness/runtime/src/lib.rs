//! What the façade and the exploration share: engine switch, simulated threads, virtual time, tracing.
