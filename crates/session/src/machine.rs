use openmf_core::{Error, HostTime, Result, TimeSpan};

use crate::{Actions, Capabilities, Command, Input, TopologyKey};

/// How long the session waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    /// How long components have, together, to stop or pause. Default 400 ms. What has not answered then is cut off.
    pub component_timeout: TimeSpan,
    /// How long a loader, an activation, a source's start or a preroll has. Default 10 s.
    pub start_timeout: TimeSpan,
    /// How long a sink has to finalize while the session closes. Default 10 s.
    pub finalize_timeout: TimeSpan,
    /// How long operations that `Stop` was called behind may still run before they are cut short. Default 100 ms.
    /// `Stop` takes at most this and `component_timeout`. A longer one lets more of them succeed.
    pub overtake_grace: TimeSpan,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            component_timeout: TimeSpan::from_millis(400),
            start_timeout: TimeSpan::from_millis(10_000),
            finalize_timeout: TimeSpan::from_millis(10_000),
            overtake_grace: TimeSpan::from_millis(100),
        }
    }
}

/// The state of a session, as the documentation speaks of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SessionState {
    /// There is no current topology.
    New,
    /// There is a current topology; the clock is stopped.
    Stopped,
    /// The clock runs.
    Started,
    /// The clock is frozen.
    Paused,
    /// `Close` was called.
    Closed,
    /// `Shutdown` was called.
    Shutdown,
}

/// Which topology `GetFullTopology` is to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TopologyQuery {
    /// `MFSESSION_GETFULLTOPOLOGY_CURRENT`.
    Current,
    /// The one with this identifier, current or queued.
    Id(u64),
}

/// The session.
#[derive(Debug)]
pub struct Session {
    _config: Config,
    shut_down: bool,
}

impl Session {
    /// A session without a topology.
    pub fn new(config: Config) -> Self {
        Self {
            _config: config,
            shut_down: false,
        }
    }

    /// Advances the session by one input at host time `now`. The actions are performed in order.
    pub fn handle(&mut self, _now: HostTime, _input: Input) -> Actions {
        Actions::default()
    }

    /// When the session wants an [`Input::Wake`], if it waits for anything.
    pub fn next_deadline(&self) -> Option<HostTime> {
        None
    }

    /// Whether a command is accepted. What is accepted returns `S_OK` and completes by its event.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    /// - [`Error::InvalidArgument`]: `SetTopology` with no topology, and not to clear the current one.
    pub fn check(&self, _command: &Command) -> Result<()> {
        self.check_open()
    }

    /// Whether the methods that only read (`GetClock`), or `Shutdown`, are accepted.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn check_open(&self) -> Result<()> {
        if self.shut_down {
            Err(Error::Shutdown)
        } else {
            Ok(())
        }
    }

    /// The state between operations; while one runs, the state before it.
    pub fn state(&self) -> SessionState {
        SessionState::New
    }

    /// What the present topology allows (`IMFMediaSession::GetSessionCapabilities`).
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn capabilities(&self) -> Result<Capabilities> {
        self.check_open()?;
        Ok(Capabilities::default())
    }

    /// The topology that `IMFMediaSession::GetFullTopology` gives.
    ///
    /// # Errors
    /// - [`Error::InvalidRequest`]: there is no current topology.
    /// - [`Error::NotFound`]: no current or queued topology has this identifier.
    /// - [`Error::Shutdown`]: the session was shut down.
    pub fn full_topology(&self, _query: TopologyQuery) -> Result<TopologyKey> {
        self.check_open()?;
        Err(Error::invalid_request("there is no current topology"))
    }
}
