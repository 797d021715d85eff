//! Work queues, timers, branch tasks, and the driver of the session machine.
