//! The world on disk: one row per changed row, in one redb file of mode 0600 under the world's folder.
//!
//! A commit survives the death of the process (the pages are with the kernel), not the loss of power: an emulated
//! cloud can be made again, and waiting for the disk on every call would make it slow.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
use std::time::Duration;

use redb::{Database, ReadableDatabase as _, ReadableTable as _, StorageBackend, TableDefinition};

use crate::world::settings::{Clock, Settings};
use crate::world::table::Change;
use crate::world::{Meta, World};

const ROWS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("rows");
const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("meta");

/// The world's file within its folder.
const WORLD: &str = "world.redb";

/// The version of what is stored. A newer one is refused.
const FORMAT: u64 = 1;

/// An open world file. Its folder is locked until it is dropped.
#[derive(Debug)]
pub(crate) struct Store {
    database: Database,
    _lock: File,
}

/// A file whose writes reach the kernel and are not waited for further.
#[derive(Debug)]
struct UnsyncedFile(File);

impl StorageBackend for UnsyncedFile {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.0.read_exact_at(out, offset)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.write_all_at(data, offset)
    }
}

impl Store {
    /// Opens the folder, locks it, and opens its world file, making both when missing.
    pub(crate) fn open(dir: &Path) -> io::Result<Store> {
        std::fs::create_dir_all(dir)?;
        std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o700))?;
        let lock = lock(dir)?;
        let file = private_file(&dir.join(WORLD))?;
        let database =
            Database::builder().create_with_backend(UnsyncedFile(file)).map_err(broken)?;
        Ok(Store { database, _lock: lock })
    }

    /// Reads the world back; `None` when nothing was saved yet.
    pub(crate) fn load(&self) -> io::Result<Option<World>> {
        let reading = self.database.begin_read().map_err(broken)?;
        let Ok(meta) = reading.open_table(META) else {
            return Ok(None);
        };
        let Some(stored) = meta.get("meta").map_err(broken)? else {
            return Ok(None);
        };
        let (format, meta): (u64, Option<Meta>) = read_meta(stored.value())?;
        let Some(meta) = meta else {
            let text = format!(
                "the world is of format {format}, newer than this program reads; use `local reset`"
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, text));
        };
        let mut world =
            World::new(Settings { clock: Clock::Virtual { start_ms: 0 }, ..meta.settings.clone() });
        world.meta = meta;
        let rows = reading.open_table(ROWS).map_err(broken)?;
        for row in rows.iter().map_err(broken)? {
            let (key, value) = row.map_err(broken)?;
            world.load_row(key.value(), value.value()).map_err(broken)?;
        }
        Ok(Some(world))
    }

    /// Writes what changed since the last save, in one transaction; whether anything did.
    pub(crate) fn save(&self, world: &mut World) -> io::Result<bool> {
        let changes = world.take_changes();
        if changes.is_empty() {
            return Ok(false);
        }
        self.commit(&changes, &world.meta).map_err(broken)?;
        Ok(true)
    }

    /// Replaces everything stored by this world.
    pub(crate) fn replace(&self, world: &mut World) -> io::Result<()> {
        let writing = self.database.begin_write().map_err(broken)?;
        writing.delete_table(ROWS).map_err(broken)?;
        writing.commit().map_err(broken)?;
        world.touch_all();
        let changes = world.take_changes();
        self.commit(&changes, &world.meta).map_err(broken)
    }

    fn commit(&self, changes: &[Change], meta: &Meta) -> Result<(), redb::Error> {
        let writing = self.database.begin_write()?;
        {
            let mut rows = writing.open_table(ROWS)?;
            for (key, value) in changes {
                match value {
                    Some(value) => rows.insert(key.as_str(), value.as_slice())?,
                    None => rows.remove(key.as_str())?,
                };
            }
            let mut bytes = Vec::new();
            // Writing to memory cannot fail.
            let _ = ciborium::into_writer(&(FORMAT, meta), &mut bytes);
            writing.open_table(META)?.insert("meta", bytes.as_slice())?;
        }
        writing.commit()?;
        Ok(())
    }
}

/// The format, and the rest when the format is one we read.
fn read_meta(bytes: &[u8]) -> io::Result<(u64, Option<Meta>)> {
    let (format, rest): (u64, ciborium::Value) = ciborium::from_reader(bytes).map_err(broken)?;
    if format > FORMAT {
        return Ok((format, None));
    }
    Ok((format, Some(rest.deserialized().map_err(broken)?)))
}

/// Deletes the world file of a folder that no server holds.
pub(crate) fn erase(dir: &Path) -> io::Result<()> {
    if !dir.try_exists()? {
        return Ok(());
    }
    let _lock = lock(dir)?;
    match std::fs::remove_file(dir.join(WORLD)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Holds the folder until the file is dropped.
///
/// A process that this one starts holds a copy of every lock between its fork and its exec, so one
/// that was just given up may seem held for a moment.
fn lock(dir: &Path) -> io::Result<File> {
    const TRIES: u32 = 20;
    const PAUSE: Duration = Duration::from_millis(10);
    let lock = private_file(&dir.join("lock"))?;
    let mut tries = 1;
    while let Err(error) = lock.try_lock() {
        if tries == TRIES {
            let text =
                format!("the local cloud in `{}` is already running ({error})", dir.display());
            return Err(io::Error::new(io::ErrorKind::WouldBlock, text));
        }
        tries += 1;
        std::thread::sleep(PAUSE);
    }
    Ok(lock)
}

fn private_file(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)?;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    Ok(file)
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

#[cfg(test)]
mod tests {
    use super::{FORMAT, META, Store, erase};
    use crate::world::World;
    use crate::world::settings::Settings;

    #[test]
    fn a_world_of_a_newer_format_is_refused_and_can_be_erased() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        store.replace(&mut World::new(Settings::default())).unwrap();
        assert!(store.load().unwrap().is_some());
        let mut newer = Vec::new();
        ciborium::into_writer(&(FORMAT + 1, "unreadable"), &mut newer).unwrap();
        let writing = store.database.begin_write().unwrap();
        writing.open_table(META).unwrap().insert("meta", newer.as_slice()).unwrap();
        writing.commit().unwrap();
        assert!(store.load().unwrap_err().to_string().contains("newer than this program reads"));
        assert!(erase(dir.path()).is_err(), "held by the open store");
        drop(store);
        erase(dir.path()).unwrap();
        assert!(Store::open(dir.path()).unwrap().load().unwrap().is_none());
    }

    #[test]
    fn a_file_that_is_no_world_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("world.redb"), b"not a world").unwrap();
        assert!(Store::open(dir.path()).is_err());
    }
}
