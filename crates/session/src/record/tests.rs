use openmf_core::{
    Error, EventType, Guid, HResult, HostTime, MediaTime, PresentationTime, RateBounds, StartPosition,
    TimeSpan, UserObject, Variant, codes,
};

use super::*;
use crate::{
    BranchId, BranchInput, BranchRun, BranchShape, Capabilities, Command, Component, EventAttribute,
    EventKey, EventValue, Generation, Note, OpId, PresentationShape, Rate, SeekMode, Session, SessionEvent,
    SetTopologyFlags, SinkId, SinkShape, SourceId, SourceShape, StreamSinkId, TopologyKey, TopologyStatus,
};

fn shape() -> PresentationShape {
    PresentationShape {
        topology_id: 7,
        sources: vec![SourceShape {
            id: SourceId(1),
            name: "a \"b\"\\\n\u{1b}[2Jé.mkv".into(),
            can_seek: true,
            can_pause: false,
            is_live: true,
            is_local: false,
            duration: Some(TimeSpan::from_100ns(123_456_789)),
            rates: Some(RateBounds::ALL),
        }],
        branches: vec![BranchShape {
            id: BranchId(5),
            name: String::new(),
            source: SourceId(1),
            stream_sink: StreamSinkId(3),
            media_start: MediaTime::from_100ns(1),
            media_stop: Some(MediaTime::MAX),
            transform_rates: vec![None, Some(RateBounds::NORMAL), Some(RateBounds::PLAIN_TRANSFORM)],
            joined: vec![BranchInput {
                source: SourceId(2),
                media_start: MediaTime::from_100ns(i64::MIN),
                media_stop: None,
            }],
        }],
        sinks: vec![SinkShape {
            id: SinkId(2),
            name: "sink".into(),
            stream_sinks: vec![StreamSinkId(3), StreamSinkId(4)],
            rateless: true,
            rates: None,
            can_preroll: true,
            finalizable: true,
            shutdown_on_remove: true,
        }],
        start_on_switch: TimeSpan::from_100ns(-5),
        playlist_sources: vec![SourceId(1)],
        project: Some((PresentationTime::ZERO, PresentationTime::from_100ns(9))),
    }
}

fn commands() -> Vec<Command> {
    let mut commands = vec![
        Command::SetTopology {
            flags: SetTopologyFlags::from_bits(0),
            topology: None,
            topology_id: 0,
        },
        Command::SetTopology {
            flags: SetTopologyFlags::from_bits(7),
            topology: Some(TopologyKey(u64::MAX)),
            topology_id: u64::MAX,
        },
        Command::ClearTopologies,
        Command::Pause,
        Command::Stop,
        Command::StepBack,
        Command::Close,
    ];
    let positions = [
        StartPosition::Current,
        StartPosition::At(MediaTime::from_100ns(-1)),
        StartPosition::segment_offset(3, TimeSpan::from_millis(5)),
    ];
    let variants = [
        Variant::Empty,
        Variant::Bool(true),
        Variant::Bool(false),
        Variant::I32(-1),
        Variant::U32(1),
        Variant::I64(i64::MIN),
        Variant::U64(u64::MAX),
        Variant::F32(0.1),
        Variant::F64(-1.0e300),
        Variant::Guid(Guid::default()),
        Variant::String("a b".into()),
        Variant::Blob(Vec::new()),
        Variant::Object(UserObject::new(1)),
    ];
    let others = variants.into_iter().map(|value| StartPosition::Other {
        format: openmf_core::guids::MF_TIME_FORMAT_SEGMENT_OFFSET,
        value,
    });
    for position in positions.into_iter().chain(others) {
        commands.push(Command::Start {
            position,
            mode: SeekMode::KeyFrame,
        });
    }
    for (thin, rate) in [
        (false, 1.0),
        (true, -0.25),
        (false, f32::MIN_POSITIVE),
        (true, f32::MAX),
    ] {
        commands.push(Command::SetRate {
            rate: Rate { thin, rate },
        });
    }
    commands
}

