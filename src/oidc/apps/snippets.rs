//! Configurations that connect an app, with its real values: to be copied. The secret is never among them.

use crate::model::client::{Client, ClientKind};
use crate::oidc::scope;
use serde::Serialize;
use url::Url;

/// Stands where the secret goes.
pub const SECRET: &str = "REPLACE_WITH_THE_CLIENT_SECRET";

/// How a value is written so that it stays a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escape {
    /// Between double quotes, with `\` as escape: JSON, YAML, TOML, JavaScript, Python, C#, Rust, Java, Apache.
    Double,
    /// Between single quotes, with `\` as escape: Ruby.
    Single,
    /// Between single quotes of a shell, which know no escape.
    Shell,
    /// Between three double quotes, which know no escape either and let `$` expand: INI as Grafana reads it.
    Ini,
    /// Only the host stands there.
    Host,
}

struct Template {
    name: &'static str,
    language: &'static str,
    escape: Escape,
    text: &'static str,
}

struct Stack {
    id: &'static str,
    title: &'static str,
    kinds: &'static [ClientKind],
    templates: &'static [Template],
}

macro_rules! template {
    ($name:literal, $language:literal, $escape:ident, $file:literal) => {
        Template {
            name: $name,
            language: $language,
            escape: Escape::$escape,
            text: include_str!(concat!("snippets/", $file)),
        }
    };
}

const WEB: &[ClientKind] = &[ClientKind::Web];

static STACKS: &[Stack] = &[
    Stack {
        id: "nginx",
        title: "nginx with oauth2-proxy",
        kinds: WEB,
        templates: &[
            template!("oauth2-proxy.cfg", "toml", Double, "oauth2-proxy.toml.txt"),
            template!("nginx.conf", "nginx", Host, "nginx.conf.txt"),
        ],
    },
    Stack {
        id: "apache",
        title: "Apache with mod_auth_openidc",
        kinds: WEB,
        templates: &[template!("openidc.conf", "apache", Double, "apache.conf.txt")],
    },
    Stack {
        id: "django",
        title: "Django with mozilla-django-oidc",
        kinds: WEB,
        templates: &[template!("settings.py", "python", Double, "django.py.txt")],
    },
    Stack {
        id: "express",
        title: "Express with openid-client",
        kinds: WEB,
        templates: &[template!("app.mjs", "javascript", Double, "express.js.txt")],
    },
    Stack {
        id: "nextjs",
        title: "Next.js with Auth.js",
        kinds: WEB,
        templates: &[template!("auth.ts", "typescript", Double, "nextjs.ts.txt")],
    },
    Stack {
        id: "spring",
        title: "Spring Boot",
        kinds: WEB,
        templates: &[
            template!("application.yml", "yaml", Double, "spring.yml.txt"),
            template!("Security.java", "java", Double, "spring.java.txt"),
        ],
    },
    Stack {
        id: "aspnet",
        title: "ASP.NET Core",
        kinds: WEB,
        templates: &[
            template!("appsettings.json", "json", Double, "aspnet.json.txt"),
            template!("Program.cs", "csharp", Double, "aspnet.cs.txt"),
        ],
    },
    Stack {
        id: "rust",
        title: "Rust with openidconnect",
        kinds: &[ClientKind::Web, ClientKind::Native],
        templates: &[template!("main.rs", "rust", Double, "rust.rs.txt")],
    },
    Stack {
        id: "grafana",
        title: "Grafana",
        kinds: WEB,
        templates: &[template!("grafana.ini", "ini", Ini, "grafana.ini.txt")],
    },
    Stack {
        id: "gitlab",
        title: "GitLab",
        kinds: WEB,
        templates: &[template!("gitlab.rb", "ruby", Single, "gitlab.rb.txt")],
    },
    Stack {
        id: "oidc-client-ts",
        title: "A browser app with oidc-client-ts",
        kinds: &[ClientKind::Browser],
        templates: &[template!("sign-in.js", "javascript", Double, "browser.js.txt")],
    },
    Stack {
        id: "curl",
        title: "A service with curl",
        kinds: &[ClientKind::Service],
        templates: &[template!("token.sh", "sh", Shell, "curl.sh.txt")],
    },
];

/// What connects an app by one stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// Names it in a command and a URL.
    pub stack: &'static str,
    /// Names it to people.
    pub title: &'static str,
    /// To be copied.
    pub files: Vec<SnippetFile>,
}

