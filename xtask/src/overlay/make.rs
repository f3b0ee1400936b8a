//! From an overlay and its base to the whole file, with the origin of each line.

use std::{collections::BTreeSet, ops::Range};

use super::{
    Flaw,
    header::{Header, Said},
    items::{Block, File, Import, Item, Kind, all, same_path},
};
use crate::words::distance;

/// A file that was made of two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The whole text.
    pub text: String,
    /// For each line, who wrote it.
    pub origins: Vec<Origin>,
}

/// Where a line stands, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In the overlay.
    Overlay(usize),
    /// In the base.
    Base(usize),
}

/// Puts the overlay's items in the place of the base's. `name` is what the overlay calls its base.
///
/// Each item has to differ from one of the base; what is new, and what is gone, has to be declared. So an
/// item that the base no longer has is never silently added. Costs a pass over both, and the tokens of what
/// is replaced.
pub fn make(overlay: &File, header: &Header, name: &str, base: &File) -> Result<Made, Flaw> {
    let mut plan = Plan {
        overlay,
        header,
        name,
        base,
        edits: Vec::new(),
        dropped: Vec::new(),
        added: BTreeSet::new(),
    };
    plan.drop_all()?;
    plan.top();
    if !overlay.attributes.is_empty() {
        let problem = "`#![…]` is the base's, and an overlay adds none: leave it out";
        let line = overlay
            .lines
            .iter()
            .position(|line| line.starts_with("#!["));
        return Err(Flaw::new(line.map_or(1, |line| line + 1), problem));
    }
    plan.items(&overlay.items, &base.items, base.lines.len())?;
    plan.declarations()?;
    if overlay.items.is_empty() && header.drops.is_empty() {
        let problem = format!("nothing differs from {name}: write the items that do");
        return Err(Flaw::new(1, problem));
    }
    Ok(plan.written())
}

struct Plan<'a> {
    overlay: &'a File,
    header: &'a Header,
    name: &'a str,
    base: &'a File,
    edits: Vec<Edit>,
    /// Lines of the base that are gone.
    dropped: Vec<Range<usize>>,
    /// What of `adds` was met.
    added: BTreeSet<&'a str>,
}

/// Lines of the overlay in the place of lines of the base.
struct Edit {
    base: Range<usize>,
    overlay: Vec<usize>,
    /// An empty line comes first.
    apart: bool,
}

impl<'a> Plan<'a> {
    fn is_there(&self, item: &Item) -> bool {
        let within = |gone: &Range<usize>| gone.contains(&item.lines.start);
        !self.dropped.iter().any(within)
    }

    fn drop_all(&mut self) -> Result<(), Flaw> {
        for Said { line, value } in &self.header.drops {
            let gone: Vec<Range<usize>> = all(&self.base.items)
                .filter(|item| same_path(&item.path, value))
                .map(|item| item.lines.clone())
                .collect();
            if gone.is_empty() {
                let near = self.near(value);
                let problem = format!(
                    "{} has no `{value}`{near}: take it out of `drops`, or correct it",
                    self.name
                );
                return Err(Flaw::new(*line, problem));
            }
            for lines in gone {
                self.edits.push(Edit {
                    base: self.with_a_blank(lines.clone()),
                    overlay: Vec::new(),
                    apart: false,
                });
                self.dropped.push(lines);
            }
        }
        Ok(())
    }

    /// An item's lines, and one of the blank lines round it.
    fn with_a_blank(&self, lines: Range<usize>) -> Range<usize> {
        let blank = |line: Option<usize>| {
            let line = line.and_then(|line| self.base.lines.get(line));
            line.is_some_and(|line| line.trim().is_empty())
        };
        if blank(lines.start.checked_sub(1)) {
            lines.start - 1..lines.end
        } else if blank(Some(lines.end)) {
            lines.start..lines.end + 1
        } else {
            lines
        }
    }

    /// What the overlay says about itself takes the place of what the base says.
    fn top(&mut self) {
        let about = |line: &&String| line.starts_with("//@") || line.starts_with("//!");
        let base = 0..self.base.lines.iter().take_while(about).count();
        let ours = |line: &usize| {
            let line = &self.overlay.lines[*line];
            let key = line.strip_prefix("//@").map(str::trim_start);
            key.is_none_or(|key| key.starts_with("expect"))
        };
        self.edits.push(Edit {
            base,
            overlay: self.overlay.top().filter(ours).collect(),
            apart: false,
        });
    }