fn inputs() -> Vec<Input> {
    let source = SourceId(1);
    let stream_sink = StreamSinkId(u32::MAX);
    let (generation, topology) = (Generation(u64::MAX), TopologyKey(2));
    let branch = BranchId(5);
    let failed = || {
        Err(Error::Unexpected {
            what: "it \"broke\"".into(),
        })
    };
    let mut inputs: Vec<Input> = commands()
        .into_iter()
        .map(|command| Input::Command { op: OpId(9), command })
        .collect();
    for result in [Ok(()), failed(), Err(Error::Shutdown), Err(HResult(-5).into())] {
        inputs.extend([
            Input::PresentationActivated {
                topology,
                result: result.clone(),
            },
            Input::SourceStarted {
                source,
                result: result.clone(),
            },
            Input::SourcePaused {
                source,
                result: result.clone(),
            },
            Input::SourceStopped {
                source,
                result: result.clone(),
            },
            Input::SourceRateChanged {
                source,
                result: result.clone(),
            },
            Input::SinkStarted {
                stream_sink,
                result: result.clone(),
            },
            Input::SinkPaused {
                stream_sink,
                result: result.clone(),
            },
            Input::SinkStopped {
                stream_sink,
                result: result.clone(),
            },
            Input::SinkPrerolled {
                stream_sink,
                preroll: Generation(2),
                result: result.clone(),
            },
            Input::SinkRateChanged {
                stream_sink,
                result: result.clone(),
            },
            Input::SinkScrubbed {
                stream_sink,
                time: Some(PresentationTime::from_100ns(400_000)),
                result: result.clone(),
            },
            Input::ClockChanged {
                result: result.clone(),
            },
            Input::SinkFinalized {
                sink: SinkId(3),
                result,
            },
        ]);
    }
    for (is_fake, actual_start) in [(true, None), (false, Some(MediaTime::ZERO))] {
        inputs.push(Input::SourceStartReported {
            source,
            actual_start,
            is_fake,
        });
    }
    for end in [None, Some(PresentationTime::from_100ns(7))] {
        inputs.extend([
            Input::BranchDrained {
                branch,
                generation,
                end,
            },
            Input::BranchEnded {
                branch,
                generation,
                end,
            },
        ]);
    }
    inputs.extend([
        Input::Shutdown,
        Input::Wake,
        Input::TopologyResolved {
            op: OpId(1),
            topology,
            result: Ok(shape()),
        },
        Input::TopologyResolved {
            op: OpId(1),
            topology,
            result: Ok(PresentationShape::default()),
        },
        Input::TopologyResolved {
            op: OpId(1),
            topology,
            result: Err(Error::NoStreamsSelected),
        },
        Input::KeyFrameFound {
            source,
            result: Ok(MediaTime::from_100ns(10_000_001)),
        },
        Input::KeyFrameFound {
            source,
            result: Err(Error::Aborted),
        },
        Input::BranchFlushed { branch, generation },
        Input::SinkScrubbed {
            stream_sink,
            time: None,
            result: Ok(()),
        },
        Input::SourceEnded { source, generation },
        Input::SourceSegmentEnded { source, generation },
        Input::MediaStopChanged {
            branch,
            input: 1,
            stop: MediaTime::ZERO,
        },
        Input::TopologyChanged { topology },
        Input::BranchFailed {
            branch,
            generation,
            error: Error::Aborted,
        },
        Input::SourceFailed {
            source,
            error: Error::Shutdown,
        },
        Input::SinkInvalidated {
            sink: SinkId(1),
            error: Error::Aborted,
        },
        Input::SourceCharacteristicsChanged {
            source,
            can_seek: true,
            can_pause: false,
            rates: Some(RateBounds::ALL),
        },
        Input::SourceBuffering {
            source,
            buffering: true,
            event: EventKey(1),
        },
        Input::SourceBuffering {
            source,
            buffering: false,
            event: EventKey(2),
        },
        Input::ForwardedEvent { event: EventKey(3) },
    ]);
    inputs
}

