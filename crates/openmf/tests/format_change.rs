//! A file whose pictures change their size half-way, played into a file that cannot.
#![allow(clippy::print_stdout, reason = "a skipped test says so")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use openmf::registry::Registry;
use openmf::sinks::Y4mSink;
use openmf::{
    EventType, ManualRuntime, MediaSession, NodeKind, Platform, TimeSpan, Topology, TopologyNode, keys,
};

/// 25 pictures of 320x240, then 25 of 176x144, H.264 with the parameters in the stream; `None` without ffmpeg.
fn changing(folder: &Path) -> Option<PathBuf> {
    let ffmpeg = |arguments: &[&str]| {
        let run = Command::new("ffmpeg")
            .args(["-v", "error", "-y"])
            .args(arguments)
            .current_dir(folder)
            .status();
        run.is_ok_and(|status| status.success())
    };
    let pattern = |size: &str| format!("testsrc=s={size}:r=25:d=1");
    let encode = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-bf", "0"];
    for (size, name) in [("320x240", "large.h264"), ("176x144", "small.h264")] {
        let source = pattern(size);
        let arguments = [&["-f", "lavfi", "-i", &source][..], &encode, &[name]].concat();
        if !ffmpeg(&arguments) {
            return None;
        }
    }
    let joined = ["large.h264", "small.h264"]
        .map(|name| std::fs::read(folder.join(name)).unwrap())
        .concat();
    std::fs::write(folder.join("both.h264"), joined).unwrap();
    let wrapped = ffmpeg(&["-r", "25", "-i", "both.h264", "-c", "copy", "both.mp4"]);
    wrapped.then(|| folder.join("both.mp4"))
}

#[test]
fn a_change_of_resolution_puts_a_scaler_in_and_dynamic_changed_shows_it() {
    let folder = std::env::temp_dir().join(format!("openmf-format-change-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let Some(path) = changing(&folder) else {
        println!("skipped: ffmpeg is missing or does not encode H.264");
        return;
    };
    let time = ManualRuntime::new();
    let platform = Platform::new(time.runtime().clone(), Arc::new(Registry::with_defaults()));
    let source = platform.open_path(&path).unwrap();
    let presentation = source.create_presentation_descriptor().unwrap();
    let stream = Arc::clone(presentation.stream(0).unwrap().0);
    let written = folder.join("out.y4m");
    let sink = Y4mSink::create(&written).unwrap();
    let topology = Topology::new();
    let input = TopologyNode::source(Arc::clone(&source), presentation, stream);
    let output = TopologyNode::output_for(sink.sink().stream_sinks().unwrap().remove(0));
    topology.add_node(&input).unwrap();
    topology.add_node(&output).unwrap();
    input.connect_output(0, &output, 0).unwrap();

    let session = MediaSession::new(&platform);
    session.set_topology(&topology).wait().unwrap();
    let before = session.current_topology().unwrap();
    session.start().wait().unwrap();
    let mut events = session.events();
    let mut statuses = Vec::new();
    let ended = time.advance_until(TimeSpan::from_millis(10_000), || {
        while let Ok(event) = events.try_next_event() {
            assert!(
                event.result().is_ok(),
                "{} {:?}",
                event.event_type(),
                event.result()
            );
            statuses.extend(event.attributes().get(keys::MF_EVENT_TOPOLOGY_STATUS).ok());
            if event.event_type() == EventType::SessionEnded {
                return true;
            }
        }
        false
    });
    assert!(ended, "{statuses:?}");
    assert_eq!(statuses, [100, 200, 210, 400]);
    let after = session.current_topology().unwrap();
    assert_eq!(after.nodes().len(), before.nodes().len() + 1);
    let (scaler, _) = after.output_nodes()[0].input(0).unwrap();
    assert_eq!(scaler.kind(), NodeKind::Transform);
    assert!(
        before.node_by_id(scaler.id()).is_err(),
        "{} is new",
        scaler.name()
    );
    session.close().wait().unwrap();
    session.shutdown().unwrap();
    source.shutdown().unwrap();
    let file = std::fs::read(&written).unwrap();
    let header = file.iter().position(|byte| *byte == b'\n').unwrap();
    let text = String::from_utf8_lossy(&file[..header]).into_owned();
    assert!(text.contains(" W320 H240 "), "{text}");
    // Each picture: "FRAME\n" and the planes.
    assert_eq!(file.len() - header - 1, 50 * (6 + 320 * 240 * 3 / 2));
    let _ = std::fs::remove_dir_all(&folder);
}
