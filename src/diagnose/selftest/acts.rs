//! Acts that go on to their end when nobody waits for them any more: an interruption must not come between a commit and
//! the knowledge of what is to be removed.

use super::SelfTestError;
use std::sync::Arc;
use tokio::sync::Mutex;

/// One act at a time. A clone shares it.
#[derive(Clone, Default)]
pub(super) struct Acts(Arc<Mutex<()>>);

impl Acts {
    /// Carries an act out as a task of its own.
    pub(super) async fn carry_out<T, E>(
        &self,
        act: impl Future<Output = Result<T, E>> + Send + 'static,
    ) -> Result<T, SelfTestError>
    where
        T: Send + 'static,
        E: Into<SelfTestError> + Send + 'static,
    {
        let turn = Arc::clone(&self.0).lock_owned().await;
        let carried = tokio::spawn(async move {
            let done = act.await;
            drop(turn);
            done
        });
        carried.await.map_err(|_| SelfTestError::Died)?.map_err(Into::into)
    }

    /// Waits until no act is under way.
    pub(super) async fn settled(&self) {
        drop(self.0.lock().await);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    #[tokio::test]
    async fn an_act_that_nobody_waits_for_is_done_before_all_is_settled() {
        let (acts, is_done) = (Acts::default(), Arc::new(AtomicBool::new(false)));
        let mark = Arc::clone(&is_done);
        let act = acts.carry_out(async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            mark.store(true, Ordering::SeqCst);
            Ok::<_, SelfTestError>(())
        });
        assert!(tokio::time::timeout(Duration::from_millis(5), act).await.is_err(), "the wait is given up");
        acts.settled().await;
        assert!(is_done.load(Ordering::SeqCst));
    }
}