/// The entry of an input that has no answer.
fn read(text: &str) -> Entry {
    let log = format!("{}{text}= new\n", header(&Config::default(), "a test"));
    let mut reader = Reader::new(log.as_bytes()).unwrap();
    let entry = reader.next_entry().unwrap().unwrap();
    assert!(reader.next_entry().unwrap().is_none());
    entry
}

#[test]
fn every_input_is_read_as_it_was_written() {
    let mut seen: Vec<String> = Vec::new();
    for (index, given) in inputs().into_iter().enumerate() {
        let now = HostTime::from_100ns(index as i64 * 3_333_333);
        let text = input(now, &given);
        assert_eq!(text.matches('\n').count(), 1, "{text}");
        let entry = read(&text);
        assert_eq!(entry.now, now);
        let (mut given, mut back) = (format!("{given:?}"), format!("{:?}", entry.input));
        // Of errors the code is read back, and that something is gone.
        let errors = ["Unexpected", "Aborted", "NoStreamsSelected", "Code"];
        if errors.iter().any(|error| given.contains(error)) {
            let shorten = |text: &str| {
                let at = errors.iter().filter_map(|error| text.find(error)).min();
                text.split_at(at.unwrap_or(text.len())).0.to_owned()
            };
            (given, back) = (shorten(&given), shorten(&back));
            let said = text.split(" message=").next().unwrap_or_default();
            let again = input(now, &entry.input);
            assert!(again.starts_with(said.trim_end()), "{text}{again}");
        } else if !given.contains("Object") {
            assert_eq!(input(now, &entry.input), text);
        }
        if !given.contains("Object") {
            assert_eq!(back, given, "{text}");
        }
        seen.extend(entry.text.split(' ').next().map(str::to_owned));
        if let Input::Command { .. } = entry.input {
            let command = entry.text.split("command=").nth(1).unwrap_or_default();
            seen.extend(command.split('(').next().map(|name| format!("command {name}")));
        }
    }
    let of_commands = Command::NAMES.iter().map(|name| format!("command {name}"));
    for name in Input::NAMES
        .iter()
        .map(|name| (*name).to_owned())
        .chain(of_commands)
    {
        assert!(seen.contains(&name), "no input of this test is a `{name}`");
    }
}

#[test]
fn an_object_of_the_application_stands_for_itself() {
    let given = Input::Command {
        op: OpId(1),
        command: Command::Start {
            position: StartPosition::Other {
                format: Guid::default(),
                value: Variant::Object(UserObject::new("mine")),
            },
            mode: SeekMode::Exact,
        },
    };
    let text = input(HostTime::ZERO, &given);
    assert_eq!(input(HostTime::ZERO, &read(&text).input), text);
}

#[test]
fn errors_keep_their_codes() {
    let text = input(
        HostTime::ZERO,
        &Input::SourceFailed {
            source: SourceId(4),
            error: Error::NotFound { what: "x".into() },
        },
    );
    assert_eq!(
        text,
        "@0.0000000 source-failed source=4 error=error(code=MF_E_NOT_FOUND:0xC00D36D5 message=\"not found: x\")\n"
    );
    let Input::SourceFailed { error, .. } = read(&text).input else {
        panic!("{text}");
    };
    assert_eq!(error.hresult(), codes::MF_E_NOT_FOUND);
    // A component that only says so is still there.
    for (error, is_gone) in [(Error::Shutdown, true), (codes::MF_E_SHUTDOWN.into(), false)] {
        let text = input(
            HostTime::ZERO,
            &Input::SourceFailed {
                source: SourceId(4),
                error,
            },
        );
        let Input::SourceFailed { error, .. } = read(&text).input else {
            panic!("{text}");
        };
        assert_eq!(matches!(error, Error::Shutdown), is_gone, "{text}");
    }
}

