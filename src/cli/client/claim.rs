//! `claviger client claim`.

use super::{BY, find_client, refused};
use crate::cli::output::plain;
use crate::cli::{Context, Failure};
use crate::model::claim_rule::{ClaimRule, ClaimSource, GroupChoice, Places};
use crate::oidc::apps::rule_to_json;
use clap::{Args, Subcommand};
use serde_json::Value;

/// What an app's tokens say besides the standard.
#[derive(Subcommand)]
pub enum Claim {
    /// Add a claim, or replace the one of that name
    Add(Add),
    /// List an app's own claims
    List(List),
    /// Remove a claim
    Remove(Remove),
}

const EXAMPLES: &str = "\
Examples:
  claviger client claim add shop email --from standard:email --in id_token
  claviger client claim add shop dept --from attribute:department --in id_token --in userinfo
  claviger client claim add shop roles --from groups:prefix:shop- --in access_token
  claviger client claim add shop roles --from groups:only:editors,admins --in access_token
  claviger client claim add shop https://northwind.example/tier --from 'constant:\"gold\"' --in access_token

Everyone who holds a signed token can read it: a claim that looks like a secret is refused.";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Add {
    /// client_id
    id: String,
    /// The claim's name in the token
    claim: String,
    /// standard:CLAIM, attribute:NAME, groups, groups:prefix:TEXT (cut off), groups:only:A,B or constant:JSON
    #[arg(long, value_name = "SOURCE", value_parser = parse_source)]
    from: ClaimSource,
    /// id_token, access_token or userinfo; may be repeated
    #[arg(long = "in", value_name = "PLACE", required = true)]
    places: Vec<String>,
}

#[derive(Args)]
pub struct List {
    /// client_id
    id: String,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct Remove {
    /// client_id
    id: String,
    /// The claim's name
    claim: String,
}

impl Claim {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.run(cx).await,
            Self::List(list) => list.run(cx).await,
            Self::Remove(remove) => remove.run(cx).await,
        }
    }
}

impl Add {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let places = self.places.iter().try_fold(Places::default(), |places, name| places.with(name));
        let places = places.ok_or_else(|| refused(&"the places are id_token, access_token, userinfo"))?;
        let rule = ClaimRule { claim: self.claim, source: self.from, places };
        let opened = cx.open().await?;
        let mut client = find_client(&opened, &self.id).await?;
        let notice = format!("The tokens of {} have the claim {} now.", client.id, plain(&rule.claim));
        match client.claim_rules.iter_mut().find(|own| own.claim == rule.claim) {
            Some(own) => *own = rule,
            None => client.claim_rules.push(rule),
        }
        opened.apps().edit(&BY, client).await?;
        cx.notice(notice)
    }
}

impl List {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let client = find_client(&opened, &self.id).await?;
        if self.json {
            return cx.print_json(&client.claim_rules.iter().map(rule_to_json).collect::<Vec<_>>());
        }
        let mut rows = vec![["CLAIM", "FROM", "IN"].map(str::to_owned).to_vec()];
        rows.extend(
            client
                .claim_rules
                .iter()
                .map(|rule| vec![rule.claim.clone(), describe(&rule.source), rule.places.names().join(" ")]),
        );
        cx.print_table(&rows)
    }
}

impl Remove {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let mut client = find_client(&opened, &self.id).await?;
        if !client.claim_rules.iter().any(|rule| rule.claim == self.claim) {
            return Err(Failure::said(format!("{} has no claim {} of its own.", client.id, plain(&self.claim))));
        }
        client.claim_rules.retain(|rule| rule.claim != self.claim);
        opened.apps().edit(&BY, client).await?;
        cx.notice(format!("Removed the claim {}.", self.claim))
    }
}

fn parse_source(text: &str) -> Result<ClaimSource, String> {
    let (kind, rest) = text.split_once(':').unwrap_or((text, ""));
    match (kind, rest.split_once(':')) {
        ("standard", _) => Ok(ClaimSource::Standard(rest.to_owned())),
        ("attribute", _) => Ok(ClaimSource::Attribute(rest.to_owned())),
        ("constant", _) => serde_json::from_str(rest).map(ClaimSource::Constant).map_err(|error| {
            format!("the constant is no JSON ({error}); a text stands in double quotes: constant:\"gold\"")
        }),
        ("groups", None) if rest.is_empty() => Ok(ClaimSource::Groups(GroupChoice::All)),
        ("groups", Some(("prefix", prefix))) => {
            Ok(ClaimSource::Groups(GroupChoice::Prefix { prefix: prefix.to_owned(), is_cut: true }))
        }
        ("groups", Some(("only", names))) => {
            let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
            Ok(ClaimSource::Groups(GroupChoice::Chosen(names.map(str::to_owned).collect())))
        }
        _ => Err("write standard:…, attribute:…, groups, groups:prefix:…, groups:only:… or constant:…".to_owned()),
    }
}

/// A source as [`parse_source`] reads it.
pub(super) fn describe(source: &ClaimSource) -> String {
    match source {
        ClaimSource::Standard(name) => format!("standard:{name}"),
        ClaimSource::Attribute(name) => format!("attribute:{}", plain(name)),
        ClaimSource::Groups(GroupChoice::All) => "groups".to_owned(),
        ClaimSource::Groups(GroupChoice::Prefix { prefix, .. }) => format!("groups:prefix:{}", plain(prefix)),
        ClaimSource::Groups(GroupChoice::Chosen(names)) => format!("groups:only:{}", plain(&names.join(","))),
        ClaimSource::Constant(Value::String(text)) => format!("constant:{}", Value::from(plain(text))),
        ClaimSource::Constant(value) => format!("constant:{value}"),
    }
}
