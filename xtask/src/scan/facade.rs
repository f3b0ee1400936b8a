//! The one item that every submission must keep: `#[macro_use] extern crate heddle as std;`.

use heddle_protocol::Location;

use super::{Finding, item_location};

const LINES: &str = "#[macro_use] extern crate heddle as std;";

/// A finding unless the crate root holds the façade item, unconditionally and with its macros.
pub fn missing(file: &str, syntax: &syn::File) -> Option<Finding> {
    let top = Location {
        file: file.to_owned(),
        line: 1,
        column: 1,
    };
    let item = syntax.items.iter().find_map(|item| match item {
        syn::Item::ExternCrate(item) if is_facade(item) => Some(item),
        _ => None,
    });
    let Some(item) = item else {
        return Some(Finding {
            location: top,
            what: format!("the line `{LINES}` is missing"),
            advice: format!(
                "without it the code runs on the real std, where the checker cannot see it. \
                 Put `{LINES}` back above your first `use`"
            ),
        });
    };
    if !item
        .attrs
        .iter()
        .any(|attribute| attribute.path().is_ident("macro_use"))
    {
        return Some(Finding {
            location: item_location(file, item),
            what: "`#[macro_use]` is missing above `extern crate heddle as std;`".to_owned(),
            advice: format!("without it `thread_local!` is the real one. Make it `{LINES}` again"),
        });
    }
    let harmless = ["macro_use", "allow", "expect", "warn", "doc"];
    let odd = item.attrs.iter().find(|attribute| {
        !harmless
            .iter()
            .any(|harmless| attribute.path().is_ident(harmless))
    });
    odd.map(|attribute| Finding {
        location: item_location(file, attribute),
        what: "an attribute on the façade line".to_owned(),
        advice: format!("it must always be in force. Make it `{LINES}` again"),
    })
}

/// `extern crate heddle as std`, whatever its attributes.
pub fn is_facade(item: &syn::ItemExternCrate) -> bool {
    item.ident == "heddle" && item.rename.as_ref().is_some_and(|(_, name)| name == "std")
}
