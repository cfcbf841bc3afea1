//! A second server on the database of a house, with what runs on a timer.

use super::house::{House, launch};
use super::seed;
use claviger::background::Background;
use claviger::oidc::Provider;
use claviger::store::Store;
use std::net::SocketAddr;

/// The second server; its clock is that of the house.
pub struct SecondNode {
    pub provider: Provider,
    pub address: SocketAddr,
    background: Background,
}

impl House {
    /// Another server on the same database, with connections of its own and everything that runs on a timer.
    pub async fn second_node(&self) -> SecondNode {
        let config = (*self.provider.config).clone();
        let store = Store::connect(&config.database_url, false).await.expect("the database opens");
        let provider = claviger::provider(config, store, seed::master_key(), self.clock.clone());
        let provider = provider.await.expect("a provider");
        let (address, _) = launch(claviger::build(&provider)).await;
        let background = Background::start(&provider);
        SecondNode { provider, address, background }
    }

    /// Starts what runs on a timer at the house itself.
    pub fn background(&self) -> Background {
        Background::start(&self.provider)
    }
}

impl SecondNode {
    /// Stops what runs on a timer and gives the connections back.
    pub async fn stop(self) {
        self.background.stop().await;
        self.provider.store.close().await;
    }
}