#[test]
fn actions_and_events_have_their_words() {
    let event = SessionEvent::new(EventType::SessionStarted)
        .with_value(EventValue::FullTopology(TopologyKey(1)))
        .with(EventAttribute::StartPresentationTime(PresentationTime::ZERO))
        .with(EventAttribute::SeekOvertaken)
        .with(EventAttribute::TopologyStatus(TopologyStatus::SinkSwitched))
        .with(EventAttribute::SessionCaps(Capabilities {
            start: true,
            rate_reverse: true,
            ..Capabilities::default()
        }));
    let table = [
        (
            Action::Emit(event),
            "emit event=MESessionStarted(value=full-topology(topology=1) attributes=[\
             start-presentation-time(time=0.0000000) seek-overtaken topology-status(status=sink-switched) \
             session-caps(caps=[start rate-reverse])])",
        ),
        (
            Action::Emit(SessionEvent::new(EventType::Other(7)).with_status(Err(HResult(-1).into()))),
            "emit event=event:7(status=error(code=0xFFFFFFFF))",
        ),
        (
            Action::RunBranches {
                branches: vec![BranchRun {
                    branch: BranchId(5),
                    start: MediaTime::ZERO,
                    stop: None,
                    offset: TimeSpan::from_millis(-1),
                    rate: 0.5,
                    thin: true,
                }],
                generation: Generation(2),
            },
            "run-branches branches=[(branch=5 start=0.0000000 offset=-0.0010000 rate=0.5 thin)] generation=2",
        ),
        (
            Action::CutOff {
                component: Component::StreamSink(StreamSinkId(3)),
                error: Error::ComponentStalled {
                    component: "s".into(),
                    waited: TimeSpan::from_millis(400),
                },
            },
            "cut-off component=stream-sink(id=3) error=error(code=",
        ),
        (
            Action::Note(Note::UnexpectedAnswer {
                component: Component::Clock,
                what: "started",
            }),
            "note note=unexpected-answer(component=clock what=\"started\")",
        ),
        (
            Action::Complete {
                op: OpId(3),
                result: Ok(()),
            },
            "complete op=3 result=ok",
        ),
        (Action::StopClock, "stop-clock"),
    ];
    for (given, words) in table {
        let said = action(&given);
        assert!(said.starts_with(words), "{said}");
        assert!(said == words || words.ends_with('='), "{said}");
    }
}

/// A session that is asked for a topology, which is not found, and is then closed.
fn log() -> String {
    let config = Config::default();
    let mut session = Session::new(config);
    let mut log = header(&config, "a test");
    let inputs = [
        Input::Command {
            op: OpId(1),
            command: Command::SetTopology {
                flags: SetTopologyFlags::default(),
                topology: Some(TopologyKey(1)),
                topology_id: 1,
            },
        },
        Input::TopologyResolved {
            op: OpId(1),
            topology: TopologyKey(1),
            result: Err(Error::NotFound { what: "x".into() }),
        },
        Input::Command {
            op: OpId(2),
            command: Command::Close,
        },
        Input::Shutdown,
    ];
    for (second, given) in inputs.into_iter().enumerate() {
        let now = HostTime::from_100ns(second as i64 * 10_000_000);
        log += &input(now, &given);
        let actions = session.handle(now, given);
        log += &answer(actions.as_slice(), session.state());
    }
    log
}

/// How many inputs could be replayed, the damage, and the difference.
fn replay(log: &[u8]) -> Result<(u32, Option<Damage>, Option<Difference>), ReadError> {
    let mut reader = Reader::new(log)?;
    let mut replay = Replay::new(*reader.config());
    let mut inputs = 0;
    loop {
        match reader.next_entry() {
            Ok(None) => return Ok((inputs, None, None)),
            Err(damage) => return Ok((inputs, Some(damage), None)),
            Ok(Some(entry)) => {
                inputs += 1;
                if let Some(difference) = replay.step(&entry).difference {
                    return Ok((inputs, None, Some(difference)));
                }
            }
        }
    }
}

