//! The audio renderer on a real sound server: PulseAudio with a null sink, started by the test.

#![expect(clippy::print_stdout, reason = "a test that skips says so")]

mod common;

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{Folder, at, end_of_segment, ms};
use openmf_core::{
    AudioFormat, ClockStart, Error, EventType, HostClock, HostTime, MediaBuffer, MediaSink, MediaTime,
    PresentationClock, Sample, SampleFormat, TimeSpan,
};
use openmf_sinks::{AudioRenderer, AudioRendererOptions, audio_devices};
use openmf_testkit::ManualClock;

struct Machine(Instant);

impl HostClock for Machine {
    fn now(&self) -> HostTime {
        HostTime::ZERO + TimeSpan::from(self.0.elapsed())
    }
}

struct Server {
    process: Child,
    _folder: Folder,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Starts a server of its own, in its own folder; `None`, with a line that says why, if that is not possible.
fn start_server() -> Option<(Server, String)> {
    let folder = Folder::new();
    let socket = folder.file("socket");
    let module = format!(
        "module-native-protocol-unix socket={} auth-anonymous=1",
        socket.display()
    );
    let process = Command::new("pulseaudio")
        .args([
            "-n",
            "--exit-idle-time=-1",
            "--use-pid-file=false",
            "--disable-shm=true",
            "--daemonize=no",
        ])
        .args(["-L", "module-null-sink sink_name=openmf_test", "-L", &module])
        .env("HOME", &folder.0)
        .env("XDG_RUNTIME_DIR", &folder.0)
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let process = match process {
        Ok(process) => process,
        Err(error) => {
            println!("skipped: pulseaudio does not run: {error}");
            return None;
        }
    };
    let mut server = Server {
        process,
        _folder: folder,
    };
    let deadline = Instant::now() + HANG;
    while std::os::unix::net::UnixStream::connect(&socket).is_err() {
        if Instant::now() > deadline || server.process.try_wait().is_ok_and(|ended| ended.is_some()) {
            println!("skipped: pulseaudio does not come up");
            return None;
        }
        std::thread::yield_now();
    }
    Some((server, format!("unix:{}", socket.display())))
}

/// The environment cannot be changed in a running program without `unsafe`, so the test runs itself again in it.
#[test]
fn on_a_server_of_its_own() {
    let Some((server, address)) = start_server() else {
        return;
    };
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "with_a_server", "--nocapture"])
        .env("PULSE_SERVER", address)
        .env("OPENMF_TEST_SERVER_PID", server.process.id().to_string())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    println!("{text}");
    assert!(output.status.success(), "{text}");
}

#[test]
#[ignore = "run by on_a_server_of_its_own, with PULSE_SERVER set"]
fn with_a_server() {
    let devices = audio_devices().unwrap();
    println!("{devices:?}");
    assert_eq!(devices.len(), 1);
    let host = Arc::new(Machine(Instant::now()));
    let missing = AudioRendererOptions {
        device: Some("no such device".to_owned()),
        ..AudioRendererOptions::default()
    };
    assert!(matches!(
        AudioRenderer::open(&missing, host.clone()),
        Err(Error::Device { .. })
    ));
    let named = AudioRendererOptions {
        device: Some(devices[0].name.clone()),
        ..AudioRendererOptions::default()
    };
    for options in [AudioRendererOptions::default(), named] {
        play(&options, host.clone());
    }
    lose_the_server(host);
}

fn frames(time: i64, count: i64) -> Sample {
    let bytes = vec![0; count as usize * 48 * 2 * 4];
    Sample::new(MediaBuffer::from(bytes))
        .at(MediaTime::ZERO + ms(time))
        .lasting(ms(count))
}

/// Far longer than anything here takes.
const HANG: Duration = Duration::from_secs(120);

/// Drives the timers with the machine's time until `done`.
fn drive(clock: &ManualClock, host: &Machine, mut done: impl FnMut() -> bool) {
    let begin = Instant::now();
    loop {
        clock.advance(host.now() - clock.host_time());
        if done() {
            return;
        }
        assert!(begin.elapsed() < HANG, "nothing comes");
        // The device has threads of its own, which are let go first.
        std::thread::yield_now();
    }
}

