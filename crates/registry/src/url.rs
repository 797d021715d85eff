use std::path::PathBuf;

use openmf_core::{Error, Result};

/// What an address asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    /// A file.
    File(PathBuf),
    /// Something that a scheme handler opens; the scheme is in lower case, without its colon.
    Scheme(String),
}

/// Takes an address apart: a URL with a scheme, or a plain file name.
///
/// A colon in a file name makes no scheme of what is before it, unless a handler of that name exists or `//` follows.
/// A single letter before a colon is a drive.
pub(crate) fn parse(address: &str, has_handler: impl Fn(&str) -> bool) -> Result<Address> {
    let Some((scheme, rest)) = split_scheme(address) else {
        return Ok(Address::File(address.into()));
    };
    if has_handler(&scheme) {
        return Ok(Address::Scheme(scheme));
    }
    match scheme.as_str() {
        "file" => path_of_url(address, rest).map(Address::File),
        _ if rest.starts_with("//") => Err(Error::UnsupportedScheme {
            scheme: format!("{scheme}:"),
        }),
        _ => Ok(Address::File(address.into())),
    }
}

/// The file that a `file:` URL or a plain file name names.
///
/// # Errors
/// - [`Error::UnsupportedScheme`]: the URL has another scheme.
/// - [`Error::InvalidArgument`]: a `file:` URL is malformed or names another machine.
pub fn file_path(address: &str) -> Result<PathBuf> {
    match parse(address, |_| false)? {
        Address::File(path) => Ok(path),
        Address::Scheme(scheme) => Err(Error::UnsupportedScheme {
            scheme: format!("{scheme}:"),
        }),
    }
}

/// The extension of a file name or URL, in lower case, without its dot.
pub(crate) fn extension(name: &str) -> Option<String> {
    let path = if name.contains("://") {
        name.split(['?', '#']).next().unwrap_or_default()
    } else {
        name
    };
    let last = path.rsplit(['/', '\\']).next()?;
    let (stem, extension) = last.rsplit_once('.')?;
    (!stem.is_empty() && !extension.is_empty()).then(|| extension.to_lowercase())
}

// RFC 3986 §3.1: a letter, then letters, digits, `+`, `-` and `.`.
fn split_scheme(address: &str) -> Option<(String, &str)> {
    let (scheme, rest) = address.split_once(':')?;
    let mut bytes = scheme.bytes();
    let valid = scheme.len() > 1
        && bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
        && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    valid.then(|| (scheme.to_ascii_lowercase(), rest))
}

// RFC 8089: file:/path, file:///path, file://localhost/path.
fn path_of_url(url: &str, rest: &str) -> Result<PathBuf> {
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let path = match rest.strip_prefix("//") {
        None => rest,
        Some(with_host) => {
            let slash = with_host.find('/').unwrap_or(with_host.len());
            let (host, path) = with_host.split_at(slash);
            if !host.is_empty() && !host.eq_ignore_ascii_case("localhost") {
                return Err(Error::invalid_argument(format!(
                    "{url}: files of another machine ({host}) cannot be opened"
                )));
            }
            path
        }
    };
    let bytes = percent_decoded(path).ok_or_else(|| {
        Error::invalid_argument(format!("{url}: a % is not followed by two hexadecimal digits"))
    })?;
    if bytes.is_empty() || bytes.contains(&0) {
        return Err(Error::invalid_argument(format!(
            "{url}: there is no file name in it"
        )));
    }
    to_path(url, bytes)
}

fn percent_decoded(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let mut digit = || char::from(bytes.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        // Two hexadecimal digits make at most 255.
        out.push((high * 16 + low) as u8);
    }
    Some(out)
}

#[cfg(unix)]
fn to_path(_url: &str, bytes: Vec<u8>) -> Result<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Ok(std::ffi::OsString::from_vec(bytes).into())
}

#[cfg(not(unix))]
fn to_path(url: &str, bytes: Vec<u8>) -> Result<PathBuf> {
    let path = String::from_utf8(bytes)
        .map_err(|_| Error::invalid_argument(format!("{url}: the file name is not UTF-8")))?;
    // file:///C:/clip.mp4 names C:/clip.mp4.
    let drive = path
        .strip_prefix('/')
        .filter(|rest| rest.as_bytes().get(1) == Some(&b':'));
    Ok(drive.unwrap_or(&path).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_files_or_schemes() {
        let file = |path: &str| Ok(Address::File(path.into()));
        let unsupported = || Err("no handler for the scheme \"http:\"".to_owned());
        let table: [(&str, std::result::Result<Address, String>); 17] = [
            ("clip.mp4", file("clip.mp4")),
            ("/a/b%20c.mp4", file("/a/b%20c.mp4")),
            ("C:\\clips\\a.mp4", file("C:\\clips\\a.mp4")),
            ("Film: Part 2.mkv", file("Film: Part 2.mkv")),
            ("Film 2: x.mkv", file("Film 2: x.mkv")),
            ("file:///a/b%20c%25.mp4", file("/a/b c%.mp4")),
            ("FILE:///a.mp4", file("/a.mp4")),
            ("file:/a.mp4", file("/a.mp4")),
            ("file:a.mp4", file("a.mp4")),
            ("file://localhost/a.mp4#t=3", file("/a.mp4")),
            (
                "file://server/a.mp4",
                Err(
                    "invalid argument: file://server/a.mp4: files of another machine (server) cannot be opened"
                        .into(),
                ),
            ),
            (
                "file:///a%2.mp4",
                Err("invalid argument: file:///a%2.mp4: a % is not followed by two hexadecimal digits".into()),
            ),
            (
                "file:///a%zz",
                Err("invalid argument: file:///a%zz: a % is not followed by two hexadecimal digits".into()),
            ),
            (
                "file://",
                Err("invalid argument: file://: there is no file name in it".into()),
            ),
            ("http://host/a.mp4", unsupported()),
            ("HTTP://host/a.mp4", unsupported()),
            ("mem:7", Ok(Address::Scheme("mem".into()))),
        ];
        for (address, expected) in table {
            let found = parse(address, |scheme| scheme == "mem").map_err(|error| error.to_string());
            assert_eq!(found, expected, "{address}");
        }
    }

    #[test]
    fn extensions_are_those_of_the_last_part() {
        let table = [
            ("a.MP4", Some("mp4")),
            ("/x.y/a", None),
            ("a.tar.gz", Some("gz")),
            (".hidden", None),
            ("a.", None),
            ("http://h/a.mp3?x=1.2#y.z", Some("mp3")),
            ("a?b.mp3", Some("mp3")),
            ("", None),
        ];
        for (name, expected) in table {
            assert_eq!(extension(name).as_deref(), expected, "{name}");
        }
    }
}
