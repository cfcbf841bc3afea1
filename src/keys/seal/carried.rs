//! What goes along when the master key is changed: the subkeys that outlive it, and for a while those of what travels,
//! so that a server that was started meanwhile takes back what another gave out.

use super::{Inner, MasterKey, Purpose, SealError, Subkeys};
use std::sync::{Arc, PoisonError};
use zeroize::Zeroizing;

/// Bytes of a purpose's subkeys.
const LENGTH: usize = 64;

impl MasterKey {
    /// The subkeys that outlive this master key, sealed under the `next` one.
    pub(in crate::keys) fn carry_to(&self, next: &Self) -> Vec<u8> {
        next.seal(Purpose::Carried, &[&next.id()], &self.raw_subkeys(&Purpose::CARRIED))
    }

    /// Takes over the subkeys that [`MasterKey::carry_to`] sealed under this one.
    pub(in crate::keys) fn take_over(&self, carried: &[u8]) -> Result<(), SealError> {
        let raw = self.open(Purpose::Carried, &[&self.id()], carried)?;
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let (parts, rest) = raw.as_chunks::<LENGTH>();
        if parts.len() < Purpose::ALWAYS_CARRIED || !rest.is_empty() {
            return Err(SealError);
        }
        // A purpose that the release which carried them did not know had made nothing yet: its own subkeys will do.
        state.current = Arc::new(state.current.with_subkeys(&Purpose::CARRIED, parts));
        Ok(())
    }

    /// The subkeys of what travels, sealed under the `next` master key; good until a time (unix seconds) that cannot be
    /// changed afterwards.
    pub(in crate::keys) fn lend_to(&self, next: &Self, until: i64) -> Vec<u8> {
        next.seal(Purpose::Carried, &[&next.id(), &until.to_string()], &self.raw_subkeys(&Purpose::IN_FLIGHT))
    }

    /// Lets what travels under the master key before open, by what [`MasterKey::lend_to`] sealed for the same time, until
    /// [`MasterKey::forget_former`].
    pub(in crate::keys) fn borrow(&self, lent: &[u8], until: i64) -> Result<(), SealError> {
        let raw = self.open(Purpose::Carried, &[&self.id(), &until.to_string()], lent)?;
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let (parts, rest) = raw.as_chunks::<LENGTH>();
        if parts.len() > Purpose::IN_FLIGHT.len() || !rest.is_empty() {
            return Err(SealError);
        }
        state.former = Some(Arc::new(state.current.with_subkeys(&Purpose::IN_FLIGHT, parts)));
        Ok(())
    }

    fn raw_subkeys(&self, purposes: &[Purpose]) -> Zeroizing<Vec<u8>> {
        let own = self.current();
        let mut raw = Zeroizing::new(Vec::with_capacity(LENGTH * purposes.len()));
        purposes.iter().for_each(|purpose| raw.extend_from_slice(own.subkeys(*purpose).raw.as_slice()));
        raw
    }
}

impl Inner {
    /// The same with other subkeys for the first of some purposes.
    fn with_subkeys(&self, purposes: &[Purpose], raw: &[[u8; LENGTH]]) -> Self {
        let mut own = self.clone();
        for (purpose, part) in purposes.iter().zip(raw) {
            own.subkeys[*purpose as usize] = Subkeys::from_raw(Zeroizing::new(*part));
        }
        own
    }
}
