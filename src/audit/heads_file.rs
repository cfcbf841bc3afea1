//! Heads outside the database: one signed head per line, only ever appended to.

use std::io::{self, ErrorKind, SeekFrom};
use std::path::{Path, PathBuf};
use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

/// What is read back (bytes): each head covers all before it, so the newest few thousand are enough.
const READ_BACK: u64 = 2 * 1024 * 1024;

/// The file. Clones name the same one.
#[derive(Clone, Debug)]
pub struct HeadsFile(PathBuf);

impl HeadsFile {
    /// Names the file; nothing is opened yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Adds a line and waits until it is on the disk. A new file is for its owner only.
    pub(super) async fn append(&self, head: &str) -> io::Result<()> {
        let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(&self.0).await?;
        file.write_all(format!("{head}\n").as_bytes()).await?;
        file.sync_data().await
    }

    /// The newest lines, oldest of them first; none where there is no file.
    pub async fn read(&self) -> io::Result<Option<Vec<String>>> {
        let mut file = match File::open(&self.0).await {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            opened => opened?,
        };
        let length = file.metadata().await?.len();
        let from = length.saturating_sub(READ_BACK);
        file.seek(SeekFrom::Start(from)).await?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).await?;
        let text = String::from_utf8_lossy(&bytes);
        // What was cut in two by beginning in the middle is no line.
        let whole = if from == 0 { &*text } else { text.split_once('\n').map_or("", |(_, rest)| rest) };
        Ok(Some(whole.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::random_id;
    use std::os::unix::fs::PermissionsExt;

    #[tokio::test]
    async fn lines_are_appended_and_the_newest_are_read_back() {
        let file = HeadsFile::new(std::env::temp_dir().join(format!("claviger-heads-{}", random_id())));
        assert_eq!(file.read().await.unwrap(), None);
        file.append("first").await.unwrap();
        file.append("second").await.unwrap();
        assert_eq!(file.read().await.unwrap().unwrap(), ["first", "second"]);
        assert_eq!(std::fs::metadata(file.path()).unwrap().permissions().mode() & 0o777, 0o600);
        let long = "x".repeat(1024 * 1024);
        file.append(&long).await.unwrap();
        file.append(&long).await.unwrap();
        file.append("last").await.unwrap();
        assert_eq!(file.read().await.unwrap().unwrap(), [&*long, "last"]);
        std::fs::remove_file(file.path()).unwrap();
    }
}
