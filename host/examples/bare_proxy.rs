//! The least that a sender can do, to compare with: takes a message over HTTP, makes the request to
//! Twilio, answers. No plugin, no store, no policy. `cargo xtask bench` runs it.
//!
//! `bare_proxy ORIGIN` listens on a free port and prints the address.

#![expect(clippy::print_stdout, reason = "whoever starts it reads the address")]

use std::env;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

const ACCOUNT: &str = "AC00000000000000000000000000000001";
const TOKEN: &str = "simulated-auth-token";
const SERVICE: &str = "MG00000000000000000000000000000001";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let origin = env::args()
        .nth(1)
        .ok_or("the origin of the provider is missing")?;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build()?;
    let router = Router::new()
        .route("/v1/messages", post(send))
        .with_state((client, origin));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    axum::serve(listener, router).await?;
    Ok(())
}

async fn send(
    State((client, origin)): State<(reqwest::Client, String)>,
    Json(message): Json<Value>,
) -> (StatusCode, Json<Value>) {
    let text = |pointer: &str| {
        message
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let body = format!("{} is your code to sign in.", text("/payload/code"));
    let form: String = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("To", text("/to")),
            ("MessagingServiceSid", SERVICE),
            ("Body", &body),
        ])
        .finish();
    let request = client
        .post(format!(
            "{origin}/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        ))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("host", "api.twilio.com")
        .basic_auth(ACCOUNT, Some(TOKEN))
        .body(form);
    let Ok(response) = request.send().await else {
        return (StatusCode::BAD_GATEWAY, Json(Value::Null));
    };
    let bytes = response.bytes().await.unwrap_or_default();
    let reply: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let id = reply.get("sid").cloned().unwrap_or_default();
    (
        StatusCode::OK,
        Json(json!({ "status": "sent", "providerMessageId": id })),
    )
}
