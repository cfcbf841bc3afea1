//! Where the master key comes from: a file that only we may read, or the environment by way of the configuration. A
//! missing or wrong key is refused, never replaced in silence. May be imported by every floor above `keys`.

use crate::config::Config;
use crate::keys::seal::{MalformedMasterKey, MasterKey};
use crate::model::ids::random_id;
use crate::model::secret::Redacted;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const LONGEST_TEXT: u64 = 1024;

/// Where an opened master key came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The configuration brought the key itself.
    Configuration,
    /// It was read from its file.
    File,
    /// It was made just now and written to its file: whoever runs this server must keep a copy.
    NewFile,
    /// It was read from the file of the next master key (`keys::reseal`): that file has not taken its place yet.
    NextFile,
}

/// Why there is no master key to work with; each text names the mend.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says itself in its message")]
pub enum MasterKeyError {
    #[error(
        "the master key file {} is missing, but this database was sealed with master key {id}: \
         put the file back from where it is kept; without it the signing keys in this database cannot be used",
        path.display()
    )]
    Missing { path: PathBuf, id: String },
    #[error(
        "{place} holds master key {found}, but this database was sealed with {expected}: \
         bring back the key {expected}, or point to the database that belongs to {found}"
    )]
    Differs { place: String, found: String, expected: String },
    #[error("{} is not a file: let master_key_file name one, or a path where one can be made", path.display())]
    NotAFile { path: PathBuf },
    #[error(
        "others than its owner may read the master key file {} (mode {mode:03o}): run `chmod 600 {}`",
        path.display(), path.display()
    )]
    OpenToOthers { path: PathBuf, mode: u32 },
    #[error("{place} does not hold a master key: {source}; bring back the original from where it is kept")]
    Malformed { place: String, source: MalformedMasterKey },
    #[error("the master key file {} cannot be read: {source}{}", path.display(), mend(source))]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("the master key file {} cannot be written: {source}", path.display())]
    Unwritable { path: PathBuf, source: std::io::Error },
}

fn mend(error: &std::io::Error) -> &'static str {
    if error.kind() == ErrorKind::PermissionDenied { "; run this as the user that owns it" } else { "" }
}

/// The master key that the configuration points to; `existing_id` is the id that the database remembers, if any.
///
/// Makes a new key only where the database knows of none and the file is missing.
pub fn open_master_key(config: &Config, existing_id: Option<&str>) -> Result<(MasterKey, Origin), MasterKeyError> {
    open(config.master_key.as_ref(), &config.master_key_file, existing_id)
}

/// Where a master key lies that is about to take the place of the one in `path`.
pub(super) fn next_file(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".next");
    PathBuf::from(name)
}

fn open(
    configured: Option<&Redacted>,
    path: &Path,
    existing_id: Option<&str>,
) -> Result<(MasterKey, Origin), MasterKeyError> {
    let opened = open_present(configured, path, existing_id);
    let Some(expected) = existing_id.filter(|_| opened.is_err()) else { return opened };
    // A change of the master key was cut off, or its variable was not set anew yet: the next one is the one.
    match MasterKey::read_file(&next_file(path)) {
        Ok(next) if next.id() == expected => Ok((next, Origin::NextFile)),
        _ => opened,
    }
}

fn open_present(
    configured: Option<&Redacted>,
    path: &Path,
    existing_id: Option<&str>,
) -> Result<(MasterKey, Origin), MasterKeyError> {
    let (place, master, origin) = if let Some(text) = configured {
        let place = "the configured master_key".to_owned();
        let master = parse(text, &place)?;
        (place, master, Origin::Configuration)
    } else {
        let (master, origin) = read_or_create(path, existing_id)?;
        (format!("the master key file {}", path.display()), master, origin)
    };
    match existing_id {
        Some(expected) if expected != master.id() => {
            Err(MasterKeyError::Differs { place, found: master.id(), expected: expected.to_owned() })
        }
        _ => Ok((master, origin)),
    }
}

