//! Arrows run one way: between the crates, and between the modules of a folder. Which way, the blocks
//! ```` ```layers ```` of `docs/architecture.md` say, and an arrow that runs back fails here.
//!
//! A line of a block may use the lines above it, and nothing beside or below it. `layers crates` is about
//! the `[dependencies]` of each `Cargo.toml`; any other block names a folder with a `lib.rs` or a `mod.rs`
//! and is about the paths that the files below it name. `layers never` says who may not even reach whom by
//! way of others.

mod uses;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

/// The lines of each block, by what stands behind `layers`.
fn blocks(document: &str) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut blocks = BTreeMap::new();
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("```layers ") {
            let inside = lines.by_ref().take_while(|line| *line != "```");
            let words = |line: &str| line.split_whitespace().map(str::to_owned).collect();
            blocks.insert(name.to_owned(), inside.map(words).collect());
        }
    }
    blocks
}

/// Where each name stands, and what is wrong with the table itself.
fn levels(
    block: &[Vec<String>],
    existing: &BTreeSet<String>,
) -> (BTreeMap<String, usize>, Vec<String>) {
    let mut levels = BTreeMap::new();
    let mut problems = Vec::new();
    for (level, line) in block.iter().enumerate() {
        for name in line {
            if levels.insert(name.clone(), level).is_some() {
                problems.push(format!("`{name}` stands twice"));
            }
            if !existing.contains(name) {
                problems.push(format!("there is no `{name}`"));
            }
        }
    }
    let missing = existing.iter().filter(|name| !levels.contains_key(*name));
    problems.extend(missing.map(|name| format!("`{name}` stands in no line")));
    (levels, problems)
}

/// A file of a folder's module, and the path of the module that it is.
fn files(folder: &Path, module: &[String], found: &mut Vec<(PathBuf, Vec<String>)>) {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let is_rust = path.extension().is_some_and(|ending| ending == "rs");
        let inner = [module, std::slice::from_ref(&stem)].concat();
        if stem == "tests" {
            continue; // By convention they exist only under `cargo test`.
        } else if path.is_dir() {
            files(&path, &inner, found);
        } else if is_rust && ["lib", "main", "mod"].contains(&stem.as_str()) {
            found.push((path, module.to_vec()));
        } else if is_rust {
            found.push((path, inner));
        }
    }
}

/// The path of a folder's module in its crate: what stands behind `src`.
fn module_of(folder: &str) -> Vec<String> {
    let parts = folder.split('/').skip_while(|part| *part != "src").skip(1);
    parts.map(str::to_owned).collect()
}

/// The file that declares a folder's modules.
fn head(folder: &Path) -> PathBuf {
    let beside = folder.with_extension("rs");
    let inside = ["lib.rs", "mod.rs", "main.rs"].map(|name| folder.join(name));
    let all = inside.into_iter().chain([beside]);
    all.into_iter()
        .find(|path| path.is_file())
        .expect("a folder of modules has a file that names them")
}

/// Every arrow between the modules of a folder that the block does not allow. The folder's own file stands
/// above all of them; `root` in a line stands for what is defined there and used below.
fn modules(root: &Path, name: &str, block: &[Vec<String>]) -> Vec<String> {
    let folder = root.join(name);
    let module = module_of(name);
    let mut all = Vec::new();
    files(&folder, &module, &mut all);
    let child = |path: &[String]| path.get(module.len()).cloned();
    let mut existing: BTreeSet<String> = all.iter().filter_map(|(_, path)| child(path)).collect();
    let children: Vec<String> = existing.iter().cloned().collect();
    if block.iter().flatten().any(|name| name == "root") {
        existing.insert("root".to_owned());
    }
    let (levels, problems) = levels(block, &existing);
    let mut problems: Vec<String> = problems
        .iter()
        .map(|problem| format!("{name}: {problem}"))
        .collect();
    let exported: BTreeMap<String, String> =
        uses::exported(&fs::read_to_string(head(&folder)).unwrap(), &children)
            .into_iter()
            .collect();
    for (file, path) in &all {
        let Some(from) = child(path) else { continue };
        let text = fs::read_to_string(file).unwrap();
        for used in uses::of(&text, path) {
            let Some(target) = used
                .path
                .strip_prefix(module.as_slice())
                .and_then(<[String]>::first)
            else {
                continue; // Out of the folder: another block's.
            };
            let to = match target {
                target if children.contains(target) => target,
                target => exported.get(target).map_or("root", String::as_str),
            };
            let allowed = match (levels.get(&from), levels.get(to)) {
                (Some(from), Some(to)) => to < from,
                (None, _) => true, // Told already.
                (_, None) => false,
            };
            if to != from && !allowed {
                let file = file.strip_prefix(root).unwrap_or(file).display();
                problems.push(format!(
                    "{file}:{}: `{from}` uses `{to}`, which is not above it",
                    used.line
                ));
            }
        }
    }
    problems
}

/// Our own crates, and which of them each depends on; tests may use what they like.
fn dependencies(root: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let folders = fs::read_dir(root.join("harness")).unwrap();
    let folders = folders.map(|entry| entry.unwrap().path());
    let own = ["xtask", "xtask/bench", "xtask/mutate"];
    let folders = folders.chain(own.map(|folder| root.join(folder)));
    let manifests = folders.map(|folder| -> toml::Table {
        fs::read_to_string(folder.join("Cargo.toml"))
            .unwrap()
            .parse()
            .unwrap()
    });
    let crates = manifests.map(|manifest| {
        let name = manifest["package"]["name"].as_str().unwrap().to_owned();
        let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table);
        let names = dependencies.into_iter().flat_map(toml::Table::keys);
        (name, names.cloned().collect())
    });
    crates.collect()
}