#[test]
fn a_recording_is_what_the_machine_does_again() {
    let log = log();
    assert_eq!(replay(log.as_bytes()).unwrap(), (4, None, None), "{log}");
    // Comments, empty lines and other ends of lines do not matter.
    let other = log.replace('\n', "\r\n").replace("@1", "\n# here\n@1");
    assert_eq!(replay(other.as_bytes()).unwrap(), (4, None, None));
    // Nor does the wording of errors.
    let other = log.replace("not found: x", "not to be found: x");
    assert_ne!(other, log);
    assert_eq!(replay(other.as_bytes()).unwrap(), (4, None, None));
}

#[test]
fn a_difference_is_told_with_its_place() {
    let log = log();
    let lines: Vec<&str> = log.lines().collect();
    let close = lines
        .iter()
        .position(|line| line.ends_with("command=close"))
        .unwrap();
    let told = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines: Vec<String> = lines.iter().map(|line| format!("{line}\n")).collect();
        change(&mut lines);
        let (_, damage, difference) = replay(lines.concat().as_bytes()).unwrap();
        assert_eq!(damage, None);
        difference.unwrap()
    };
    // Another action.
    let difference = told(&|lines| lines[close + 1] = "> pause-clock\n".to_owned());
    assert_eq!(difference.line as usize, close + 2);
    assert_eq!(difference.recorded.as_deref(), Some("pause-clock"));
    assert_eq!(
        difference.answered.as_deref(),
        lines[close + 1].strip_prefix("> ")
    );
    // The machine does less.
    let state = (close..).find(|at| lines[*at].starts_with('=')).unwrap();
    let difference = told(&|lines| lines.insert(state, "> stop-clock\n".to_owned()));
    assert_eq!(difference.line as usize, state + 1);
    assert_eq!(difference.answered, None);
    // It does more.
    let difference = told(&|lines| drop(lines.remove(state - 1)));
    assert_eq!(difference.line as usize, state);
    assert_eq!(difference.recorded, None);
    // It is in another state.
    let difference = told(&|lines| lines[state] = "= paused\n".to_owned());
    assert_eq!(difference.line as usize, state + 1);
    assert_eq!(difference.recorded.as_deref(), Some("state paused"));
}

#[test]
fn what_is_cut_off_is_replayed_to_there() {
    let log = log();
    let whole = log.lines().count() as u64;
    for end in 0..log.len() {
        let cut = &log[..end];
        let (lines, at_end) = (cut.lines().count() as u64, cut.is_empty() || cut.ends_with('\n'));
        match replay(cut.as_bytes()) {
            Err(ReadError::Damaged(damage)) => assert!(damage.line <= 3, "{cut}"),
            Err(error) => assert!(lines <= 1, "{error}: {cut}"),
            Ok((inputs, damage, difference)) => {
                assert_eq!(difference, None, "{cut}");
                assert_eq!(damage.is_none(), at_end, "{cut}");
                if let Some(damage) = damage {
                    assert_eq!(damage.line, lines, "{cut}");
                    assert!(lines <= whole);
                }
                let begun = cut.lines().filter(|line| line.starts_with('@')).count() as u32;
                let last_is_input = !at_end && cut.lines().last().is_some_and(|line| line.starts_with('@'));
                assert_eq!(inputs, begun - u32::from(last_is_input), "{cut}");
            }
        }
    }
}