    fn items(&mut self, overlay: &'a [Item], base: &'a [Item], end: usize) -> Result<(), Flaw> {
        let mut seen: Vec<&Item> = Vec::new();
        for item in overlay {
            let twin = seen.iter().find(|seen| same_path(&seen.path, &item.path));
            let is_use = matches!(item.kind, Kind::Use(_));
            if let (Some(twin), false) = (twin, is_use) {
                let problem = format!(
                    "a second `{}`: the first is in line {}. Leave one of them",
                    item.path, twin.line
                );
                return Err(Flaw::new(item.line, problem));
            }
            seen.push(item);
            match &item.kind {
                Kind::Use(imports) => self.import(item, imports, base, end)?,
                Kind::Block(block) => self.block(item, block, base, end)?,
                Kind::Whole => self.whole(item, base, end)?,
            }
        }
        Ok(())
    }

    /// One item, for the one in `base` that is called the same; else, if it is declared, before `end`.
    fn whole(&mut self, item: &'a Item, base: &'a [Item], end: usize) -> Result<(), Flaw> {
        let same = |other: &&Item| same_path(&other.path, &item.path) && self.is_there(other);
        match *base.iter().filter(same).collect::<Vec<_>>() {
            [] => {
                self.declared(item)?;
                let at = if item.path.starts_with("macro ") {
                    after_imports(base).unwrap_or(end)
                } else {
                    base.last().map_or(end, |last| last.lines.end)
                };
                self.add(item, at);
                Ok(())
            }
            [other] if self.base.tokens(other) == self.overlay.tokens(item) => {
                let problem = format!(
                    "`{}` is the same as in {}: leave it out, or write what differs",
                    item.path, self.name
                );
                Err(Flaw::new(item.line, problem))
            }
            [other] => {
                self.edits.push(Edit {
                    base: other.lines.clone(),
                    overlay: item.lines.clone().collect(),
                    apart: false,
                });
                Ok(())
            }
            _ => {
                let problem = format!(
                    "{} has more than one `{}`, so this could be for any of them: \
                     keep this file whole",
                    self.name, item.path
                );
                Err(Flaw::new(item.line, problem))
            }
        }
    }

    /// The members of a block, each for its own.
    fn block(
        &mut self,
        item: &'a Item,
        block: &'a Block,
        base: &'a [Item],
        end: usize,
    ) -> Result<(), Flaw> {
        let blocks: Vec<(&Item, &Block)> = base
            .iter()
            .filter(|other| same_path(&other.path, &item.path) && self.is_there(other))
            .filter_map(|other| match &other.kind {
                Kind::Block(block) => Some((other, block)),
                _ => None,
            })
            .collect();
        let Some((_, into)) = blocks.iter().rfind(|(_, b)| b.header == block.header) else {
            let base = if blocks.is_empty() { base } else { &[] };
            return match blocks.iter().find(|held| self.is_for(block, held)) {
                Some((other, _)) => {
                    let problem = format!(
                        "{} writes `{}` in another way, in its line {}: write it the same way",
                        self.name, item.path, other.line
                    );
                    Err(Flaw::new(item.line, problem))
                }
                None => self.whole(item, base, end),
            };
        };
        let problem = if block.members.is_empty() {
            format!("`{}` holds nothing: write what differs in it", item.path)
        } else if into.braces.0 == into.braces.1 {
            format!(
                "`{}` is empty in {}: declare that it drops that one and adds this one",
                item.path, self.name
            )
        } else {
            self.in_their_block(block, into, &blocks)?;
            return self.items(&block.members, &into.members, into.braces.1);
        };
        Err(Flaw::new(item.line, problem))
    }

    /// Whether a block with another first line is meant: it has one of the members, or is of the same trait,
    /// which is implemented once.
    fn is_for(&self, block: &Block, (other, held): &(&Item, &Block)) -> bool {
        let there = held.members.iter().filter(|member| self.is_there(member));
        let mut meant = there.filter(|member| block.has(&member.path));
        other.path.contains(" for ") || meant.next().is_some()
    }

    /// The base may have several blocks of one type: a member that is in another one is a slip.
    fn in_their_block(
        &self,
        block: &Block,
        into: &Block,
        blocks: &[(&Item, &Block)],
    ) -> Result<(), Flaw> {
        for member in block
            .members
            .iter()
            .filter(|member| !into.has(&member.path))
        {
            if let Some((other, _)) = blocks.iter().find(|(_, held)| held.has(&member.path)) {
                let problem = format!(
                    "`{}` is in another block of {}, in its line {}: write that block's first line",
                    member.path, self.name, other.line
                );
                return Err(Flaw::new(member.line, problem));
            }
        }
        Ok(())
    }

