//! From a whole file to the overlay on a base: the way back, proved by going it forth again.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use super::{
    Flaw, header, items,
    items::{Block, File, Import, Item, Kind, same_path},
    make::make,
};

/// The widest line of a header.
const WIDTH: usize = 100;

/// The shortest overlay on `base`, called `name`, from which `whole` is made again: with the same items, token
/// by token, in whatever order. `None` where there is no such overlay.
///
/// The header's `//!` and comments are kept. Comments in items that do not differ are not.
pub fn derive(whole: &str, name: &str, base: &str) -> Result<Option<String>, Flaw> {
    let (file, base) = (items::read(whole)?, items::read(base)?);
    let mut differences = Differences::default();
    differences.imports(&file, &base);
    differences.items(&file, &file.items, &base, &base.items);
    let overlay = differences.written(&file, name);
    let proved = items::read(&overlay).and_then(|parts| {
        let made = make(&parts, &header::read(&overlay)?, name, &base)?;
        Ok(holds_the_same(&items::read(&made.text)?, &file))
    });
    // An overlay that cannot be made a file again, or another one, is none.
    Ok(proved.unwrap_or(false).then_some(overlay))
}

#[derive(Default)]
struct Differences {
    adds: Vec<String>,
    drops: Vec<String>,
    imports: Vec<Import>,
    /// What stands below the header, one after the other.
    parts: Vec<String>,
}

impl Differences {
    fn imports(&mut self, file: &File, base: &File) {
        let (wanted, mut there) = (imports(&file.items), imports(&base.items));
        let mut names: BTreeSet<&str> = wanted.iter().map(|import| import.name()).collect();
        let own = file
            .items
            .iter()
            .filter_map(|item| item.path.split_once(' '));
        names.extend(own.map(|(_, name)| name));
        for item in &base.items {
            let Kind::Use(of_item) = &item.kind else {
                continue;
            };
            // What is not used does not matter, unless the file means something else by that name.
            let unwanted = |import: &&Import| !wanted.contains(import);
            if of_item
                .iter()
                .filter(unwanted)
                .any(|i| names.contains(i.name()))
            {
                self.drops.push(item.path.clone());
                there.retain(|import| !of_item.contains(import));
            }
        }
        self.imports = wanted
            .into_iter()
            .filter(|i| !there.contains(i))
            .cloned()
            .collect();
    }

    fn items(&mut self, file: &File, own: &[Item], base: &File, others: &[Item]) {
        let is_item = |item: &&Item| !matches!(item.kind, Kind::Use(_));
        for item in own.iter().filter(is_item) {
            let same = others
                .iter()
                .filter(|other| same_path(&other.path, &item.path));
            let mut same = same.collect::<Vec<_>>();
            if let Kind::Block(block) = &item.kind {
                same.retain(
                    |other| matches!(&other.kind, Kind::Block(b) if b.header == block.header),
                );
                if let Some(other) = same.last() {
                    self.members(file, (item, block), base, other);
                    continue;
                }
            }
            match same.as_slice() {
                [] => self.adds.push(item.path.clone()),
                [other] if base.tokens(other) == file.tokens(item) => continue,
                _ => {}
            }
            self.parts.push(file.text(item.lines.clone()));
        }
        for other in others.iter().filter(is_item) {
            let header = |item: &Item| match &item.kind {
                Kind::Block(block) => block.header.clone(),
                _ => String::new(),
            };
            let same =
                |item: &Item| same_path(&item.path, &other.path) && header(item) == header(other);
            if !own.iter().any(same) {
                self.drops.push(other.path.clone());
            }
        }
    }

    /// What differs in a block that both have.
    fn members(&mut self, file: &File, (item, block): (&Item, &Block), base: &File, other: &Item) {
        let Kind::Block(of_base) = &other.kind else {
            return;
        };
        let mut inner = Differences::default();
        inner.items(file, &block.members, base, &of_base.members);
        self.adds.append(&mut inner.adds);
        self.drops.append(&mut inner.drops);
        if !inner.parts.is_empty() {
            let head = file.text(item.line - 1..block.braces.0 + 1);
            let end = file.text(block.braces.1..item.lines.end);
            self.parts
                .push(format!("{head}{}{end}", inner.parts.join("\n")));
        }
    }

