//! Macro arguments and definitions: tokens that the parser leaves alone, read for names all the same.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

use super::visit::Scan;

/// Asks the rules about every name in `stream`. `own` tells that it goes to a macro of the
/// submission's own, which can build paths from single names.
pub fn walk(scan: &mut Scan<'_>, stream: TokenStream, own: bool) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Ident(word) => {
                let previous = at.checked_sub(1).and_then(|before| tokens.get(before));
                at = name(scan, &tokens, at, own, previous, word.span());
                continue;
            }
            TokenTree::Punct(punct) if punct.as_char() == '#' => attribute(scan, &tokens, at + 1),
            TokenTree::Group(group) => walk(scan, group.stream(), own),
            _ => {}
        }
        at += 1;
    }
}

/// An attribute after `#`, or `#!`.
fn attribute(scan: &mut Scan<'_>, tokens: &[TokenTree], at: usize) {
    let group = tokens[at.min(tokens.len())..]
        .iter()
        .find_map(|token| match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => Some(Some(group)),
            TokenTree::Punct(punct) if punct.as_char() == '!' => None,
            _ => Some(None),
        });
    let Some(Some(group)) = group else { return };
    let mut inside = group.stream().into_iter();
    if let Some(TokenTree::Ident(name)) = inside.next() {
        let arguments = match inside.next() {
            Some(TokenTree::Group(arguments)) => arguments.stream().to_string(),
            _ => String::new(),
        };
        scan.attribute(&name.to_string(), &arguments, name.span());
    }
}

/// A path that begins at `at`; returns where to go on.
fn name(
    scan: &mut Scan<'_>,
    tokens: &[TokenTree],
    at: usize,
    own: bool,
    previous: Option<&TokenTree>,
    span: Span,
) -> usize {
    let word = plain(&tokens[at]);
    let next_word = || tokens.get(at + 1).map(plain).unwrap_or_default();
    let after = |c: char| matches!(previous, Some(TokenTree::Punct(p)) if p.as_char() == c);
    match word.as_str() {
        "unsafe" => scan.unsafe_word(span),
        "extern" if next_word() == "crate" => scan.extern_crate(span),
        _ => {}
    }
    let mut path = vec![word];
    let end = gather(scan, tokens, at + 1, &mut path, span);
    let bang = is_punct(tokens, end, '!') && !is_punct(tokens, end + 1, '=');
    if bang {
        let arguments = match tokens.get(end + 1) {
            Some(TokenTree::Group(group)) => Some(group.stream()),
            _ => None,
        };
        scan.macro_call(&path, arguments.as_ref(), span);
    } else if !after('.') && !after('$') {
        scan.path(&path, span);
    }
    let imported = matches!(previous, Some(TokenTree::Ident(word)) if word == "use");
    if path == ["core"] && !after('.') && (imported || own) {
        scan.bare_core(span);
    }
    end
}

/// Adds what follows `::` to `path`, brace groups as branches of their own; returns where it ends.
fn gather(
    scan: &mut Scan<'_>,
    tokens: &[TokenTree],
    mut at: usize,
    path: &mut Vec<String>,
    span: Span,
) -> usize {
    while is_punct(tokens, at, ':') && is_punct(tokens, at + 1, ':') {
        match tokens.get(at + 2) {
            Some(word @ TokenTree::Ident(_)) => {
                path.push(plain(word));
                at += 3;
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                branches(scan, group.stream(), path);
                return at + 3;
            }
            Some(TokenTree::Punct(punct)) if matches!(punct.as_char(), '$' | '*') => {
                if *path == ["core"] {
                    scan.bare_core(span);
                }
                return at + 2;
            }
            _ => return at + 2,
        }
    }
    at
}

fn branches(scan: &mut Scan<'_>, stream: TokenStream, prefix: &[String]) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        if let TokenTree::Ident(word) = token {
            let mut path = [prefix, &[plain(token)]].concat();
            let span = word.span();
            at = gather(scan, &tokens, at, &mut path, span);
            scan.path(&path, span);
        }
    }
}

fn is_punct(tokens: &[TokenTree], at: usize, c: char) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == c)
}

fn plain(token: &TokenTree) -> String {
    let text = token.to_string();
    text.strip_prefix("r#").map_or(text.clone(), str::to_owned)
}