fn prepared(options: &AudioRendererOptions, host: &Arc<Machine>) -> (AudioRenderer, Arc<ManualClock>) {
    let renderer = AudioRenderer::open(options, host.clone()).unwrap();
    let clock = ManualClock::new(host.now());
    let sink: Arc<dyn MediaSink> = renderer.sink();
    sink.set_presentation_clock(Some(clock.clone() as Arc<dyn PresentationClock>))
        .unwrap();
    let stream = renderer.sink().stream_sinks().unwrap().remove(0);
    let format = AudioFormat::pcm(SampleFormat::F32, 48_000, 2).to_media_type();
    stream.media_type_handler().set_current_type(&format).unwrap();
    stream.direct().unwrap();
    (renderer, clock)
}

fn play(options: &AudioRendererOptions, host: Arc<Machine>) {
    let (renderer, clock) = prepared(options, &host);
    let stream = renderer.sink().stream_sinks().unwrap().remove(0);
    let source = renderer.time_source().unwrap();
    renderer.sink().preroll().unwrap().notify_preroll(at(0)).unwrap();
    for time in (0..400).step_by(20) {
        stream.process_sample(frames(time, 20)).unwrap();
    }
    stream.place_marker(end_of_segment(1)).unwrap();
    // The renderer is the time source, which a clock tells first.
    let time_source = renderer.time_source().unwrap();
    time_source
        .on_clock_start(clock.host_time(), ClockStart::At(at(0)))
        .unwrap();
    clock.start(ClockStart::At(at(0)));
    let begin = Instant::now();
    let (mut last, mut ended) = (at(0), false);
    drive(&clock, &host, || {
        let (time, _) = source.correlated_time().unwrap();
        assert!(time >= last, "the time goes back from {last:?} to {time:?}");
        last = time;
        while let Ok(event) = stream.events().try_get_event() {
            assert_ne!(event.event_type(), EventType::AudioSessionDeviceRemoved);
            ended |= event.event_type() == EventType::StreamSinkMarker;
        }
        ended
    });
    let elapsed = begin.elapsed().as_millis();
    let statistics = renderer.statistics();
    // A machine that is busy may let the device run dry: how often is told, and is no matter of this test.
    println!("400 ms took {elapsed} ms, {statistics:?}");
    assert!(elapsed >= 350, "{elapsed} ms");
    assert!(last >= at(400));
    assert_eq!(statistics.frames, 19_200);
    let begin = Instant::now();
    renderer.sink().shutdown().unwrap();
    println!("shutdown took {:?}", begin.elapsed());
}

fn lose_the_server(host: Arc<Machine>) {
    let (renderer, clock) = prepared(&AudioRendererOptions::default(), &host);
    let stream = renderer.sink().stream_sinks().unwrap().remove(0);
    // The renderer is the time source, which a clock tells first.
    let time_source = renderer.time_source().unwrap();
    time_source
        .on_clock_start(clock.host_time(), ClockStart::At(at(0)))
        .unwrap();
    clock.start(ClockStart::At(at(0)));
    for time in (0..600).step_by(20) {
        stream.process_sample(frames(time, 20)).unwrap();
    }
    stream.place_marker(end_of_segment(1)).unwrap();
    let pid = std::env::var("OPENMF_TEST_SERVER_PID").unwrap();
    assert!(
        Command::new("kill")
            .args(["-9", &pid])
            .status()
            .unwrap()
            .success()
    );
    let (mut lost, mut ended) = (false, false);
    drive(&clock, &host, || {
        while let Ok(event) = stream.events().try_get_event() {
            lost |= event.event_type() == EventType::AudioSessionDeviceRemoved;
            ended |= event.event_type() == EventType::StreamSinkMarker;
        }
        lost && ended
    });
    renderer.sink().shutdown().unwrap();
}
