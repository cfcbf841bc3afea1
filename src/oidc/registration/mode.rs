//! Whether apps may register themselves: a setting of the installation.

use crate::store::{self, Db, Store};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// The setting.
pub const SETTING: &str = "registration";

/// Who may register apps that no admin adds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Nobody. Apps that are registered still manage themselves.
    Off,
    /// Whoever has an initial access token.
    #[default]
    Token,
    /// Anybody.
    Open,
}

impl Mode {
    /// Every mode, from the closest to the widest.
    pub const ALL: [Self; 3] = [Self::Off, Self::Token, Self::Open];

    /// The mode as stored and typed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Token => "token",
            Self::Open => "open",
        }
    }

    /// Reads what [`Mode::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text)
    }

    /// A text that no release wrote opens nothing.
    fn stored(text: Option<&str>) -> Self {
        text.map_or_else(Self::default, |text| Self::parse(text).unwrap_or(Self::Off))
    }
}

/// The mode in memory: fresh within the time that [`KeptMode::refresh`] is called in. A clone shares it.
#[derive(Clone)]
pub struct KeptMode(Arc<AtomicU8>);

impl KeptMode {
    /// Reads the setting.
    pub async fn load(store: &Store) -> store::Result<Self> {
        let kept = Self(Arc::new(AtomicU8::new(0)));
        kept.refresh(store).await?;
        Ok(kept)
    }

    /// Reads the setting anew.
    pub async fn refresh(&self, store: &Store) -> store::Result<()> {
        let mode = registration_mode(&mut store.read().await?.db()).await?;
        self.0.store(mode as u8, Ordering::Release);
        Ok(())
    }

    /// The mode as of the last reading.
    pub fn get(&self) -> Mode {
        let kept = self.0.load(Ordering::Acquire);
        Mode::ALL.into_iter().find(|mode| *mode as u8 == kept).unwrap_or(Mode::Off)
    }
}

/// The mode, as the database has it.
pub async fn registration_mode(db: &mut Db<'_>) -> store::Result<Mode> {
    Ok(Mode::stored(db.find_setting(SETTING).await?.as_deref()))
}

/// As [`registration_mode`]; until the transaction ends nobody else changes it.
pub async fn hold_mode(db: &mut Db<'_>, now: i64) -> store::Result<Mode> {
    db.find_or_set_setting(SETTING, Mode::default().as_str(), now).await?;
    Ok(Mode::stored(db.hold_setting(SETTING).await?.as_deref()))
}

/// Sets the mode.
pub async fn set_mode(db: &mut Db<'_>, mode: Mode, now: i64) -> store::Result<()> {
    db.set_setting(SETTING, mode.as_str(), now).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing;

    #[test]
    fn a_mode_is_read_by_its_own_name_and_what_nobody_wrote_opens_nothing() {
        for mode in Mode::ALL {
            assert_eq!(Mode::stored(Some(mode.as_str())), mode);
        }
        assert_eq!(Mode::stored(None), Mode::Token);
        assert_eq!(Mode::stored(Some("OPEN")), Mode::Off);
    }

    #[tokio::test]
    async fn what_is_set_on_one_node_holds_on_another_after_its_refresh() {
        for db in testing::stores().await {
            let node = KeptMode::load(&db.store).await.unwrap();
            assert_eq!(node.get(), Mode::Token, "{}", db.name);
            for mode in Mode::ALL {
                let mut write = db.store.write().await.unwrap();
                set_mode(&mut write.db(), mode, 7).await.unwrap();
                assert_eq!(hold_mode(&mut write.db(), 8).await.unwrap(), mode, "{}", db.name);
                write.commit().await.unwrap();
                node.refresh(&db.store).await.unwrap();
                assert_eq!(node.get(), mode, "{}", db.name);
            }
        }
    }
}
