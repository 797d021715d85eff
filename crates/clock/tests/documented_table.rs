//! Every call of the presentation clock in every state: its result, what the listeners hear, and the state after it.
//!
//! Source: `IMFPresentationClock`, `IMFClock`, `IMFTimer`, `IMFShutdown` (Microsoft Learn).

use std::sync::{Arc, Mutex};

use openmf_clock::{Scheduler, SessionClock, SystemTimeSource};
use openmf_core::codes::{
    E_INVALIDARG, MF_E_CLOCK_NO_TIME_SOURCE, MF_E_CLOCK_NOT_SIMPLE, MF_E_CLOCK_STATE_ALREADY_SET,
    MF_E_INVALIDREQUEST, MF_E_NOT_INITIALIZED, MF_E_SHUTDOWN, S_OK,
};
use openmf_core::{
    ClockStart, ClockState, ClockStateSink, Error, HResult, HostClock, HostTime, PresentationClock,
    PresentationTime, PresentationTimeSource, Result, ShutdownStatus, TimeSpan, TimerKey, TimerTime,
};

type Work = Box<dyn FnOnce() + Send>;

/// Host time that moves when the test says so.
#[derive(Default)]
struct Manual(Mutex<ManualState>);

/// The time, the last key, and what waits.
type ManualState = (i64, u64, Vec<(i64, TimerKey, Work)>);

impl Manual {
    fn advance(&self, millis: i64) {
        let target = self.0.lock().unwrap().0 + millis * 10_000;
        loop {
            let work = {
                let mut inner = self.0.lock().unwrap();
                inner.2.sort_by_key(|(at, key, _)| (*at, *key));
                if inner.2.first().is_none_or(|(at, ..)| *at > target) {
                    inner.0 = target;
                    return;
                }
                let (at, _, work) = inner.2.remove(0);
                inner.0 = inner.0.max(at);
                work
            };
            work();
        }
    }
}

impl HostClock for Manual {
    fn now(&self) -> HostTime {
        HostTime::from_100ns(self.0.lock().unwrap().0)
    }
}

impl Scheduler for Manual {
    fn now(&self) -> HostTime {
        HostClock::now(self)
    }
    fn schedule(&self, at: HostTime, work: Work) -> TimerKey {
        let mut inner = self.0.lock().unwrap();
        inner.1 += 1;
        let key = TimerKey(inner.1);
        inner.2.push((at.as_100ns(), key, work));
        key
    }
    fn cancel(&self, key: TimerKey) {
        self.0.lock().unwrap().2.retain(|(_, known, _)| *known != key);
    }
}

/// What the listeners heard, in order.
type Heard = Arc<Mutex<Vec<String>>>;

struct Listener {
    name: &'static str,
    heard: Heard,
    refuses: bool,
}

impl Listener {
    fn hear(&self, what: String) -> Result<()> {
        self.heard.lock().unwrap().push(format!("{}:{what}", self.name));
        if self.refuses { Err(Error::Aborted) } else { Ok(()) }
    }
}

impl ClockStateSink for Listener {
    fn on_clock_start(&self, _: HostTime, start: ClockStart) -> Result<()> {
        self.hear(match start {
            ClockStart::Current => "start".to_owned(),
            ClockStart::At(time) => format!("start {}", time.as_100ns() / 10_000),
        })
    }
    fn on_clock_stop(&self, _: HostTime) -> Result<()> {
        self.hear("stop".to_owned())
    }
    fn on_clock_pause(&self, _: HostTime) -> Result<()> {
        self.hear("pause".to_owned())
    }
    fn on_clock_restart(&self, _: HostTime) -> Result<()> {
        self.hear("restart".to_owned())
    }
    fn on_clock_set_rate(&self, _: HostTime, rate: f32) -> Result<()> {
        self.hear(format!("rate {rate}"))
    }
}

/// A time source of the application's own: the system's time, and a journal of what it was told.
struct Source {
    listener: Listener,
    time: SystemTimeSource,
    frequency: Result<u64>,
}

