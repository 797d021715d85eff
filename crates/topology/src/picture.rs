//! Topologies as text and pictures.

use std::collections::HashMap;
use std::fmt::Write as _;

use openmf_core::keys;

use crate::current_type::current_type;
use crate::validate::in_order;
use crate::{NodeId, NodeKind, Topology, TopologyNode};

impl Topology {
    /// The topology as an indented tree: one tree for each source node, with the media type on each link, as far as
    /// types are set. A node that several branches lead to is drawn out once.
    pub fn tree(&self) -> String {
        let mut text = String::new();
        let mut drawn = Vec::new();
        let nodes = self.nodes();
        let is_root =
            |node: &&TopologyNode| node.kind() == NodeKind::SourceStream || node.inputs().is_empty();
        for root in nodes.iter().filter(is_root) {
            draw(root, &mut text, &mut drawn);
        }
        // What is left is part of a loop.
        for node in &nodes {
            if !drawn.iter().any(|other: &TopologyNode| other.is_same(node)) {
                draw(node, &mut text, &mut drawn);
            }
        }
        text
    }

    /// The topology in Graphviz's language, left to right.
    pub fn to_dot(&self) -> String {
        let mut dot = String::from("digraph topology {\n  rankdir=LR;\n  node [shape=box];\n");
        let nodes = self.nodes();
        for node in &nodes {
            let label = format!("{}\n{}", node.name(), description(node));
            let _ = writeln!(dot, "  n{} [label={}];", node.id(), quoted(&label));
        }
        for node in &nodes {
            for link in links(node) {
                let _ = writeln!(
                    dot,
                    "  n{} -> n{} [label={}];",
                    node.id(),
                    link.down.id(),
                    quoted(&link.media_type)
                );
            }
        }
        dot.push_str("}\n");
        dot
    }

    /// The topology as an SVG picture, left to right: a column for each step from the sources, a box for each node, the
    /// media type on each link.
    pub fn to_svg(&self) -> String {
        let nodes = self.nodes();
        let index: Index = nodes.iter().enumerate().map(|(i, node)| (node.id(), i)).collect();
        let places = layout(&nodes, &index);
        let columns = places.iter().map(|place| place.0 + 1).max().unwrap_or(0);
        let rows = places.iter().map(|place| place.1 + 1).max().unwrap_or(0);
        let (width, height) = (
            MARGIN * 2 + columns * (BOX_WIDTH + GAP) - if columns > 0 { GAP } else { 0 },
            MARGIN * 2 + rows * ROW_HEIGHT,
        );
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
        );
        let corner =
            |(column, row): (usize, usize)| (MARGIN + column * (BOX_WIDTH + GAP), MARGIN + row * ROW_HEIGHT);
        for (node, place) in nodes.iter().zip(&places) {
            for link in links(node) {
                let target = index.get(&link.down.id()).and_then(|i| places.get(*i));
                let Some(target) = target else { continue };
                let ((x, y), (tx, ty)) = (corner(*place), corner(*target));
                let (x1, y1, x2, y2) = (x + BOX_WIDTH, y + BOX_HEIGHT / 2, tx, ty + BOX_HEIGHT / 2);
                let (middle, label_y) = (x1.midpoint(x2), y1.midpoint(y2));
                let _ = writeln!(
                    svg,
                    "<path d=\"M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}\" fill=\"none\" stroke=\"#555555\"/>\n\
                     <circle cx=\"{x2}\" cy=\"{y2}\" r=\"3\" fill=\"#555555\"/>"
                );
                for (line, words) in wrapped(&link.media_type).iter().enumerate() {
                    let _ = writeln!(
                        svg,
                        "<text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\" font-size=\"10\">{}</text>",
                        (label_y + 14 + line * 12),
                        escaped(words)
                    );
                }
            }
        }
        for (node, place) in nodes.iter().zip(&places) {
            let (x, y) = corner(*place);
            let _ = writeln!(
                svg,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{BOX_WIDTH}\" height=\"{BOX_HEIGHT}\" rx=\"4\" fill=\"{}\" \
                 stroke=\"#333333\"/>\n\
                 <text x=\"{cx}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n\
                 <text x=\"{cx}\" y=\"{}\" text-anchor=\"middle\" font-size=\"10\" fill=\"#555555\">{}</text>",
                color(node),
                y + 22,
                escaped(&shortened(&node.name())),
                y + 38,
                escaped(&description(node)),
                cx = x + BOX_WIDTH / 2,
            );
        }
        svg.push_str("</svg>\n");
        svg
    }
}

