//! The protocol's endpoints, one file per URL, named for its last segment.

mod authorize;
mod discovery;
mod introspect;
mod jwks;
mod logout;
mod methods;
mod par;
mod register;
mod revoke;
mod signed_out;
mod token;
mod userinfo;

pub use authorize::{issue_code, proceed, refuse, resume_url};
pub use discovery::Discovery;

use rocket::Route;

/// Every protocol route; mounted at the root.
pub fn routes() -> Vec<Route> {
    let mut routes = rocket::routes![
        authorize::get,
        authorize::post,
        authorize::resume,
        discovery::openid_configuration,
        discovery::oauth_authorization_server,
        introspect::post,
        jwks::get,
        jwks::get_by_alias,
        jwks::head,
        jwks::head_by_alias,
        logout::get,
        logout::post,
        logout::confirm,
        par::post,
        register::delete,
        register::get,
        register::post,
        register::put,
        revoke::post,
        signed_out::get,
        token::post,
        userinfo::get,
        userinfo::post,
    ];
    routes.extend(methods::routes());
    routes
}
