use openmf_core::{MediaTime, PresentationTime, RateBounds, TimeSpan};

use crate::{BranchId, SinkId, SourceId, StreamSinkId};

/// What the session needs to know about a resolved topology: its components and how they hang together.
///
/// Only connected streams count: a selected stream that no branch reads does not appear and holds nothing up.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct PresentationShape {
    /// `IMFTopology::GetTopologyID`, by which `GetFullTopology` finds it.
    pub topology_id: u64,
    /// The media sources, each once.
    pub sources: Vec<SourceShape>,
    /// The branches: one for each output node.
    pub branches: Vec<BranchShape>,
    /// The media sinks, each once.
    pub sinks: Vec<SinkShape>,
    /// `MF_TOPOLOGY_START_TIME_ON_PRESENTATION_SWITCH`: where it starts, on its own timeline, when it follows another
    /// presentation without a call of `Start`. Default 0.
    pub start_on_switch: TimeSpan,
    /// The sources with several presentations (`MFMEDIASOURCE_HAS_MULTIPLE_PRESENTATIONS`): they choose where each one
    /// but the first starts, and the session goes on until they say `MEEndOfPresentation`.
    pub playlist_sources: Vec<SourceId>,
    /// `MF_TOPOLOGY_PROJECTSTART` and `MF_TOPOLOGY_PROJECTSTOP`: its place in the whole sequence, in a session with
    /// global time.
    pub project: Option<(PresentationTime, PresentationTime)>,
}

/// A media source of a presentation.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceShape {
    /// Which.
    pub id: SourceId,
    /// What a person calls it: a file name or URL. Errors name it.
    pub name: String,
    /// `MFMEDIASOURCE_CAN_SEEK`.
    pub can_seek: bool,
    /// `MFMEDIASOURCE_CAN_PAUSE`.
    pub can_pause: bool,
    /// `MFMEDIASOURCE_IS_LIVE`.
    pub is_live: bool,
    /// `MFMEDIASOURCE_DOES_NOT_USE_NETWORK`.
    pub is_local: bool,
    /// `MF_PD_DURATION`, if known.
    pub duration: Option<TimeSpan>,
    /// The rates of its rate control; `None` if it has none.
    pub rates: Option<RateBounds>,
}

/// What leads to one stream sink: a path from one stream of a source; paths from several, where a transform has several
/// inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct BranchShape {
    /// Which.
    pub id: BranchId,
    /// What a person calls it: "video of a.mkv". Errors name it.
    pub name: String,
    /// The source it reads.
    pub source: SourceId,
    /// The stream sink it feeds.
    pub stream_sink: StreamSinkId,
    /// `MF_TOPONODE_MEDIASTART` of its source node. Default 0.
    pub media_start: MediaTime,
    /// `MF_TOPONODE_MEDIASTOP` of its source node; `None`: to the end.
    pub media_stop: Option<MediaTime>,
    /// The rates of the rate control of each of its transforms; `None` for one that has none.
    pub transform_rates: Vec<Option<RateBounds>>,
    /// The further source nodes that feed it. Mostly none.
    pub joined: Vec<BranchInput>,
}

/// A source node that feeds a branch besides its first one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BranchInput {
    /// The source.
    pub source: SourceId,
    /// `MF_TOPONODE_MEDIASTART` of the source node. Default 0.
    pub media_start: MediaTime,
    /// `MF_TOPONODE_MEDIASTOP` of the source node; `None`: to the end.
    pub media_stop: Option<MediaTime>,
}

impl BranchShape {
    /// Whether this source feeds it.
    pub fn reads(&self, source: SourceId) -> bool {
        self.source == source || self.joined.iter().any(|input| input.source == source)
    }

    /// Sets `MF_TOPONODE_MEDIASTOP` of one of its source nodes: 0 is the first, the joined ones follow.
    pub(crate) fn set_stop(&mut self, input: u32, stop: MediaTime) {
        match input.checked_sub(1) {
            None => self.media_stop = Some(stop),
            Some(index) => {
                if let Some(joined) = self.joined.get_mut(index as usize) {
                    joined.media_stop = Some(stop);
                }
            }
        }
    }
}

/// A media sink of a presentation.
#[derive(Clone, Debug, PartialEq)]
pub struct SinkShape {
    /// Which.
    pub id: SinkId,
    /// What a person calls it. Errors name it.
    pub name: String,
    /// Its stream sinks that a branch feeds. The others do not take part: no answer is awaited from them.
    pub stream_sinks: Vec<StreamSinkId>,
    /// `MEDIASINK_RATELESS` or `MF_TOPONODE_RATELESS`.
    pub rateless: bool,
    /// Its rate support; `None` if it has none. Its stream sinks then tell neither of changes of the rate nor of scrubs.
    pub rates: Option<RateBounds>,
    /// `MEDIASINK_CAN_PREROLL`, and no `MF_TOPONODE_DISABLE_PREROLL`.
    pub can_preroll: bool,
    /// It is an `IMFFinalizableMediaSink`.
    pub finalizable: bool,
    /// `MF_TOPONODE_NOSHUTDOWN_ON_REMOVE` is false: shut down as soon as the topology is dropped, and not only when
    /// the session is shut down.
    pub shutdown_on_remove: bool,
}
