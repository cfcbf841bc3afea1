//! The files of a master key that is changed: the next one beside the present one, and the one before beside both.

use crate::keys::master_file::{MasterKeyError, next_file};
use crate::keys::seal::MasterKey;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The next master key for the one in `path`, and its file: made now, unless a change that was cut off has left one.
pub fn prepare(path: &Path) -> Result<(MasterKey, PathBuf), MasterKeyError> {
    let next = next_file(path);
    match MasterKey::create_file(&next) {
        Ok(master) => Ok((master, next)),
        Err(MasterKeyError::Unwritable { source, .. }) if source.kind() == ErrorKind::AlreadyExists => {
            Ok((MasterKey::read_file(&next)?, next))
        }
        Err(error) => Err(error),
    }
}

/// Lets the next master key take the place of the one in `path`, which stays beside it for the backups that were made
/// under it. Answers where that is. Called again, or by several at once, it does nothing more.
pub fn finish(path: &Path) -> Result<Option<PathBuf>, MasterKeyError> {
    let next = next_file(path);
    if !next.exists() {
        return Ok(None);
    }
    let former = keep_former(path)?;
    let unwritable = |source| MasterKeyError::Unwritable { path: path.to_owned(), source };
    match std::fs::rename(&next, path) {
        // Another process was faster.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(former),
        moved => moved.map_err(unwritable)?,
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(unwritable)?;
    Ok(former)
}

/// A second name for the present file, named for its key: at no time is it only half there.
fn keep_former(path: &Path) -> Result<Option<PathBuf>, MasterKeyError> {
    let present = match MasterKey::read_file(path) {
        Ok(present) => present,
        Err(MasterKeyError::Unreadable { source, .. }) if source.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".former-{}", present.id()));
    let former = PathBuf::from(name);
    match present.write_file(&former) {
        Err(MasterKeyError::Unwritable { source, .. }) if source.kind() == ErrorKind::AlreadyExists => {}
        written => written?,
    }
    Ok(Some(former))
}
