//! Addresses of files as editors write them, and the files that no editor has open.
use cutover_editor::FileId;
use lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

/// What stands in a path as it is.
const PLAIN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The file that an address means; `None` for what is no file of a stack.
pub(super) fn id(uri: &Uri) -> Option<FileId> {
    let encoded = uri.as_str().strip_prefix("file://")?;
    let encoded = encoded.get(encoded.find('/')?..)?;
    let path = percent_decode_str(encoded).decode_utf8().ok()?;
    of_path(Path::new(path.as_ref()))
}

fn of_path(path: &Path) -> Option<FileId> {
    let name = path.file_name()?.to_str()?;
    if name.starts_with('.') || path.extension().is_none_or(|extension| extension != "hcl") {
        return None;
    }
    Some(FileId { stack: path.parent()?.to_str()?.to_owned(), name: name.to_owned() })
}

/// The address of a file.
pub(super) fn uri(path: &Path) -> Option<Uri> {
    let encoded = utf8_percent_encode(path.to_str()?, PLAIN);
    Uri::from_str(&format!("file://{encoded}")).ok()
}

/// Where a file is.
pub(super) fn path(id: &FileId) -> PathBuf {
    Path::new(&id.stack).join(&id.name)
}

/// A file's text. What isn't text is shown as well as it can be; the checks say so.
pub(super) fn text(path: &Path) -> Option<String> {
    let bytes = std::fs::read(path).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The files of a stack's directory.
pub(super) fn beside(stack: &str) -> Vec<FileId> {
    let Ok(entries) = std::fs::read_dir(stack) else {
        return Vec::new();
    };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths.filter(|path| path.is_file()).filter_map(|path| of_path(&path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_written() {
        let read = |text: &str| id(&Uri::from_str(text).unwrap());
        let file = |stack: &str, name: &str| {
            Some(FileId { stack: stack.to_owned(), name: name.to_owned() })
        };
        for (text, expected) in [
            ("file:///srv/shop/stack.hcl", file("/srv/shop", "stack.hcl")),
            ("file://localhost/srv/a%20b/%C3%A9.hcl", file("/srv/a b", "é.hcl")),
            ("file:///srv/shop/dev.vars.hcl", file("/srv/shop", "dev.vars.hcl")),
            ("file:///srv/shop/.hidden.hcl", None),
            ("file:///srv/shop/app.py", None),
            ("untitled:Untitled-1", None),
            ("file:", None),
            ("file:///srv/%FF.hcl", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        let written = uri(Path::new("/srv/a b/é.hcl")).unwrap();
        assert_eq!(written.as_str(), "file:///srv/a%20b/%C3%A9.hcl");
    }
}