    fn written(&self, file: &File, name: &str) -> String {
        let mut out = format!("//@ base: {name}\n");
        let top = file.lines[file.top()].iter().map(String::as_str);
        let (keys, about): (Vec<&str>, Vec<&str>) = top.partition(|line| line.starts_with("//@"));
        let expects = |line: &&&str| line.trim_start_matches("//@").trim().starts_with("expect");
        out.extend(keys.iter().filter(expects).copied());
        listed(&mut out, "adds", &self.adds);
        listed(&mut out, "drops", &self.drops);
        let about = about.into_iter().filter(|line| !line.starts_with("#!["));
        out.push_str(about.collect::<String>().trim_end());
        if !out.ends_with('\n') {
            out.push('\n');
        }
        let uses = written(&self.imports);
        let uses = (!uses.is_empty()).then_some(uses);
        let parts: Vec<&str> = uses.iter().chain(&self.parts).map(String::as_str).collect();
        let parts: Vec<String> = parts
            .iter()
            .map(|part| format!("{}\n", part.trim_end()))
            .collect();
        out.push_str(&parts.join("\n"));
        out
    }
}

fn imports(items: &[Item]) -> BTreeSet<&Import> {
    let of = items.iter().filter_map(|item| match &item.kind {
        Kind::Use(imports) => Some(imports),
        _ => None,
    });
    of.flatten().collect()
}

/// One line where there is room for it.
fn listed(out: &mut String, key: &str, paths: &[String]) {
    let mut line = String::new();
    for path in paths {
        if !line.is_empty() && line.len() + path.len() + 2 > WIDTH {
            out.push_str(&line);
            out.push('\n');
            line.clear();
        }
        // Writing to a String cannot fail.
        let _ = match line.is_empty() {
            true => write!(line, "//@ {key}: {path}"),
            false => write!(line, ", {path}"),
        };
    }
    if !line.is_empty() {
        out.push_str(&line);
        out.push('\n');
    }
}

/// `use` lines, those from one module in one.
fn written(imports: &[Import]) -> String {
    let mut groups: BTreeMap<(&str, String), Vec<String>> = BTreeMap::new();
    for import in imports {
        let (last, module) = import
            .path
            .split_last()
            .map_or(("", &[][..]), |(l, m)| (l, m));
        let rename = import.rename.as_ref().map(|name| format!(" as {name}"));
        let name = format!("{last}{}", rename.unwrap_or_default());
        let key = (import.prefix.as_str(), module.join("::"));
        groups.entry(key).or_default().push(name);
    }
    let line = |((prefix, module), names): (&(&str, String), &Vec<String>)| {
        let prefix = if prefix.is_empty() {
            String::new()
        } else {
            format!("{prefix} ")
        };
        let names = match names.as_slice() {
            [one] => one.clone(),
            more => format!("{{{}}}", more.join(", ")),
        };
        let colons = if module.is_empty() { "" } else { "::" };
        format!("{prefix}use {module}{colons}{names};\n")
    };
    let mut lines: Vec<String> = groups.iter().map(line).collect();
    // As rustfmt has it: what stands in braces comes last.
    lines.sort();
    lines.concat()
}

/// Whether a file that was made holds the same items as another, whatever their order. It may import more.
fn holds_the_same(made: &File, file: &File) -> bool {
    let enough = imports(&made.items).is_superset(&imports(&file.items));
    enough && made.attributes == file.attributes && inventory(made) == inventory(file)
}

/// Every item with its tokens, sorted.
fn inventory(file: &File) -> Vec<(String, String)> {
    fn collect(file: &File, items: &[Item], within: &str, all: &mut Vec<(String, String)>) {
        for item in items {
            match &item.kind {
                Kind::Use(_) => {}
                Kind::Whole => all.push((format!("{within}{}", item.path), file.tokens(item))),
                Kind::Block(block) => {
                    let within = format!("{within}{}\n", block.header);
                    collect(file, &block.members, &within, all);
                    if block.members.is_empty() {
                        all.push((within, String::new()));
                    }
                }
            }
        }
    }
    let mut all = Vec::new();
    collect(file, &file.items, "", &mut all);
    all.sort();
    all
}