/// One file of a snippet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SnippetFile {
    /// What the file is usually called.
    pub name: &'static str,
    /// For highlighting.
    pub language: &'static str,
    /// Its content.
    pub text: String,
}

/// Where an app finds us.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The issuer, whose metadata leads to everything.
    pub issuer: &'a str,
    /// The app's own address of the key set: discovery names the one for everybody.
    pub jwks_uri: &'a str,
}

/// The names of all stacks.
pub fn stacks() -> impl Iterator<Item = &'static str> {
    STACKS.iter().map(|stack| stack.id)
}

/// The snippets that fit an app's kind.
pub fn fitting(client: &Client, place: Place<'_>) -> Vec<Snippet> {
    STACKS.iter().filter(|stack| stack.kinds.contains(&client.kind)).map(|stack| fill(stack, client, place)).collect()
}

/// The stack that an app's name speaks of: an app called "Grafana (Berlin)" is most likely Grafana.
pub fn named_by(client: &Client) -> Option<&'static str> {
    let name = client.name.to_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
    let squeezed: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    // "Next.js" and "ASP.NET" fall apart as words.
    let speaks_of = |id: &str| words.contains(&id) || (id.len() > 5 && squeezed.contains(id));
    STACKS.iter().map(|stack| stack.id).find(|id| speaks_of(id))
}

/// The snippet of a stack, whether or not it fits the app's kind.
pub fn find(stack: &str, client: &Client, place: Place<'_>) -> Option<Snippet> {
    STACKS.iter().find(|own| own.id == stack).map(|stack| fill(stack, client, place))
}

fn fill(stack: &Stack, client: &Client, place: Place<'_>) -> Snippet {
    let values = values(client, place);
    let files = stack.templates.iter().map(|template| SnippetFile {
        name: template.name,
        language: template.language,
        text: filled(template.text, template.escape, &values),
    });
    Snippet { stack: stack.id, title: stack.title, files: files.collect() }
}

fn values(client: &Client, place: Place<'_>) -> [(&'static str, String); 12] {
    let redirect_uri = client.redirect_uris.first().cloned().unwrap_or_default();
    let url = Url::parse(&redirect_uri).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or("app.example.com").to_owned();
    let path = url.as_ref().map_or("/callback", Url::path).to_owned();
    let wished: Vec<_> = client.scopes.iter().filter(|name| *name != scope::OFFLINE_ACCESS).collect();
    let of_apis: Vec<_> = client.scopes.iter().filter(|name| !scope::OF_PEOPLE.contains(name)).collect();
    [
        ("ISSUER", place.issuer.to_owned()),
        ("JWKS_URI", place.jwks_uri.to_owned()),
        ("CLIENT_ID", client.id.to_string()),
        ("SECRET", SECRET.to_owned()),
        ("REDIRECT_URI", redirect_uri),
        ("REDIRECT_PATH", path),
        ("APP_HOST", host),
        ("NAME", client.name.clone()),
        ("SCOPE", wished.join(" ")),
        ("SCOPE_COMMAS", wished.join(",")),
        ("SERVICE_SCOPE", of_apis.join(" ")),
        ("ALG", client.id_token_alg.clone().unwrap_or_else(|| "RS256".to_owned())),
    ]
}

/// Reads the template once from left to right: what a value holds is not read as a placeholder again.
fn filled(template: &str, escape: Escape, values: &[(&'static str, String)]) -> String {
    let mut parts = template.split("%%");
    let mut text = parts.next().unwrap_or_default().to_owned();
    // After the first `%%`, names and text alternate.
    while let (Some(name), Some(rest)) = (parts.next(), parts.next()) {
        let value = values.iter().find(|(own, _)| *own == name).map_or("", |(_, value)| value);
        text.push_str(&escape.apply(value));
        text.push_str(rest);
    }
    text
}

impl Escape {
    fn apply(self, value: &str) -> String {
        // No value has any; a line that ends early could not be mended by quotes.
        let value: String = value.chars().filter(|c| !c.is_control()).collect();
        match self {
            Self::Double => value.replace('\\', "\\\\").replace('"', "\\\""),
            Self::Single => value.replace('\\', "\\\\").replace('\'', "\\'"),
            Self::Shell => value.replace('\'', "'\\''"),
            Self::Ini => value.replace('"', "'").replace('$', ""),
            Self::Host => value,
        }
    }
}

#[cfg(test)]
#[path = "snippets_tests.rs"]
mod tests;