    /// Names that the base does not import, after those that it does.
    fn import(
        &mut self,
        item: &Item,
        imports: &BTreeSet<Import>,
        base: &[Item],
        end: usize,
    ) -> Result<(), Flaw> {
        let there = base.iter().filter(|other| self.is_there(other));
        let there = there.filter_map(|other| match &other.kind {
            Kind::Use(names) => Some(names),
            _ => None,
        });
        if let Some(name) = there.flatten().find(|name| imports.contains(name)) {
            let problem = format!(
                "{} imports `{}` already: leave it out",
                self.name,
                name.path.join("::")
            );
            return Err(Flaw::new(item.line, problem));
        }
        let at = after_imports(base).or(base.first().map(|first| first.lines.start));
        let at = at.unwrap_or(end);
        self.edits.push(Edit {
            base: at..at,
            overlay: item.lines.clone().collect(),
            apart: false,
        });
        Ok(())
    }

    fn add(&mut self, item: &Item, at: usize) {
        self.edits.push(Edit {
            base: at..at,
            overlay: item.lines.clone().collect(),
            apart: at > 0 && !self.base.lines[at - 1].trim_end().ends_with('{'),
        });
    }

    /// What the base does not have is a slip, unless it says that it is new.
    fn declared(&mut self, item: &Item) -> Result<(), Flaw> {
        let mut adds = self.header.adds.iter();
        if let Some(said) = adds.find(|said| same_path(&said.value, &item.path)) {
            self.added.insert(&said.value);
            return Ok(());
        }
        let (path, near) = (&item.path, self.near(&item.path));
        let problem = format!(
            "{} has no `{path}`{near}: correct the name, or declare it with `//@ adds: {path}`",
            self.name
        );
        Err(Flaw::new(item.line, problem))
    }

    fn declarations(&self) -> Result<(), Flaw> {
        let adds = self.header.adds.iter();
        let Some(Said { line, value }) = adds
            .into_iter()
            .find(|said| !self.added.contains(said.value.as_str()))
        else {
            return Ok(());
        };
        let in_base = all(&self.base.items).any(|item| same_path(&item.path, value));
        let problem = if in_base {
            format!("{} has `{value}` already: take it out of `adds`", self.name)
        } else {
            format!("there is no `{value}` below: take it out of `adds`, or write it")
        };
        Err(Flaw::new(*line, problem))
    }

    /// `, but NAME`, if the base has something that is nearly called so.
    fn near(&self, path: &str) -> String {
        let near = all(&self.base.items).min_by_key(|item| distance(&item.path, path));
        near.filter(|item| distance(&item.path, path) <= path.len().div_ceil(6).min(3))
            .map_or_else(String::new, |item| format!(" (but `{}`)", item.path))
    }

    fn written(mut self) -> Made {
        self.edits.sort_by_key(|edit| edit.base.start);
        let mut lines: Vec<(&str, Origin)> = Vec::new();
        let mut at = 0;
        let base = |range: Range<usize>| {
            range.map(|line| (self.base.lines[line].as_str(), Origin::Base(line + 1)))
        };
        for edit in &self.edits {
            lines.extend(base(at..edit.base.start.max(at)));
            at = at.max(edit.base.end);
            let first = edit.overlay.first().copied();
            lines.extend(
                first
                    .filter(|_| edit.apart)
                    .map(|line| ("\n", Origin::Overlay(line + 1))),
            );
            let own = edit.overlay.iter();
            lines.extend(own.map(|line| {
                (
                    self.overlay.lines[*line].as_str(),
                    Origin::Overlay(line + 1),
                )
            }));
        }
        lines.extend(base(at..self.base.lines.len()));
        let text = |line: &(&str, Origin)| format!("{}\n", line.0.trim_end_matches(['\n', '\r']));
        let whole = |line: &(&str, Origin)| match line.0.ends_with('\n') {
            true => line.0.to_owned(),
            // The last line of a file, which may be no longer the last.
            false => text(line),
        };
        Made {
            text: lines.iter().map(whole).collect(),
            origins: lines.iter().map(|line| line.1).collect(),
        }
    }
}

/// Where the imports end.
fn after_imports(items: &[Item]) -> Option<usize> {
    let is_import =
        |item: &&Item| matches!(item.kind, Kind::Use(_)) || item.path.starts_with("extern crate");
    let last = items.iter().rfind(is_import);
    last.map(|item| item.lines.end)
}
