//! Writes the generated workspace, and only what changed of it, so that cargo has nothing to do twice.

use std::{fs, path::Path};

use anyhow::Context as _;
use heddle_protocol::StageName;
use toml::{Table, Value};

use crate::{
    exit::usage,
    workspace::{Workspace, fingerprint, write_atomically, write_if_changed},
};

use super::{Effort, Package};

/// Where the generated workspace is.
pub fn folder(workspace: &Workspace) -> std::path::PathBuf {
    workspace.heddle_dir().join("ws")
}

/// About how many things cargo has to build: one a package of the lockfile, those for other systems left out.
pub fn parts(workspace: &Workspace) -> u64 {
    let lock = fs::read_to_string(folder(workspace).join("Cargo.lock")).unwrap_or_default();
    let names = lock
        .lines()
        .filter_map(|line| line.strip_prefix("name = \""));
    names
        .filter(|name| !name.starts_with("windows") && !name.starts_with("wasi"))
        .count() as u64
}

/// Writes it for these packages.
pub fn write(
    workspace: &Workspace,
    packages: &[Package<'_>],
    effort: Effort,
) -> anyhow::Result<()> {
    let folder = folder(workspace);
    let root_manifest = fs::read_to_string(workspace.root.join("Cargo.toml"))
        .context("cannot read the root's Cargo.toml")?;
    let root_manifest: Table = root_manifest
        .parse()
        .context("the root's Cargo.toml is not sound")?;
    for package in packages {
        let path = folder
            .join("subjects")
            .join(package.name())
            .join("Cargo.toml");
        write_if_changed(
            &path,
            &package_manifest(workspace, package, &root_manifest)?,
        )?;
    }
    let members: Vec<Value> = packages
        .iter()
        .map(|package| Value::String(format!("subjects/{}", package.name())))
        .collect();
    let mut section = Table::new();
    section.insert("resolver".to_owned(), Value::String("3".to_owned()));
    section.insert("members".to_owned(), Value::Array(members));
    let absolute = |table: &Table| {
        let absolute = table.iter().map(|(name, value)| {
            (
                name.clone(),
                with_absolute_path(value.clone(), &workspace.root),
            )
        });
        Value::Table(absolute.collect())
    };
    if let Some(dependencies) = dependencies(&root_manifest) {
        section.insert("dependencies".to_owned(), absolute(dependencies));
    }
    let profile = profile(&root_manifest, packages, effort);
    let mut manifest = Table::from_iter([
        ("workspace".to_owned(), Value::Table(section)),
        ("profile".to_owned(), profile),
    ]);
    if let Some(patches) = root_manifest.get("patch").and_then(Value::as_table) {
        let patches = patches.iter().map(|(registry, table)| {
            let table = table.as_table().map_or_else(|| table.clone(), absolute);
            (registry.clone(), table)
        });
        manifest.insert("patch".to_owned(), Value::Table(patches.collect()));
    }
    let manifest = manifest.to_string();
    write_if_changed(&folder.join("Cargo.toml"), &manifest)?;
    write_lockfile(workspace, &folder, &manifest)
}

/// The root's own profile, with as little work as possible for a subject and its spec: compiling them is
/// what a learner waits for, and the models spend their time elsewhere.
fn profile(root_manifest: &Table, packages: &[Package<'_>], effort: Effort) -> Value {
    let table = |text: &str| text.parse::<Table>().unwrap_or_default();
    let root = root_manifest
        .get("profile")
        .and_then(|profile| profile.get("dev"));
    let mut dev = root.and_then(Value::as_table).cloned().unwrap_or_default();
    dev.extend(table(
        "opt-level = 0\ndebug = false\nstrip = \"symbols\"\nincremental = false",
    ));
    let Value::Table(overrides) = dev
        .entry("package")
        .or_insert_with(|| Value::Table(Table::new()))
    else {
        return Value::Table(dev);
    };
    for package in packages.iter().filter(|_| effort == Effort::Timed) {
        let stages = &package.manifest.stages;
        let mut own = Table::new();
        if stages.names(StageName::Speedup) {
            // The binary that the models run is the one that is timed.
            own.extend(table("opt-level = 2"));
        }
        if stages.names(StageName::Process) {
            // Threads are asked for their stack, with lines.
            own.extend(table("debug = \"line-tables-only\"\nstrip = \"none\""));
        }
        if !own.is_empty() {
            overrides.insert(package.name(), Value::Table(own));
        }
    }
    Value::Table(Table::from_iter([("dev".to_owned(), Value::Table(dev))]))
}

/// Copies the root's lockfile whenever it or the members changed. In between cargo's own edit of the
/// copy stands: it leaves out what no member needs.
fn write_lockfile(workspace: &Workspace, folder: &Path, manifest: &str) -> anyhow::Result<()> {
    let Ok(lock) = fs::read_to_string(workspace.root.join("Cargo.lock")) else {
        return Ok(());
    };
    let stamp = format!(
        "{:016x}\n",
        fingerprint([lock.as_bytes(), manifest.as_bytes()])
    );
    let stamp_path = folder.join("Cargo.lock.stamp");
    let copy = folder.join("Cargo.lock");
    if !copy.is_file() || fs::read_to_string(&stamp_path).ok().as_ref() != Some(&stamp) {
        write_atomically(&copy, &lock)?;
        write_atomically(&stamp_path, &stamp)?;
    }
    Ok(())
}

fn dependencies(root_manifest: &Table) -> Option<&Table> {
    root_manifest
        .get("workspace")?
        .get("dependencies")?
        .as_table()
}

fn with_absolute_path(mut dependency: Value, root: &Path) -> Value {
    if let Some(path) = dependency.get_mut("path")
        && let Some(relative) = path.as_str()
    {
        *path = Value::String(root.join(relative).to_string_lossy().into_owned());
    }
    dependency
}

fn package_manifest(
    workspace: &Workspace,
    package: &Package<'_>,
    root_manifest: &Table,
) -> anyhow::Result<String> {
    let known = dependencies(root_manifest);
    for name in &package.manifest.crates {
        if !known.is_some_and(|known| known.contains_key(name)) {
            return usage(format!(
                "{}/exercise.toml allows the crate `{name}`, which `[workspace.dependencies]` does not name",
                workspace.relative(&package.exercise.folder)
            ));
        }
    }
    let text = |path: &Path| Value::String(path.to_string_lossy().into_owned());
    let crates: String = package
        .manifest
        .crates
        .iter()
        .map(|name| format!("{name}.workspace = true\n"))
        .collect();
    let unsafe_code = if package.manifest.allow_unsafe {
        "allow"
    } else {
        "forbid"
    };
    Ok(format!(
        "[package]\nname = {name}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\
         autobins = false\nautotests = false\nautoexamples = false\nautobenches = false\nbuild = false\n\n\
         [lib]\nname = {lib}\npath = {path}\ntest = false\ndoctest = false\n\n\
         [[test]]\nname = \"spec\"\npath = {spec}\nharness = false\n\n\
         [dependencies]\nheddle.workspace = true\n{crates}\n\
         [dev-dependencies]\ngrade.workspace = true\n\n\
         [lints.rust]\nunsafe_code = \"{unsafe_code}\"\n",
        name = Value::String(package.name()),
        lib = Value::String(package.manifest.lib.clone()),
        path = text(&package.source.path),
        spec = text(&package.exercise.folder.join("spec/main.rs")),
    ))
}
