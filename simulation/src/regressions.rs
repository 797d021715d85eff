//! What the simulation has found: the smallest scenario of each, under many schedules.

use crate::run::run;
use crate::scenario::{
    Actor, Call, FIRST_SINK, Fault, Finish, Happening, Rates, Scenario, SinkPlan, SourcePlan, Step,
    TopologyPlan, What,
};

const SCHEDULES: u64 = 150;

/// Two sources of two streams, three sinks; one topology to the first sink and one to the first and second.
fn scenario(steps: &[Step]) -> Scenario {
    let source = SourcePlan {
        streams: vec![4, 3],
        direct: true,
        can_seek: true,
        can_pause: true,
        is_live: false,
        rates: Rates::None,
        clean_every: 1,
        change_at: None,
    };
    let sink = SinkPlan {
        rateless: false,
        direct: true,
        can_preroll: false,
        finalizable: false,
        capacity: 3,
        rates: false,
    };
    let topology = |branches: &[(usize, usize, usize)]| TopologyPlan {
        branches: branches.to_vec(),
        tee: (0, None),
        start_on_switch: None,
        shut_down_on_remove: false,
        media_stop: None,
    };
    Scenario {
        seed: 0,
        split: 4,
        callbacks: true,
        sources: vec![source.clone(), source],
        sinks: vec![sink.clone(), sink.clone(), sink],
        topologies: vec![
            topology(&[(0, 0, 0)]),
            topology(&[(0, 0, 0), (1, 1, 1)]),
            topology(&[(1, 0, 2)]),
        ],
        playlist: false,
        steps: steps.iter().map(|step| (Actor::Thread(0), *step)).collect(),
        faults: Vec::new(),
        happenings: Vec::new(),
        finish: Finish::Close,
    }
}

fn fault(component: usize, call: Call, what: What) -> Fault {
    Fault {
        component,
        call,
        nth: 0,
        lasts: false,
        what,
    }
}

#[track_caller]
fn holds(mut scenario: Scenario) {
    for seed in 0..SCHEDULES {
        scenario.seed = seed;
        if let Some(violation) = run(&scenario, false).violation {
            panic!("{violation}\n{scenario:?}");
        }
    }
}

#[test]
fn a_sink_that_comes_back_in_a_later_topology_is_finalized_once() {
    let mut scenario = scenario(&[Step::Set(0, 0), Step::Set(0, 4), Step::Set(1, 1), Step::Start]);
    scenario.sinks.iter_mut().for_each(|sink| sink.finalizable = true);
    holds(scenario);
}

#[test]
fn what_was_prerolled_for_a_start_that_failed_is_not_shown_by_the_next() {
    let mut scenario = scenario(&[Step::Set(0, 0), Step::Start, Step::Start]);
    scenario.sinks.iter_mut().for_each(|sink| sink.can_preroll = true);
    scenario.faults.push(Fault {
        nth: 2,
        ..fault(0, Call::Read, What::Refused)
    });
    holds(scenario);
}

#[test]
fn the_end_of_a_topology_is_told_once() {
    for last in [Step::ClearCurrent, Step::Set(2, 1), Step::Seek(20), Step::Stop] {
        let mut scenario = scenario(&[
            Step::Set(0, 0),
            Step::Start,
            Step::Set(1, 0),
            Step::Sleep(40),
            last,
        ]);
        scenario
            .sources
            .iter_mut()
            .for_each(|source| source.streams = vec![2, 0]);
        scenario.sinks.iter_mut().for_each(|sink| sink.rateless = true);
        holds(scenario);
    }
}

#[test]
fn a_topology_has_switched_its_sinks_before_it_ends() {
    let mut scenario = scenario(&[Step::Set(0, 0), Step::Set(2, 0), Step::Set(1, 0), Step::Start]);
    scenario
        .sources
        .iter_mut()
        .for_each(|source| source.streams = vec![0, 0]);
    holds(scenario);
}

#[test]
fn a_sink_that_panics_or_hangs_in_its_shutdown_keeps_no_other_from_it() {
    for (what, finish) in [
        (What::Panics, Finish::Shutdown),
        (What::BlocksForever, Finish::Shutdown),
        (What::BlocksForever, Finish::Drop),
    ] {
        let mut scenario = scenario(&[Step::Set(1, 0), Step::Start]);
        scenario.faults.push(fault(FIRST_SINK, Call::SinkShutdown, what));
        scenario.finish = finish;
        holds(scenario);
    }
}

#[test]
fn calls_to_a_source_that_goes_from_one_topology_to_another_keep_their_order() {
    let mut scenario = scenario(&[
        Step::Set(1, 0),
        Step::Set(0, 0),
        Step::Set(1, 0),
        Step::Set(2, 0),
        Step::Start,
    ]);
    scenario
        .sources
        .iter_mut()
        .for_each(|source| source.streams = vec![1, 0]);
    scenario.split = 2;
    holds(scenario);
}

#[test]
fn the_branch_of_a_lost_sink_reads_nothing_of_the_next_presentation() {
    for at in [5, 15, 25] {
        let mut scenario = scenario(&[Step::Set(1, 0), Step::Set(0, 0), Step::Start]);
        scenario.happenings.push((at, Happening::DeviceRemoved(1)));
        holds(scenario);
    }
}
