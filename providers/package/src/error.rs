//! Why code can't be packed.
use crate::PackedFile;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why code can't be packed.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// Something can't be read.
    #[error("can't read `{}`: {source}", path.display())]
    Read {
        /// What.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The path names a file that is not a zip.
    #[error("`{}` is neither a directory nor a `.zip` file", path.display())]
    NeitherDirectoryNorZip {
        /// The path.
        path: PathBuf,
    },
    /// Nothing is left after leaving out what is ignored.
    #[error("`{}` holds no files to pack", path.display())]
    Empty {
        /// The directory.
        path: PathBuf,
    },
    /// A link leads out of the directory: the package would differ from machine to machine.
    #[error("`{}` links to `{}`, which is outside of the packed directory", path.display(), target.display())]
    Outside {
        /// The link.
        path: PathBuf,
        /// Where it leads.
        target: PathBuf,
    },
    /// A link leads to a folder that contains it.
    #[error("`{}` links back to `{}`, which contains it", path.display(), ancestor.display())]
    Loop {
        /// The link.
        path: PathBuf,
        /// The folder.
        ancestor: PathBuf,
    },
    /// A socket, a pipe or a device.
    #[error("`{}` is not a regular file; name it in `.cutoverignore` to leave it out", path.display())]
    NotAFile {
        /// The thing.
        path: PathBuf,
    },
    /// A name that no zip can hold for every machine.
    #[error("the name of `{}` is not UTF-8", path.display())]
    BadName {
        /// The file.
        path: PathBuf,
    },
    /// A line of `.cutoverignore` is not a pattern.
    #[error("line {line} of `{}`: `{pattern}` {why}", path.display())]
    BadIgnore {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What it says.
        pattern: String,
        /// What is wrong with it.
        why: String,
    },
    /// A zip that was given can't be opened, or one could not be made.
    #[error("`{}` is not a usable zip: {source}", path.display())]
    BadZip {
        /// The zip, or the file that could not be put into one.
        path: PathBuf,
        /// Why.
        source: zip::result::ZipError,
    },
    /// More bytes than Lambda takes along with a call.
    #[error(
        "`{}` makes a zip of {}, more than the {} that can be sent along with a call; largest: {largest}",
        path.display(), Size(*size), Size(*limit)
    )]
    ZipTooLarge {
        /// What was packed.
        path: PathBuf,
        /// The zip's size.
        size: u64,
        /// [`cutover_schemas::kinds::function::ZIP_LIMIT`].
        limit: u64,
        /// The largest files, by their size before packing.
        largest: Largest,
    },
    /// More bytes than a function may have on its disk.
    #[error(
        "`{}` holds {}, more than the {} that a function may have unzipped; largest: {largest}",
        path.display(), Size(*size), Size(*limit)
    )]
    UnzippedTooLarge {
        /// What was packed.
        path: PathBuf,
        /// Bytes of all files together.
        size: u64,
        /// [`crate::UNZIPPED_LIMIT`].
        limit: u64,
        /// The largest files.
        largest: Largest,
    },
}

impl PackError {
    pub(crate) fn read(path: &Path, source: io::Error) -> Self {
        Self::Read { path: path.to_owned(), source }
    }
    pub(crate) fn zip(path: &Path, source: impl Into<zip::result::ZipError>) -> Self {
        Self::BadZip { path: path.to_owned(), source: source.into() }
    }
}

/// The largest files of a package that is too large, largest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Largest(pub Vec<PackedFile>);

impl Largest {
    const SHOWN: usize = 5;

    pub(crate) fn of(files: &[PackedFile]) -> Self {
        let mut files = files.to_vec();
        files.sort_by(|a, b| b.size.cmp(&a.size).then_with(|| a.name.cmp(&b.name)));
        files.truncate(Self::SHOWN);
        Self(files)
    }
}

impl fmt::Display for Largest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, file) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}`{}` ({})", file.name, Size(file.size))?;
        }
        Ok(())
    }
}

/// Bytes, written for people.
#[derive(Clone, Copy, Debug)]
pub struct Size(pub u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const KB: u64 = 1024;
        const MB: u64 = KB * KB;
        let tenths = |unit: u64| (self.0 / unit, self.0 % unit * 10 / unit);
        match self.0 {
            0..KB => write!(f, "{} B", self.0),
            KB..MB => {
                let (whole, tenth) = tenths(KB);
                write!(f, "{whole}.{tenth} KB")
            }
            _ => {
                let (whole, tenth) = tenths(MB);
                write!(f, "{whole}.{tenth} MB")
            }
        }
    }
}