fn read_or_create(path: &Path, existing_id: Option<&str>) -> Result<(MasterKey, Origin), MasterKeyError> {
    match (MasterKey::read_file(path), existing_id) {
        (Ok(master), _) => Ok((master, Origin::File)),
        (Err(error), Some(id)) if is_missing(&error) => {
            Err(MasterKeyError::Missing { path: path.to_owned(), id: id.to_owned() })
        }
        (Err(error), None) if is_missing(&error) => match MasterKey::create_file(path) {
            Ok(master) => Ok((master, Origin::NewFile)),
            // Another process was first: its key is the key.
            Err(MasterKeyError::Unwritable { source, .. }) if source.kind() == ErrorKind::AlreadyExists => {
                Ok((MasterKey::read_file(path)?, Origin::File))
            }
            Err(error) => Err(error),
        },
        (Err(error), _) => Err(error),
    }
}

/// Whether others than its owner have any right to a key file by now: the start would refuse it.
pub fn is_open_to_others(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o077 != 0)
}

fn is_missing(error: &MasterKeyError) -> bool {
    matches!(error, MasterKeyError::Unreadable { source, .. } if source.kind() == ErrorKind::NotFound)
}

fn parse(text: &Redacted, place: &str) -> Result<MasterKey, MasterKeyError> {
    MasterKey::from_text(text).map_err(|source| MasterKeyError::Malformed { place: place.to_owned(), source })
}

impl MasterKey {
    /// Makes a new key and its file (mode 0600, missing folders 0700, on the disk before this returns).
    ///
    /// An existing file is never overwritten: that is an error of kind `AlreadyExists`.
    pub fn create_file(path: &Path) -> Result<Self, MasterKeyError> {
        let master = Self::random();
        master.write_file(path)?;
        Ok(master)
    }

    /// Writes this key to a new file, under the same rules.
    pub(super) fn write_file(&self, path: &Path) -> Result<(), MasterKeyError> {
        write_new(path, self.to_text().as_bytes())
            .map_err(|source| MasterKeyError::Unwritable { path: path.to_owned(), source })
    }

    /// Reads a key file; refused where group or others have any right to it.
    pub fn read_file(path: &Path) -> Result<Self, MasterKeyError> {
        let unreadable = |source| MasterKeyError::Unreadable { path: path.to_owned(), source };
        // A folder's mode says nothing about a key, and opening a pipe would wait for its writer.
        if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
            return Err(MasterKeyError::NotAFile { path: path.to_owned() });
        }
        let file = File::open(path).map_err(unreadable)?;
        // Asked of the opened file, not of the path, so that nobody can exchange it in between.
        let mode = file.metadata().map_err(unreadable)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(MasterKeyError::OpenToOthers { path: path.to_owned(), mode });
        }
        let mut text = Zeroizing::new(String::new());
        file.take(LONGEST_TEXT).read_to_string(&mut text).map_err(unreadable)?;
        let text = Redacted::from(std::mem::take(&mut *text));
        parse(&text, &format!("the master key file {}", path.display()))
    }
}

/// Writes the whole file under another name first, so that no crash and no second process ever sees half a key.
fn write_new(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let draft = folder.join(format!(".master-key-{}", random_id()));
    let written = write_synced(&draft, content).and_then(|()| publish(&draft, path, content));
    let removed = std::fs::remove_file(&draft);
    written?;
    removed?;
    File::open(folder)?.sync_all()
}

/// Gives the draft its name unless that is taken (a rename would overwrite).
fn publish(draft: &Path, path: &Path, content: &[u8]) -> std::io::Result<()> {
    match std::fs::hard_link(draft, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        // Some network and desktop file systems know no hard links.
        Err(_) => write_synced(path, content),
        Ok(()) => Ok(()),
    }
}

