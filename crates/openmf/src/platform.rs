use std::path::Path;
use std::sync::{Arc, OnceLock};

use openmf_core::{
    ByteStream, Error, MediaSource, PresentationDescriptor, Result, SinkActivate, StreamDescriptor,
    TransformCatalog, keys,
};
use openmf_registry::{Registry, ResolveOptions, SourceResolver};
use openmf_runtime::{QualityManagement, ReaderOptions, Runtime, SessionDriver, SessionParts, SourceReader};
use openmf_sequencer::SequencerSource;
use openmf_session::Config;
use openmf_topology::{ConnectMethod, StandardTopologyLoader, Topology, TopologyLoader, TopologyNode};

use crate::default_sinks;

/// What sessions need: the pool of threads, the registered components, and the topology loader (`MFStartup` and the
/// registry behind it). Clones share everything.
#[derive(Clone)]
pub struct Platform {
    runtime: Runtime,
    resolver: SourceResolver,
    loader: Arc<dyn TopologyLoader>,
    config: Config,
    quality: QualityManagement,
}

impl Platform {
    /// The process-wide platform with all built-in components.
    pub fn shared() -> Self {
        static SHARED: OnceLock<Platform> = OnceLock::new();
        SHARED
            .get_or_init(|| Self::new(Runtime::shared(), Arc::new(Registry::with_defaults())))
            .clone()
    }

    /// A platform with its own pool and components, for tests and for programs that want to bound them.
    pub fn new(runtime: Runtime, registry: Arc<Registry>) -> Self {
        let catalog: Arc<dyn TransformCatalog> = registry.clone();
        Self {
            runtime,
            resolver: SourceResolver::new(registry),
            loader: Arc::new(StandardTopologyLoader::new(catalog)),
            config: Config::default(),
            quality: QualityManagement::default(),
        }
    }

    /// The same platform with another topology loader (`MF_SESSION_TOPOLOADER`).
    #[must_use]
    pub fn with_loader(mut self, loader: Arc<dyn TopologyLoader>) -> Self {
        self.loader = loader;
        self
    }

    /// The same platform with other limits on how long sessions wait for components.
    #[must_use]
    pub fn with_config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// The same platform with another quality manager for its sessions, or none (`MF_SESSION_QUALITY_MANAGER`).
    #[must_use]
    pub fn with_quality_management(mut self, quality: QualityManagement) -> Self {
        self.quality = quality;
        self
    }

    /// The registered components. Register an application's own here.
    pub fn registry(&self) -> &Arc<Registry> {
        self.resolver.registry()
    }

    /// The source resolver.
    pub fn resolver(&self) -> &SourceResolver {
        &self.resolver
    }

    /// The pool of threads.
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// The topology loader.
    pub fn loader(&self) -> &Arc<dyn TopologyLoader> {
        &self.loader
    }

    /// Opens a file name or URL. Blocks while the file is read and recognized by its content.
    ///
    /// The caller owns the source: shut it down when no session uses it any more.
    ///
    /// # Errors
    /// - [`Error::Io`]: the file is missing, unreadable, or a directory.
    /// - [`Error::UnsupportedByteStream`]: it is not a media file that is known here.
    /// - [`Error::CannotOpen`]: it is recognized but damaged.
    /// - [`Error::UnsupportedScheme`]: nothing opens URLs of this scheme.
    pub fn open(&self, url: &str) -> Result<Arc<dyn MediaSource>> {
        self.resolver.open_url(url, &ResolveOptions::default())
    }

    /// As [`Platform::open`], for a path of any characters.
    ///
    /// # Errors
    /// Those of [`Platform::open`].
    pub fn open_path(&self, path: &Path) -> Result<Arc<dyn MediaSource>> {
        self.resolver.open_path(path, &ResolveOptions::default())
    }

    /// Opens a byte stream's content.
    ///
    /// # Errors
    /// Those of [`Platform::open`].
    pub fn open_byte_stream(&self, stream: Arc<dyn ByteStream>) -> Result<Arc<dyn MediaSource>> {
        self.resolver.open_byte_stream(stream, &ResolveOptions::default())
    }

