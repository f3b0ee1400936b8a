//! Walks a file's syntax and asks the rules about each name in it.

use heddle_protocol::Location;
use syn::{spanned::Spanned as _, visit::Visit};

use super::{
    Finding, facade, location,
    names::{Names, leaves, plain},
    rules, tokens,
};
use crate::sources::is_test_only;

/// Everything in `syntax` that the rules refuse.
pub fn findings(file: &str, syntax: &syn::File, allow_unsafe: bool) -> Vec<Finding> {
    let names = imports(syntax);
    let mut scan = Scan {
        file,
        names: &names,
        allow_unsafe,
        found: Vec::new(),
    };
    scan.visit_file(syntax);
    scan.found
}

/// First pass: what the imports call things.
pub fn imports(syntax: &syn::File) -> Names {
    let mut imports = Imports(Names::default());
    imports.visit_file(syntax);
    imports.0
}

struct Imports(Names);

impl<'ast> Visit<'ast> for Imports {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        leaves(&item.tree, &[], &mut |path, name, _| match name {
            Some(name) => self.0.alias(name, path),
            None => self.0.glob(path),
        });
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        if let Some((_, name)) = &item.rename
            && !facade::is_facade(item)
        {
            self.0.alias(plain(name), vec![plain(&item.ident)]);
        }
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        if let Some(name) = &item.ident {
            self.0.macros.insert(plain(name));
        }
    }
}

/// Second pass: the findings.
pub struct Scan<'a> {
    file: &'a str,
    names: &'a Names,
    allow_unsafe: bool,
    found: Vec<Finding>,
}

impl Scan<'_> {
    fn refuse(&mut self, at: proc_macro2::Span, what: impl Into<String>, advice: &str) {
        let location: Location = location(self.file, at);
        self.found.push(Finding {
            location,
            what: what.into(),
            advice: advice.to_owned(),
        });
    }

    /// A path that stands in the code, an import or a macro's tokens.
    pub fn path(&mut self, path: &[String], at: proc_macro2::Span) {
        // A name alone is a variable or an item of the submission's own, unless an import made it more.
        let expanded = self.names.expand(path);
        let advice = expanded
            .iter()
            .filter(|path| path.len() > 1)
            .find_map(|p| rules::path(p));
        if let Some(advice) = advice {
            self.refuse(at, format!("`{}`", path.join("::")), advice);
        }
    }

    /// A name that an import brings in.
    pub fn import(&mut self, path: &[String], at: proc_macro2::Span) {
        let expanded = self.names.expand(path);
        let macros = || {
            expanded
                .iter()
                .filter(|p| p.len() > 1)
                .find_map(|p| rules::macro_call(p))
        };
        let advice = expanded
            .iter()
            .find_map(|p| rules::path(p).or_else(|| rules::import(p)));
        if let Some(advice) = advice.or_else(macros) {
            self.refuse(at, format!("`use {}`", path.join("::")), advice);
        }
    }

    /// The name of a macro that is called, and its arguments.
    pub fn macro_call(
        &mut self,
        path: &[String],
        arguments: Option<&proc_macro2::TokenStream>,
        at: proc_macro2::Span,
    ) {
        let expanded = self.names.expand(path);
        let name = path.join("::");
        if let Some(advice) = expanded.iter().find_map(|path| rules::macro_call(path)) {
            let is_test = arguments.is_some_and(|tokens| tokens.to_string() == "test");
            if !(name == "cfg" && is_test) {
                self.refuse(at, format!("`{name}!`"), advice);
            }
        } else if path.len() > 1 {
            // `core::panic!` and its like are macros, and not what the rule on `core::panic` means.
            let advice = expanded
                .iter()
                .filter(|p| p.len() != 2)
                .find_map(|p| rules::path(p));
            if let Some(advice) = advice {
                self.refuse(at, format!("`{name}!`"), advice);
            }
        }
    }

    /// An attribute's name, in the code or in a macro's tokens.
    pub fn attribute(&mut self, name: &str, arguments: &str, at: proc_macro2::Span) {
        let is_test = match name {
            "cfg" => matches!(arguments, "test" | "not (test)" | "not(test)"),
            "cfg_attr" => arguments.starts_with("test,") || arguments.starts_with("test ,"),
            _ => false,
        };
        if let (false, Some(advice)) = (is_test, rules::attribute(name)) {
            self.refuse(at, format!("`#[{name}]`"), advice);
        }
    }

    /// The word `unsafe`.
    pub fn unsafe_word(&mut self, at: proc_macro2::Span) {
        if !self.allow_unsafe {
            self.refuse(at, "`unsafe`", rules::UNSAFE);
        }
    }

    /// `extern crate`, other than the façade's.
    pub fn extern_crate(&mut self, at: proc_macro2::Span) {
        self.refuse(at, "`extern crate`", rules::EXTERN_CRATE);
    }

    /// Whether a macro of this name is the submission's own.
    pub fn is_own_macro(&self, name: &str) -> bool {
        self.names.macros.contains(name)
    }

    /// The name `core` handed to a macro of the submission's own, which can make a path of it.
    pub fn bare_core(&mut self, at: proc_macro2::Span) {
        self.refuse(
            at,
            "`core`",
            "`core` as a macro's argument can go round the checker. Write `std`",
        );
    }
}