fn write_synced(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new() -> Self {
            let folder = std::env::temp_dir().join(format!("claviger-master-key-{}", random_id()));
            std::fs::create_dir(&folder).unwrap();
            Self(folder)
        }
        fn key(&self) -> PathBuf {
            self.0.join("deep/keys/master.key")
        }
    }
    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn the_first_start_makes_a_key_that_only_its_owner_may_read_and_the_next_start_reads_it() {
        let folder = Folder::new();
        let (made, origin) = open(None, &folder.key(), None).unwrap();
        assert_eq!(origin, Origin::NewFile);
        assert_eq!((mode(&folder.key()), mode(folder.key().parent().unwrap())), (0o600, 0o700));
        let (read, origin) = open(None, &folder.key(), Some(&made.id())).unwrap();
        assert_eq!((read.id(), origin), (made.id(), Origin::File));
        assert_eq!(std::fs::read_dir(folder.key().parent().unwrap()).unwrap().count(), 1, "no draft stays behind");
    }

    #[test]
    fn a_missing_key_is_never_replaced_once_the_database_knows_one() {
        let folder = Folder::new();
        let refused = open(None, &folder.key(), Some("0123456789abcdef")).unwrap_err();
        assert!(matches!(refused, MasterKeyError::Missing { .. }), "{refused}");
        assert!(refused.to_string().contains("0123456789abcdef"));
        assert!(!folder.key().exists());
    }

    #[test]
    fn another_key_than_the_databases_is_refused_by_both_names() {
        let folder = Folder::new();
        let (made, _) = open(None, &folder.key(), None).unwrap();
        let refused = open(None, &folder.key(), Some("0123456789abcdef")).unwrap_err().to_string();
        assert!(refused.contains(&made.id()) && refused.contains("0123456789abcdef"), "{refused}");
    }

    #[test]
    fn a_key_file_that_others_may_read_is_refused_with_the_mend() {
        let folder = Folder::new();
        open(None, &folder.key(), None).unwrap();
        for mode in [0o640, 0o604, 0o644] {
            std::fs::set_permissions(folder.key(), std::fs::Permissions::from_mode(mode)).unwrap();
            let refused = open(None, &folder.key(), None).unwrap_err().to_string();
            assert!(refused.contains(&format!("chmod 600 {}", folder.key().display())), "{refused}");
        }
    }

    #[test]
    fn what_is_not_a_file_is_refused_as_such_whatever_its_mode() {
        let folder = Folder::new();
        for mode in [0o755, 0o700] {
            std::fs::set_permissions(&folder.0, std::fs::Permissions::from_mode(mode)).unwrap();
            for refused in [open(None, &folder.0, None), open(None, &folder.0, Some("0123456789abcdef"))] {
                let refused = refused.unwrap_err().to_string();
                assert!(refused.contains("is not a file") && !refused.contains("chmod"), "{refused}");
            }
        }
        assert!(matches!(MasterKey::read_file(Path::new("/dev/null")), Err(MasterKeyError::NotAFile { .. })));
    }

    #[test]
    fn a_malformed_or_empty_key_file_is_refused_and_left_as_it_is() {
        let folder = Folder::new();
        open(None, &folder.key(), None).unwrap();
        for content in ["", "not a key\n"] {
            std::fs::write(folder.key(), content).unwrap();
            assert!(matches!(open(None, &folder.key(), None), Err(MasterKeyError::Malformed { .. })));
            assert_eq!(std::fs::read_to_string(folder.key()).unwrap(), content);
        }
    }

    #[test]
    fn an_existing_key_file_is_never_overwritten() {
        let folder = Folder::new();
        let (made, _) = open(None, &folder.key(), None).unwrap();
        assert!(MasterKey::create_file(&folder.key()).is_err());
        assert_eq!(MasterKey::read_file(&folder.key()).unwrap().id(), made.id());
    }

    #[test]
    fn many_first_starts_at_once_agree_on_one_key() {
        let folder = Folder::new();
        let path = folder.key();
        let ids: Vec<String> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..8).map(|_| scope.spawn(|| open(None, &path, None).unwrap().0.id())).collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    }

    #[test]
    fn a_configured_key_wins_over_the_file_and_makes_none() {
        let folder = Folder::new();
        let configured = Redacted::from(MasterKey::random().to_text().to_string());
        let (master, origin) = open(Some(&configured), &folder.key(), None).unwrap();
        assert_eq!(origin, Origin::Configuration);
        assert_eq!(*master.to_text(), configured.expose());
        assert!(!folder.key().exists());
    }
}