    /// A partial topology that plays the selected audio and video streams of a source on the machine's sound device and
    /// in a window; null renderers stand in where there is none.
    ///
    /// # Errors
    /// - [`Error::NoStreamsSelected`]: the source has no selected audio or video stream.
    /// - [`Error::Shutdown`]: the source was shut down.
    pub fn playback_topology(&self, source: &Arc<dyn MediaSource>) -> Result<Topology> {
        TopologyBuilder::new(source)?
            .build(|stream| default_sinks::renderer_for(&stream.current_type(), &self.runtime))
    }

    /// A sequencer source without elements, on this platform's pool: a playlist for a [`MediaSession`](crate::MediaSession).
    ///
    /// The topologies of a playlist that share an activation object share its sink: with
    /// [`TopologyBuilder::keep_sinks`] it stays as it is from the first element to the last.
    ///
    /// ```
    /// # fn main() -> Result<(), openmf::Error> {
    /// use openmf::sinks::NullActivate;
    /// use openmf::{EventType, MediaSession, MediaSource, Platform, SinkActivate, TopologyBuilder, Variant};
    /// use std::sync::Arc;
    ///
    /// # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/clips");
    /// # let files = [format!("{folder}/h264-baseline.mp4"), format!("{folder}/h264-baseline.mp4")];
    /// let platform = Platform::shared();
    /// let sequencer = platform.new_sequencer();
    /// let options = openmf::sinks::NullOptions { rateless: true, ..Default::default() };
    /// let video: Arc<dyn SinkActivate> = Arc::new(NullActivate::null_video(options));
    /// for (index, file) in files.iter().enumerate() {
    ///     let source = platform.open(file)?;
    ///     let topology = TopologyBuilder::new(&source)?.keep_sinks().build(|stream| {
    ///         stream.current_type().is_video().then(|| Arc::clone(&video))
    ///     })?;
    ///     sequencer.append_topology(&topology, index + 1 == files.len())?;
    /// }
    ///
    /// let session = MediaSession::new(&platform);
    /// let first = sequencer.create_presentation_descriptor()?;
    /// session.set_topology(&sequencer.media_source_topology(&first)?).wait()?;
    /// session.start();
    /// for event in session.events() {
    ///     match (event.event_type(), event.value()) {
    ///         (EventType::NewPresentation, Variant::Object(object)) => {
    ///             if let Some(next) = object.downcast() {
    ///                 session.set_topology(&sequencer.media_source_topology(&next)?);
    ///             }
    ///         }
    ///         (EventType::SessionEnded | EventType::Error, _) => break,
    ///         _ => {}
    ///     }
    /// }
    /// session.close().wait()?;
    /// session.shutdown()?;
    /// sequencer.shutdown()
    /// # }
    /// ```
    pub fn new_sequencer(&self) -> Arc<SequencerSource> {
        SequencerSource::new(Arc::new(self.runtime.clone()))
    }

    /// A reader of what a URL or a path names, which ends with the reader. It blocks while the file is opened.
    ///
    /// # Errors
    /// Those of [`Platform::open`].
    pub fn open_reader(&self, url: &str, options: ReaderOptions) -> Result<SourceReader> {
        let options = ReaderOptions {
            keep_source: false,
            ..options
        };
        self.new_reader(&self.open(url)?, options)
    }

    /// A reader of a source, with the transforms that are registered. The source is the reader's: nobody else starts it.
    ///
    /// # Errors
    /// Whatever the source answers.
    pub fn new_reader(&self, source: &Arc<dyn MediaSource>, options: ReaderOptions) -> Result<SourceReader> {
        let catalog = Arc::clone(self.registry());
        SourceReader::new(self.runtime(), Arc::clone(source), catalog, options, None)
    }

    pub(crate) fn new_driver(&self) -> SessionDriver {
        self.new_driver_with(|_| ())
    }

    pub(crate) fn new_driver_with(&self, configure: impl FnOnce(&mut Config)) -> SessionDriver {
        let mut config = self.config;
        configure(&mut config);
        let catalog: Arc<dyn TransformCatalog> = self.registry().clone();
        let parts = SessionParts {
            loader: Arc::clone(&self.loader),
            catalog,
            config,
        };
        SessionDriver::with_quality(&self.runtime, parts, &self.quality)
    }
}

impl std::fmt::Debug for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Platform")
            .field("runtime", &self.runtime)
            .finish_non_exhaustive()
    }
}