const MARGIN: usize = 20;
const BOX_WIDTH: usize = 190;
const BOX_HEIGHT: usize = 50;
const GAP: usize = 190;
const ROW_HEIGHT: usize = 110;
/// The most characters of a name in a box, and of a line on a link.
const LINE: usize = 28;

/// The places of nodes in the list, by identifier, which is unique within a topology.
type Index = HashMap<NodeId, usize>;

struct Link {
    down: TopologyNode,
    media_type: String,
}

fn links(node: &TopologyNode) -> Vec<Link> {
    node.outputs()
        .into_iter()
        .map(|(output, down, input)| {
            let media_type = current_type(node, output, true).or_else(|_| current_type(&down, input, false));
            Link {
                media_type: media_type.map_or_else(|_| "not negotiated".to_owned(), |t| t.to_string()),
                down,
            }
        })
        .collect()
}

fn description(node: &TopologyNode) -> String {
    let mut text = format!("{} node {}", node.kind(), node.id());
    if node.attributes().get_or(keys::MF_TOPONODE_DECODER, false) {
        text.push_str(", decoder");
    }
    text
}

fn draw(node: &TopologyNode, text: &mut String, drawn: &mut Vec<TopologyNode>) {
    // A walk with its own stack: hostile topologies are deeper than the program's.
    let mut open = vec![(node.clone(), String::new(), String::new())];
    while let Some((node, lead, indent)) = open.pop() {
        let known = drawn.iter().any(|other| other.is_same(&node));
        let note = if known { ", see above" } else { "" };
        let _ = writeln!(text, "{lead}{} ({}{note})", node.name(), description(&node));
        if known {
            continue;
        }
        drawn.push(node.clone());
        let links = links(&node);
        let last = links.len().saturating_sub(1);
        for (index, link) in links.into_iter().enumerate().rev() {
            let (branch, below) = if index == last {
                ("└─ ", "   ")
            } else {
                ("├─ ", "│  ")
            };
            open.push((
                link.down,
                format!("{indent}{branch}{} ─> ", link.media_type),
                format!("{indent}{below}"),
            ));
        }
    }
}

/// The column and row of each node: the column is the longest way from a source, rows are filled from the top.
fn layout(nodes: &[TopologyNode], index: &Index) -> Vec<(usize, usize)> {
    let downstream: Vec<Vec<usize>> = nodes
        .iter()
        .map(|node| {
            let outputs = node.outputs().into_iter();
            outputs
                .filter_map(|(_, down, _)| index.get(&down.id()).copied())
                .collect()
        })
        .collect();
    // Nodes on a loop have no place in the order; they stay in the first column.
    let mut columns = vec![0usize; nodes.len()];
    for from in in_order(nodes) {
        for &to in &downstream[from] {
            columns[to] = columns[to].max(columns[from] + 1);
        }
    }
    // Along the branches, so that a branch stays in its row where it can.
    let mut rows: Vec<Option<usize>> = vec![None; nodes.len()];
    let mut next_row = 0;
    let roots = (0..nodes.len()).filter(|&index| columns[index] == 0);
    let mut open: Vec<(usize, Option<usize>)> = roots.map(|index| (index, None)).collect();
    open.reverse();
    while let Some((index, wished)) = open.pop() {
        if rows[index].is_some() {
            continue;
        }
        let row = wished.unwrap_or(next_row);
        next_row = next_row.max(row + 1);
        rows[index] = Some(row);
        for (place, &to) in downstream[index].iter().enumerate().rev() {
            open.push((to, (place == 0).then_some(row)));
        }
    }
    columns
        .into_iter()
        .zip(rows)
        .map(|(column, row)| (column, row.unwrap_or(0)))
        .collect()
}

fn color(node: &TopologyNode) -> &'static str {
    match node.kind() {
        NodeKind::SourceStream => "#d7ecd9",
        NodeKind::Transform => "#fdf3d0",
        NodeKind::Tee => "#eeeeee",
        NodeKind::Output => "#d6e6f5",
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LINE {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(LINE - 1).collect();
    short.push('…');
    short
}

fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let word = shortened(word);
        match lines.last_mut() {
            Some(line) if line.is_empty() => *line = word,
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LINE => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

// Control characters are not allowed in XML at all, so they become the replacement character.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