impl ClockStateSink for Source {
    fn on_clock_start(&self, host: HostTime, start: ClockStart) -> Result<()> {
        self.listener.on_clock_start(host, start)?;
        self.time.on_clock_start(host, start)
    }
    fn on_clock_stop(&self, host: HostTime) -> Result<()> {
        self.listener.on_clock_stop(host)?;
        self.time.on_clock_stop(host)
    }
    fn on_clock_pause(&self, host: HostTime) -> Result<()> {
        self.listener.on_clock_pause(host)?;
        self.time.on_clock_pause(host)
    }
    fn on_clock_restart(&self, host: HostTime) -> Result<()> {
        self.listener.on_clock_restart(host)?;
        self.time.on_clock_restart(host)
    }
    fn on_clock_set_rate(&self, host: HostTime, rate: f32) -> Result<()> {
        self.listener.on_clock_set_rate(host, rate)?;
        self.time.on_clock_set_rate(host, rate)
    }
}

impl PresentationTimeSource for Source {
    fn correlated_time(&self) -> Result<(PresentationTime, HostTime)> {
        self.time.correlated_time()
    }
    fn frequency(&self) -> Result<u64> {
        self.frequency.clone()
    }
}

struct Rig {
    manual: Arc<Manual>,
    clock: Arc<SessionClock>,
    heard: Heard,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum In {
    NoSource,
    Stopped,
    /// At 100 ms.
    Running,
    /// At 100 ms.
    Paused,
    ShutDown,
}

impl Rig {
    fn new() -> Self {
        let manual = Arc::<Manual>::default();
        let clock = SessionClock::new(manual.clone());
        Self {
            manual,
            clock,
            heard: Heard::default(),
        }
    }

    fn source(&self, refuses: bool, frequency: Result<u64>) -> Arc<Source> {
        Arc::new(Source {
            listener: self.listener("source", refuses),
            time: SystemTimeSource::new(self.manual.clone()),
            frequency,
        })
    }

    fn listener(&self, name: &'static str, refuses: bool) -> Listener {
        let heard = Arc::clone(&self.heard);
        Listener { name, heard, refuses }
    }

    fn within(state: In) -> Self {
        let rig = Self::new();
        rig.clock
            .add_state_sink(Arc::new(rig.listener("a", false)))
            .unwrap();
        rig.clock
            .add_state_sink(Arc::new(rig.listener("b", true)))
            .unwrap();
        if state != In::NoSource {
            rig.clock
                .set_time_source(rig.source(false, Ok(10_000_000)))
                .unwrap();
        }
        if let In::Running | In::Paused = state {
            rig.clock.start(ClockStart::At(at(60))).unwrap();
            rig.manual.advance(40);
        }
        if state == In::Paused {
            rig.clock.pause().unwrap();
            rig.manual.advance(500);
        }
        if state == In::ShutDown {
            rig.clock.shutdown().unwrap();
        }
        rig.heard.lock().unwrap().clear();
        rig
    }