/// Builds the usual partial topology: one branch for each selected stream of one source.
#[derive(Debug)]
pub struct TopologyBuilder {
    source: SourceHandle,
    descriptor: Arc<PresentationDescriptor>,
    start: Option<openmf_core::MediaTime>,
    stop: Option<openmf_core::MediaTime>,
    required: bool,
    keeps_sinks: bool,
}

struct SourceHandle(Arc<dyn MediaSource>);

impl std::fmt::Debug for SourceHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.name())
    }
}

impl TopologyBuilder {
    /// A builder over the source's default selection.
    ///
    /// # Errors
    /// - [`Error::Shutdown`]: the source was shut down.
    pub fn new(source: &Arc<dyn MediaSource>) -> Result<Self> {
        let descriptor = source.create_presentation_descriptor()?;
        Ok(Self {
            source: SourceHandle(Arc::clone(source)),
            descriptor,
            start: None,
            stop: None,
            required: false,
            keeps_sinks: false,
        })
    }

    /// The descriptor whose selection counts. Select and deselect streams before [`TopologyBuilder::build`].
    pub fn descriptor(&self) -> &Arc<PresentationDescriptor> {
        &self.descriptor
    }

    /// Plays only from this media time on (`MF_TOPONODE_MEDIASTART`).
    #[must_use]
    pub fn media_start(mut self, start: openmf_core::MediaTime) -> Self {
        self.start = Some(start);
        self
    }

    /// Plays only up to this media time (`MF_TOPONODE_MEDIASTOP`).
    #[must_use]
    pub fn media_stop(mut self, stop: openmf_core::MediaTime) -> Self {
        self.stop = Some(stop);
        self
    }

    /// Makes a stream that cannot be decoded or connected fail the topology. Default: such a stream is left out and
    /// told by `MENonFatalError`; the others play.
    #[must_use]
    pub fn require_all_streams(mut self) -> Self {
        self.required = true;
        self
    }

    /// Lets the sinks outlive the topology (`MF_TOPONODE_NOSHUTDOWN_ON_REMOVE`), so that a later one can go on with
    /// them; they are finalized and shut down with the session. Default: they are shut down with the topology.
    #[must_use]
    pub fn keep_sinks(mut self) -> Self {
        self.keeps_sinks = true;
        self
    }

    /// Connects each selected stream to the sink that `sink_for` names; `None` leaves the stream out and deselects it.
    ///
    /// # Errors
    /// - [`Error::NoStreamsSelected`]: no stream is left.
    pub fn build(
        &self,
        mut sink_for: impl FnMut(&StreamDescriptor) -> Option<Arc<dyn SinkActivate>>,
    ) -> Result<Topology> {
        let topology = Topology::new();
        let mut branches = 0;
        for index in 0..self.descriptor.stream_count() {
            let (stream, selected) = self.descriptor.stream(index)?;
            if !selected {
                continue;
            }
            let Some(activate) = sink_for(stream) else {
                self.descriptor.select(index, false)?;
                continue;
            };
            let source = TopologyNode::source(
                Arc::clone(&self.source.0),
                Arc::clone(&self.descriptor),
                Arc::clone(stream),
            );
            if let Some(start) = self.start {
                source.attributes().set(keys::MF_TOPONODE_MEDIASTART, start);
            }
            if let Some(stop) = self.stop {
                source.attributes().set(keys::MF_TOPONODE_MEDIASTOP, stop);
            }
            let output = TopologyNode::output_for_activate(activate, 0);
            // The session shuts the sink down with its topology: a player that opens file after file keeps none.
            output
                .attributes()
                .set(keys::MF_TOPONODE_NOSHUTDOWN_ON_REMOVE, self.keeps_sinks);
            if !self.required {
                let method = ConnectMethod::ALLOW_DECODER.with(ConnectMethod::AS_OPTIONAL_BRANCH);
                output
                    .attributes()
                    .set(keys::MF_TOPONODE_CONNECT_METHOD, method.0);
            }
            topology.add_node(&source)?;
            topology.add_node(&output)?;
            source.connect_output(0, &output, 0)?;
            branches += 1;
        }
        if branches == 0 {
            return Err(Error::NoStreamsSelected);
        }
        Ok(topology)
    }
}