/// Every dependency between our crates that the block does not allow.
fn crates(dependencies: &BTreeMap<String, BTreeSet<String>>, block: &[Vec<String>]) -> Vec<String> {
    let (levels, mut problems) = levels(block, &dependencies.keys().cloned().collect());
    for (from, names) in dependencies {
        for to in names.iter().filter(|to| dependencies.contains_key(*to)) {
            if let (Some(above), Some(level)) = (levels.get(to), levels.get(from))
                && above >= level
            {
                problems.push(format!("`{from}` depends on `{to}`, which is not above it"));
            }
        }
    }
    problems
}

/// Who reaches, through our own crates, what a line `NAME never NAME …` keeps from it.
fn never(dependencies: &BTreeMap<String, BTreeSet<String>>, block: &[Vec<String>]) -> Vec<String> {
    let mut problems = Vec::new();
    for line in block {
        let [from, word, forbidden @ ..] = line.as_slice() else {
            problems.push(format!("`{}` is no rule", line.join(" ")));
            continue;
        };
        if word != "never" || !dependencies.contains_key(from) {
            problems.push(format!("`{}` is no rule", line.join(" ")));
        }
        let mut reached = BTreeSet::new();
        let mut open = vec![from];
        while let Some(next) = open.pop() {
            for name in dependencies.get(next).into_iter().flatten() {
                if reached.insert(name) {
                    open.push(name);
                }
            }
        }
        let wrong = forbidden.iter().filter(|name| reached.contains(name));
        problems.extend(wrong.map(|name| format!("`{from}` reaches `{name}`")));
    }
    problems
}

#[test]
fn no_arrow_runs_back() {
    let root = root();
    let document = fs::read_to_string(root.join("docs/architecture.md")).unwrap();
    let blocks = blocks(&document);
    let dependencies = dependencies(&root);
    let mut problems = Vec::new();
    for (name, block) in &blocks {
        problems.extend(match name.as_str() {
            "crates" => crates(&dependencies, block),
            "never" => never(&dependencies, block),
            folder => modules(&root, folder, block),
        });
    }
    for needed in ["crates", "never", "xtask/src"] {
        assert!(
            blocks.contains_key(needed),
            "docs/architecture.md has no block `layers {needed}`"
        );
    }
    assert!(
        problems.is_empty(),
        "against docs/architecture.md:\n{}",
        problems.join("\n")
    );
}

fn lines(text: &[&str]) -> Vec<Vec<String>> {
    text.iter()
        .map(|line| line.split_whitespace().map(str::to_owned).collect())
        .collect()
}

#[test]
fn a_planted_arrow_between_modules_is_found_with_its_line() {
    let folder = tempfile::TempDir::new().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("x/src/lib.rs", "mod low; mod high; pub use high::Tall;");
    write(
        "x/src/low.rs",
        "\nuse crate::high::Tall;\n#[cfg(test)] use crate::high;",
    );
    write("x/src/high/mod.rs", "mod inner; use crate::low;");
    write("x/src/high/inner.rs", "use super::Tall; use crate::low;");
    let order = lines(&["low", "high"]);
    let found = modules(folder.path(), "x/src", &order);
    assert_eq!(
        found,
        ["x/src/low.rs:2: `low` uses `high`, which is not above it"]
    );
    // By the name that the crate hands on.
    write("x/src/low.rs", "fn f(_: crate::Tall) {}");
    let found = modules(folder.path(), "x/src", &order);
    assert_eq!(
        found,
        ["x/src/low.rs:1: `low` uses `high`, which is not above it"]
    );
    // What the crate's root itself defines is above everything, unless a line says otherwise.
    write("x/src/low.rs", "fn f() { crate::own() }");
    let found = modules(folder.path(), "x/src", &order);
    assert_eq!(
        found,
        ["x/src/low.rs:1: `low` uses `root`, which is not above it"]
    );
    assert!(modules(folder.path(), "x/src", &lines(&["root", "low", "high"])).is_empty());
    // A table that forgets a module, or names one that is gone.
    write("x/src/low.rs", "");
    assert_eq!(
        modules(folder.path(), "x/src", &lines(&["low"])),
        ["x/src: `high` stands in no line"]
    );
    let found = modules(folder.path(), "x/src", &lines(&["low", "high", "gone"]));
    assert_eq!(found, ["x/src: there is no `gone`"]);
    // Of a folder further down, its own modules.
    write(
        "x/src/high/other.rs",
        "use super::inner::X; use crate::low;",
    );
    let found = modules(folder.path(), "x/src/high", &lines(&["other", "inner"]));
    let arrow = "x/src/high/other.rs:1: `other` uses `inner`, which is not above it";
    assert!(found.contains(&arrow.to_owned()), "{found:?}");
}

#[test]
fn a_planted_arrow_between_crates_is_found() {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let all = BTreeMap::from([
        ("low".to_owned(), set(&["serde"])),
        ("middle".to_owned(), set(&["low"])),
        ("high".to_owned(), set(&["middle"])),
    ]);
    assert!(crates(&all, &lines(&["low", "middle", "high"])).is_empty());
    let found = crates(&all, &lines(&["low", "middle high"]));
    assert_eq!(found, ["`high` depends on `middle`, which is not above it"]);
    assert_eq!(
        never(&all, &lines(&["high never low"])),
        ["`high` reaches `low`"]
    );
    assert_eq!(
        never(&all, &lines(&["high never serde"])),
        ["`high` reaches `serde`"]
    );
    assert!(never(&all, &lines(&["low never high"])).is_empty());
    assert_eq!(
        never(&all, &lines(&["hihg never low"])),
        ["`hihg never low` is no rule"]
    );
}