    fn take_heard(&self) -> Vec<String> {
        std::mem::take(&mut self.heard.lock().unwrap())
    }
}

const fn at(millis: i64) -> PresentationTime {
    PresentationTime::from_100ns(millis * 10_000)
}

fn code<T>(result: Result<T>) -> HResult {
    result.err().map_or(S_OK, |error| error.hresult())
}

#[derive(Clone, Copy, Debug)]
enum Call {
    StartAt,
    StartCurrent,
    Pause,
    Stop,
    Rate,
    SetTimeSource,
    AddSink,
}

impl Call {
    fn make(self, rig: &Rig) -> HResult {
        let clock = &rig.clock;
        match self {
            Self::StartAt => code(clock.start(ClockStart::At(at(300)))),
            Self::StartCurrent => code(clock.start(ClockStart::Current)),
            Self::Pause => code(clock.pause()),
            Self::Stop => code(clock.stop()),
            Self::Rate => code(clock.set_rate(2.0)),
            Self::SetTimeSource => code(clock.set_time_source(rig.source(false, Ok(10_000_000)))),
            Self::AddSink => code(clock.add_state_sink(Arc::new(rig.listener("c", false)))),
        }
    }
}

/// What the listeners hear of a change: the time source first, then the sinks in the order of their registration.
fn all(what: &str) -> Vec<String> {
    ["source", "a", "b"].map(|name| format!("{name}:{what}")).to_vec()
}

/// A stop reaches the sinks first, so that a time source that hangs keeps none of them running.
fn all_stop() -> Vec<String> {
    ["a:stop", "b:stop", "source:stop"].map(str::to_owned).to_vec()
}

#[test]
fn every_call_in_every_state() {
    use Call::*;
    use ClockState as S;
    use In::*;
    let no_source = MF_E_CLOCK_NO_TIME_SOURCE;
    // The state, the call, its result, who hears of it, the state after it, and the time 10 ms later.
    type Row = (In, Call, HResult, Vec<String>, ClockState, i64);
    let table: &[Row] = &[
        (NoSource, StartAt, no_source, vec![], S::Invalid, -1),
        (NoSource, StartCurrent, no_source, vec![], S::Invalid, -1),
        (NoSource, Pause, no_source, vec![], S::Invalid, -1),
        (NoSource, Stop, no_source, vec![], S::Invalid, -1),
        (NoSource, Rate, no_source, vec![], S::Invalid, -1),
        (NoSource, SetTimeSource, S_OK, vec![], S::Stopped, 0),
        (NoSource, AddSink, S_OK, vec![], S::Invalid, -1),
        (Stopped, StartAt, S_OK, all("start 300"), S::Running, 310),
        (Stopped, StartCurrent, S_OK, all("start"), S::Running, 10),
        (Stopped, Pause, MF_E_INVALIDREQUEST, vec![], S::Stopped, 0),
        (Stopped, Stop, MF_E_CLOCK_STATE_ALREADY_SET, vec![], S::Stopped, 0),
        (Stopped, Rate, S_OK, all("rate 2"), S::Stopped, 0),
        (Stopped, SetTimeSource, S_OK, vec![], S::Stopped, 0),
        (Stopped, AddSink, S_OK, vec![], S::Stopped, 0),
        (Running, StartAt, S_OK, all("start 300"), S::Running, 310),
        (Running, StartCurrent, S_OK, all("start"), S::Running, 110),
        (Running, Pause, S_OK, all("pause"), S::Paused, 100),
        (Running, Stop, S_OK, all_stop(), S::Stopped, 0),
        (Running, Rate, S_OK, all("rate 2"), S::Running, 120),
        (
            Running,
            SetTimeSource,
            MF_E_INVALIDREQUEST,
            vec![],
            S::Running,
            110,
        ),
        // Nothing is replayed to a sink that comes late.
        (Running, AddSink, S_OK, vec![], S::Running, 110),
        (Paused, StartAt, S_OK, all("start 300"), S::Running, 310),
        (Paused, StartCurrent, S_OK, all("restart"), S::Running, 110),
        (
            Paused,
            Pause,
            MF_E_CLOCK_STATE_ALREADY_SET,
            vec![],
            S::Paused,
            100,
        ),
        (Paused, Stop, S_OK, all_stop(), S::Stopped, 0),
        (Paused, Rate, S_OK, all("rate 2"), S::Paused, 100),
        (Paused, SetTimeSource, MF_E_INVALIDREQUEST, vec![], S::Paused, 100),
        (Paused, AddSink, S_OK, vec![], S::Paused, 100),
        (ShutDown, StartAt, MF_E_SHUTDOWN, vec![], S::Invalid, -2),
        (ShutDown, StartCurrent, MF_E_SHUTDOWN, vec![], S::Invalid, -2),
        (ShutDown, Pause, MF_E_SHUTDOWN, vec![], S::Invalid, -2),
        (ShutDown, Stop, MF_E_SHUTDOWN, vec![], S::Invalid, -2),
        (ShutDown, Rate, MF_E_SHUTDOWN, vec![], S::Invalid, -2),
        (ShutDown, SetTimeSource, MF_E_SHUTDOWN, vec![], S::Invalid, -2),
        (ShutDown, AddSink, MF_E_SHUTDOWN, vec![], S::Invalid, -2),
    ];
    for (state, call, result, heard, after, millis) in table {
        let rig = Rig::within(*state);
        assert_eq!(call.make(&rig), *result, "{state:?} + {call:?}");
        assert_eq!(rig.take_heard(), *heard, "{state:?} + {call:?}");
        assert_eq!(rig.clock.state(), *after, "{state:?} + {call:?}");
        rig.manual.advance(10);
        match (millis, rig.clock.correlated_time()) {
            (-1, time) => assert_eq!(code(time), MF_E_CLOCK_NO_TIME_SOURCE),
            (-2, time) => assert_eq!(code(time), MF_E_SHUTDOWN),
            (millis, Ok((time, host))) => {
                assert_eq!(time, at(*millis), "{state:?} + {call:?}");
                assert_eq!(host, HostClock::now(&*rig.manual));
                assert_eq!(rig.clock.time().unwrap(), time);
            }
            (_, Err(error)) => panic!("{state:?} + {call:?}: {error}"),
        }
        assert_eq!(rig.clock.continuity_key(), 0);
        let status = match state {
            ShutDown => Ok(ShutdownStatus::Completed),
            _ => Err(Error::invalid_request("")),
        };
        assert_eq!(rig.clock.shutdown_status(), status);
    }
}

#[test]
fn a_time_source_must_count_in_100_ns_and_be_ready() {
    let table = [
        (Ok(10_000_000), S_OK, ClockState::Stopped),
        (Ok(48_000), MF_E_CLOCK_NOT_SIMPLE, ClockState::Invalid),
        (
            Err(Error::NotInitialized { what: "the device" }),
            MF_E_NOT_INITIALIZED,
            ClockState::Invalid,
        ),
    ];
    for (frequency, result, state) in table {
        let rig = Rig::new();
        let source = rig.source(false, frequency.clone());
        assert_eq!(code(rig.clock.set_time_source(source)), result, "{frequency:?}");
        assert_eq!(rig.clock.state(), state, "{frequency:?}");
    }
    // The former one stays.
    let rig = Rig::within(In::Running);
    let join = rig.clock.join(Some(rig.source(false, Ok(1_000))), || {});
    assert_eq!(code(join), MF_E_CLOCK_NOT_SIMPLE);
    rig.manual.advance(10);
    assert_eq!(rig.clock.time().unwrap(), at(110));
    assert_eq!(rig.take_heard(), Vec::<String>::new());
}

#[test]
fn a_time_source_vetoes_what_it_refuses_and_no_sink_hears_of_it() {
    for call in [Call::StartAt, Call::StartCurrent, Call::Rate] {
        let rig = Rig::new();
        rig.clock
            .add_state_sink(Arc::new(rig.listener("a", false)))
            .unwrap();
        rig.clock
            .set_time_source(rig.source(true, Ok(10_000_000)))
            .unwrap();
        assert_eq!(call.make(&rig), Error::Aborted.hresult(), "{call:?}");
        assert_eq!(rig.take_heard().len(), 1, "{call:?}: the source alone");
        assert_eq!(rig.clock.state(), ClockState::Stopped);
        assert_eq!(rig.clock.rate(), 1.0);
    }
}

#[test]
fn state_sinks_are_told_once_each_in_order_until_they_leave() {
    let rig = Rig::within(In::Stopped);
    let (c, d): (Arc<dyn ClockStateSink>, Arc<dyn ClockStateSink>) = (
        Arc::new(rig.listener("c", false)),
        Arc::new(rig.listener("d", false)),
    );
    rig.clock.add_state_sink(c.clone()).unwrap();
    assert_eq!(code(rig.clock.add_state_sink(c.clone())), E_INVALIDARG);
    assert_eq!(code(rig.clock.remove_state_sink(&d)), E_INVALIDARG);
    rig.clock.start(ClockStart::At(at(5))).unwrap();
    assert_eq!(
        rig.take_heard(),
        ["source:start 5", "a:start 5", "b:start 5", "c:start 5"]
    );
    rig.clock.add_state_sink(d.clone()).unwrap();
    rig.clock.remove_state_sink(&c).unwrap();
    rig.clock.pause().unwrap();
    assert_eq!(
        rig.take_heard(),
        ["source:pause", "a:pause", "b:pause", "d:pause"]
    );
    // A time source that registers itself too is told once.
    let source = rig.source(false, Ok(10_000_000));
    rig.clock.stop().unwrap();
    rig.clock.add_state_sink(source.clone()).unwrap();
    rig.clock.set_time_source(source).unwrap();
    rig.take_heard();
    rig.clock.start(ClockStart::Current).unwrap();
    assert_eq!(
        rig.take_heard(),
        ["source:start", "a:start", "b:start", "d:start"]
    );
    rig.clock.shutdown().unwrap();
    assert_eq!(code(rig.clock.remove_state_sink(&d)), MF_E_SHUTDOWN);
    assert_eq!(code(rig.clock.shutdown()), MF_E_SHUTDOWN);
}

#[test]
fn a_time_source_may_change_between_two_runs() {
    let rig = Rig::within(In::Running);
    rig.clock.stop().unwrap();
    rig.clock
        .set_time_source(rig.source(false, Ok(10_000_000)))
        .unwrap();
    rig.clock.start(ClockStart::At(at(7))).unwrap();
    rig.manual.advance(3);
    assert_eq!(rig.clock.time().unwrap(), at(10));
}

#[test]
fn timers_follow_the_documented_table() {
    use TimerTime::{After, At};
    let span = TimeSpan::from_millis;
    // State, timer, what SetTimer returns (None: MF_S_CLOCK_STOPPED), after how much host time it fires in that state,
    // and after how much if the clock is started at 300 ms at once.
    type Row = (In, TimerTime, bool, Option<i64>, Option<i64>);
    let table: &[Row] = &[
        (In::Stopped, At(at(350)), true, None, Some(50)),
        (In::Stopped, After(span(320)), true, None, Some(20)),
        // Its time has passed when the clock starts.
        (In::Stopped, At(at(200)), true, None, Some(0)),
        (In::Running, At(at(350)), false, Some(250), Some(50)),
        (In::Running, After(span(250)), false, Some(250), Some(50)),
        (In::Running, At(at(20)), false, Some(0), Some(0)),
        (In::Running, After(span(0)), false, Some(0), Some(0)),
        (In::Paused, At(at(350)), false, None, Some(50)),
        (In::Paused, After(span(250)), false, None, Some(50)),
    ];
    for (state, timer, stopped, as_it_is, started) in table {
        for (start, fires) in [(false, as_it_is), (true, started)] {
            let rig = Rig::within(*state);
            let heard = Arc::clone(&rig.heard);
            let callback = move || heard.lock().unwrap().push("fired".to_owned());
            let set = rig.clock.start_timer(*timer, Box::new(callback)).unwrap();
            assert_eq!(set.clock_stopped, *stopped, "{state:?} {timer:?}");
            assert_eq!(rig.take_heard(), Vec::<String>::new(), "never inside the call");
            if start {
                rig.clock.start(ClockStart::At(at(300))).unwrap();
                rig.take_heard();
            }
            let Some(fires) = fires else {
                rig.manual.advance(10_000);
                assert_eq!(rig.take_heard(), Vec::<String>::new(), "{state:?} {timer:?}");
                continue;
            };
            if *fires > 0 {
                rig.manual.advance(fires - 1);
                assert_eq!(
                    rig.take_heard(),
                    Vec::<String>::new(),
                    "{state:?} {timer:?} {start}"
                );
            }
            rig.manual.advance((*fires).min(1));
            assert_eq!(rig.take_heard(), ["fired"], "{state:?} {timer:?} {start}");
            rig.manual.advance(10_000);
            assert_eq!(rig.take_heard(), Vec::<String>::new(), "once");
        }
    }
}

#[test]
fn a_timer_is_cancelled_dropped_by_shutdown_and_refused_without_a_time() {
    for state in [In::Stopped, In::Running, In::Paused] {
        let rig = Rig::within(state);
        let owned = Arc::new(());
        let held = Arc::clone(&owned);
        let set = rig
            .clock
            .start_timer(TimerTime::At(at(400)), Box::new(move || drop(held)))
            .unwrap();
        let other = Arc::clone(&owned);
        rig.clock
            .start_timer(TimerTime::At(at(500)), Box::new(move || panic!("{other:?}")))
            .unwrap();
        assert_eq!(Arc::strong_count(&owned), 3);
        rig.clock.cancel_timer(set.key);
        rig.clock.cancel_timer(set.key);
        assert_eq!(
            Arc::strong_count(&owned),
            2,
            "what a cancelled timer holds is freed"
        );
        rig.clock.shutdown().unwrap();
        assert_eq!(Arc::strong_count(&owned), 1);
        rig.manual.advance(10_000);
        let late = rig
            .clock
            .start_timer(TimerTime::After(TimeSpan::ZERO), Box::new(|| panic!("shut down")));
        assert_eq!(code(late), MF_E_SHUTDOWN);
    }
    let rig = Rig::within(In::NoSource);
    let early = rig
        .clock
        .start_timer(TimerTime::After(TimeSpan::ZERO), Box::new(|| panic!("no time")));
    assert_eq!(code(early), MF_E_CLOCK_NO_TIME_SOURCE);
}
