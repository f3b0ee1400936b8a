//! The text of a subject: its file and the modules beside it, by the names that reports use.

use std::{collections::BTreeMap, fs, path::Path};

use crate::workspace::Workspace;

/// Source files by the name that reports use.
pub type Texts = BTreeMap<String, String>;

/// The file and every module file that it could name. Reading more than is used is harmless: it is
/// only looked at where the file, or the compiler, refers to it.
pub fn read(workspace: &Workspace, path: &Path) -> std::io::Result<Texts> {
    let text = fs::read_to_string(path)?;
    let mut texts = Texts::from([(workspace.relative(path), text.clone())]);
    if let Ok(file) = syn::parse_file(&text)
        && let Some(folder) = path.parent()
    {
        read_modules(workspace, &file.items, folder, &mut texts);
    }
    Ok(texts)
}

fn read_modules(workspace: &Workspace, items: &[syn::Item], folder: &Path, texts: &mut Texts) {
    for item in items {
        let syn::Item::Mod(module) = item else {
            continue;
        };
        if is_test_only(&module.attrs) {
            continue;
        }
        let below = folder.join(module.ident.to_string());
        if let Some((_, items)) = &module.content {
            read_modules(workspace, items, &below, texts);
            continue;
        }
        for path in [below.with_extension("rs"), below.join("mod.rs")] {
            let name = workspace.relative(&path);
            if let Ok(text) = fs::read_to_string(&path)
                && !texts.contains_key(&name)
            {
                let parsed = syn::parse_file(&text);
                texts.insert(name, text);
                if let Ok(file) = parsed {
                    read_modules(workspace, &file.items, &below, texts);
                }
            }
        }
    }
}

/// Whether an item exists only under `cargo test`, so that the checker never compiles it.
pub fn is_test_only(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|path| path.is_ident("test"))
    })
}