pub fn segments(path: &syn::Path) -> Vec<String> {
    path.segments
        .iter()
        .map(|segment| plain(&segment.ident))
        .collect()
}

impl<'ast> Visit<'ast> for Scan<'_> {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !is_test_only(attributes(item)) {
            syn::visit::visit_item(self, item);
        }
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        let is_alloc = item.ident == "alloc" && item.rename.is_none();
        if !(is_alloc || facade::is_facade(item)) {
            self.extern_crate(item.span());
        }
        syn::visit::visit_item_extern_crate(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        leaves(&item.tree, &[], &mut |path, _, at| {
            self.import(&path, at.span())
        });
        for attribute in &item.attrs {
            self.visit_attribute(attribute);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.path(&segments(path), path.span());
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        // Not `visit_path`: the rules on macros are others than those on values and types.
        self.macro_call(&segments(&call.path), Some(&call.tokens), call.path.span());
        let own = call
            .path
            .segments
            .last()
            .is_some_and(|s| self.is_own_macro(&plain(&s.ident)));
        tokens::walk(self, call.tokens.clone(), own);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        let name = segments(attribute.path()).join("::");
        let arguments = match &attribute.meta {
            syn::Meta::List(list) => list.tokens.to_string(),
            _ => String::new(),
        };
        // `#[unsafe(no_mangle)]`
        let inner = (name == "unsafe")
            .then(|| {
                arguments
                    .split(|c: char| !c.is_alphanumeric() && c != '_')
                    .next()
            })
            .flatten();
        self.attribute(inner.unwrap_or(&name), &arguments, attribute.span());
    }

    fn visit_expr_unsafe(&mut self, block: &'ast syn::ExprUnsafe) {
        self.unsafe_word(block.unsafe_token.span());
        syn::visit::visit_expr_unsafe(self, block);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if let syn::Safety::Unsafe(word) = &signature.safety {
            self.unsafe_word(word.span());
        }
        syn::visit::visit_signature(self, signature);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if let Some(word) = &item.unsafety {
            self.unsafe_word(word.span());
        }
        syn::visit::visit_item_impl(self, item);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        if let Some(word) = &item.unsafety {
            self.unsafe_word(word.span());
        }
        syn::visit::visit_item_trait(self, item);
    }

    fn visit_item_foreign_mod(&mut self, item: &'ast syn::ItemForeignMod) {
        self.unsafe_word(item.abi.span());
        syn::visit::visit_item_foreign_mod(self, item);
    }
}

fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Macro(item) => &item.attrs,
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Trait(item) => &item.attrs,
        syn::Item::Type(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
