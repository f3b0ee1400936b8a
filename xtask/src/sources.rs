//! The text of a subject: its file and the modules beside it, by the names that reports use.

use std::{
    collections::BTreeMap,
    fs,
    io::{Error, ErrorKind, Result},
    path::Path,
};

use crate::workspace::Workspace;

/// Source files by the name that reports use.
pub type Texts = BTreeMap<String, String>;

/// The text of one file. An editor may have saved it in another encoding: then the error says in which line.
pub fn text(path: &Path) -> Result<String> {
    String::from_utf8(fs::read(path)?).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + good.iter().filter(|&&byte| byte == b'\n').count();
        let what = format!("line {line} is not UTF-8: save it as UTF-8");
        Error::new(ErrorKind::InvalidData, what)
    })
}

/// The file and every module file that it could name. Reading more than is used is harmless: it is
/// only looked at where the file, or the compiler, refers to it.
///
/// # Errors
/// The name of the file that cannot be read, and why.
pub fn read(workspace: &Workspace, path: &Path) -> std::result::Result<Texts, (String, Error)> {
    let name = workspace.relative(path);
    let text = text(path).map_err(|error| (name.clone(), error))?;
    let mut texts = Texts::from([(name, text.clone())]);
    if let Ok(file) = syn::parse_file(&text)
        && let Some(folder) = path.parent()
    {
        read_modules(workspace, &file.items, folder, &mut texts)?;
    }
    Ok(texts)
}

fn read_modules(
    workspace: &Workspace,
    items: &[syn::Item],
    folder: &Path,
    texts: &mut Texts,
) -> std::result::Result<(), (String, Error)> {
    for item in items {
        let syn::Item::Mod(module) = item else {
            continue;
        };
        if is_test_only(&module.attrs) {
            continue;
        }
        let below = folder.join(module.ident.to_string());
        if let Some((_, items)) = &module.content {
            read_modules(workspace, items, &below, texts)?;
            continue;
        }
        for path in [below.with_extension("rs"), below.join("mod.rs")] {
            let name = workspace.relative(&path);
            let text = match text(&path) {
                Ok(text) => text,
                // A module that is not there is the compiler's to tell.
                Err(error) if error.kind() != ErrorKind::InvalidData => continue,
                Err(error) => return Err((name, error)),
            };
            let parsed = syn::parse_file(&text);
            let is_new = texts.insert(name, text).is_none();
            if let (Ok(file), true) = (parsed, is_new) {
                read_modules(workspace, &file.items, &below, texts)?;
            }
        }
    }
    Ok(())
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