#[test]
fn damage_is_told_with_its_line() {
    let log = log();
    let lines: Vec<&str> = log.lines().collect();
    let third = lines
        .iter()
        .position(|line| line.ends_with("command=close"))
        .unwrap();
    let table: [(&[u8], &str); 8] = [
        (b"nonsense", "`@` expected"),
        (b"@x wake", "`x` is no time in seconds with seven decimals"),
        (b"@1.0000000 fly", "there is no `fly` here"),
        (
            b"@1.0000000 source-ended source=1",
            "`source-ended` needs `generation`",
        ),
        (b"@1.0000000 wake up", "`wake` has no field `up`"),
        (
            b"@1.0000000 source-ended source=-1 generation=1",
            "`source`: `-1` is no u32",
        ),
        (b"@99999999999999999999.0000000 wake", "is no time in seconds"),
        (b"\xff\xfe", "the line is no text"),
    ];
    for (line, what) in table {
        let mut damaged = Vec::new();
        for (at, old) in lines.iter().enumerate() {
            damaged.extend(if at == third { line } else { old.as_bytes() });
            damaged.push(b'\n');
        }
        let (inputs, damage, difference) = replay(&damaged).unwrap();
        let damage = damage.unwrap();
        assert_eq!((inputs, difference), (2, None), "{what}");
        assert_eq!(damage.line as usize, third + 1);
        assert!(damage.what.contains(what), "{damage}");
    }
    let mut endless = log.clone().into_bytes();
    endless.extend(std::iter::repeat_n(b'a', 3 << 20));
    let (_, damage, _) = replay(&endless).unwrap();
    assert_eq!(damage.unwrap().what, "the line is too long");
}

#[test]
fn what_is_no_recording_is_refused() {
    let of = |bytes: &[u8]| replay(bytes).unwrap_err().to_string();
    for bytes in [
        &b""[..],
        b"\n",
        b"ID3\x04",
        b"openmf-session-log\n",
        &[0; 5000],
        &[b'a'; 2 << 20],
    ] {
        assert_eq!(of(bytes), "not a recording of a session");
    }
    assert_eq!(
        of(b"openmf-session-log 2\n"),
        "a recording of version 2; up to 1 can be read here"
    );
    assert_eq!(
        of(b"openmf-session-log 1\n"),
        "line 1: the configuration is missing"
    );
    assert_eq!(
        of(b"openmf-session-log 1\nconfig\n"),
        "line 2: `config` needs `component_timeout`"
    );
}

/// Whatever the lines say, the machine takes it.
#[test]
fn recordings_are_not_trusted() {
    const SEED: u64 = 0x005e_ed0f_7e57;
    let base: Vec<Vec<u8>> = {
        let all = inputs().into_iter().enumerate();
        let lines = all.map(|(at, given)| input(HostTime::from_100ns(at as i64 * 999_999_999), &given));
        lines.map(String::into_bytes).collect()
    };
    let mut state = SEED;
    let mut random = |below: usize| {
        state = state
            .wrapping_mul(0x5851_f42d_4c95_7f2d)
            .wrapping_add(0x1405_7b7e_f767_814f);
        ((state >> 33) as usize) % below.max(1)
    };
    for round in 0..400 {
        let mut log = header(&Config::default(), "a test").into_bytes();
        for _ in 0..40 {
            let mut line = base[random(base.len())].clone();
            // Digits most of all: they are ids, times and rates.
            for _ in 0..random(4) {
                let at = random(line.len() - 1);
                line[at] = match line[at] {
                    digit if digit.is_ascii_digit() => b'0' + random(10) as u8,
                    other if random(20) > 0 => other,
                    _ => random(256) as u8,
                };
            }
            log.extend(line);
            log.extend(b"= new\n");
        }
        let mut reader = Reader::new(&*log).unwrap();
        let mut replay = Replay::new(*reader.config());
        while let Ok(Some(entry)) = reader.next_entry() {
            let step = replay.step(&entry);
            assert!(step.actions.len() < 1000, "round {round} of seed {SEED:#x}");
        }
    }
}
