//! The source reader over sources that answer late, wrongly or not at all. Time is virtual.
//!
//! Source: `IMFSourceReader` (Microsoft Learn).

use std::sync::{Arc, Mutex};

use openmf_core::{
    Error, Guid, MediaTime, MediaType, Result, StartPosition, TimeSpan, TransformCatalog,
    TransformRegistration, codes,
};
use openmf_runtime::{ManualRuntime, Read, ReaderOptions, SourceReader};
use openmf_testkit::{Answer, Journal, ScriptedSource, SourceScript};

struct NoTransforms;

impl TransformCatalog for NoTransforms {
    fn enumerate(
        &self,
        _category: &Guid,
        _input: Option<&MediaType>,
        _output: Option<&MediaType>,
    ) -> Vec<Arc<TransformRegistration>> {
        Vec::new()
    }

    fn by_class(&self, class: &Guid) -> Result<Arc<TransformRegistration>> {
        Err(Error::NotFound {
            what: format!("{class}").into(),
        })
    }
}

struct Rig {
    manual: ManualRuntime,
    source: Arc<ScriptedSource>,
    reader: SourceReader,
    reads: Arc<Mutex<Vec<Read>>>,
}

impl Rig {
    fn new(script: SourceScript) -> Self {
        let manual = ManualRuntime::new();
        let source = ScriptedSource::new(script, &Journal::default());
        let catalog = Arc::new(NoTransforms);
        let options = ReaderOptions::default();
        let reader = SourceReader::new(manual.runtime(), source.clone(), catalog, options, None).unwrap();
        Self {
            manual,
            source,
            reader,
            reads: Arc::default(),
        }
    }

    fn read(&self, stream: Option<usize>) {
        let reads = Arc::clone(&self.reads);
        let done = Box::new(move |read| reads.lock().unwrap().push(read));
        self.reader.begin_read(stream, false, done).unwrap();
        self.manual.run_until_idle();
    }

    fn reads(&self) -> Vec<Read> {
        std::mem::take(&mut *self.reads.lock().unwrap())
    }

    /// All reads of the first stream up to its end, or to a failure.
    fn drain(&self) -> Vec<Read> {
        let mut all = Vec::new();
        loop {
            self.read(Some(0));
            let [read] = &self.reads()[..] else {
                panic!("no answer behind {all:?}");
            };
            all.push(read.clone());
            if read.flags.end_of_stream || read.error.is_some() {
                return all;
            }
        }
    }
}

fn scripts() -> impl Iterator<Item = SourceScript> {
    [true, false].into_iter().map(|direct| SourceScript {
        direct,
        samples: 5,
        ..SourceScript::default()
    })
}

#[test]
fn samples_come_one_a_read_up_to_the_end_and_again_behind_a_seek() {
    for script in scripts() {
        let rig = Rig::new(script.clone());
        for _ in 0..2 {
            let reads = rig.drain();
            let times: Vec<_> = reads
                .iter()
                .map(|read| read.sample.as_ref().and(read.time))
                .collect();
            let expected = (0..5).map(|index| Some(MediaTime::from_100ns(100_000 * index)));
            let expected: Vec<_> = expected.chain([None]).collect();
            assert_eq!(times, expected, "{script:?}");
            rig.reader.seek(StartPosition::At(MediaTime::ZERO)).unwrap();
            rig.manual.run_until_idle();
        }
    }
}

#[test]
fn a_source_that_never_starts_fails_the_reads_in_time() {
    for script in scripts() {
        let rig = Rig::new(SourceScript {
            on_start: Answer::Never,
            ..script
        });
        rig.read(Some(0));
        assert!(rig.reads().is_empty());
        rig.manual.advance(TimeSpan::from_millis(10_000));
        let [read] = &rig.reads()[..] else {
            panic!("one answer")
        };
        assert!(
            matches!(read.error, Some(Error::ComponentStalled { .. })),
            "{read:?}"
        );
        rig.read(Some(0));
        assert!(rig.reads()[0].error.is_some(), "it stays so");
    }
}

#[test]
fn a_source_that_stalls_holds_up_its_reads_and_nothing_else() {
    let rig = Rig::new(SourceScript {
        direct: false,
        supplied: true,
        ..SourceScript::default()
    });
    rig.read(Some(0));
    rig.manual.advance(TimeSpan::from_millis(60_000));
    assert!(rig.reads().is_empty());
    let pending = rig.reader.seek(StartPosition::At(MediaTime::ZERO));
    assert!(matches!(pending, Err(Error::InvalidRequest { .. })));
    let flushed = Arc::new(Mutex::new(0));
    let count = Arc::clone(&flushed);
    let done = Box::new(move || *count.lock().unwrap() += 1);
    rig.reader.flush(None, Some(done)).unwrap();
    let refused = rig.reader.begin_read(Some(0), false, Box::new(|_| {}));
    assert_eq!(refused.unwrap_err().hresult(), codes::MF_E_NOTACCEPTING);
    rig.manual.run_until_idle();
    assert_eq!(*flushed.lock().unwrap(), 1);
    rig.read(Some(0));
    rig.source.supply(1);
    rig.manual.run_until_idle();
    assert!(rig.reads()[0].sample.is_some(), "it goes on where it was");
}

#[test]
fn a_source_that_fails_or_is_shut_down_fails_the_reads() {
    use openmf_core::MediaSource;
    for script in scripts() {
        let rig = Rig::new(SourceScript {
            supplied: true,
            ..script.clone()
        });
        rig.read(None);
        rig.source.fail(Error::EndOfStream);
        rig.manual.run_until_idle();
        assert!(matches!(
            rig.reads()[0].error,
            Some(Error::EndOfStream | Error::Code { .. })
        ));

        let rig = Rig::new(script);
        rig.read(Some(0));
        assert!(rig.reads()[0].sample.is_some());
        rig.source.shutdown().unwrap();
        rig.manual.run_until_idle();
        rig.read(Some(0));
        assert!(matches!(rig.reads()[0].error, Some(Error::Shutdown)));
    }
}

#[test]
fn what_is_pending_ends_with_the_reader() {
    for script in scripts() {
        let Rig {
            manual,
            source,
            reader,
            reads,
        } = Rig::new(SourceScript {
            supplied: true,
            ..script
        });
        let held = Arc::new(());
        let kept = Arc::clone(&held);
        reader
            .begin_read(Some(0), false, Box::new(move |_| drop(kept)))
            .unwrap();
        manual.run_until_idle();
        drop(reader);
        manual.run_until_idle();
        assert_eq!(Arc::strong_count(&held), 1, "the callback is released");
        assert!(reads.lock().unwrap().is_empty());
        drop(source);
        assert_eq!(manual.runtime().task_count(), 0);
    }
}
