//! Makes one exchange: route, headers, departure, reply.

use std::sync::Arc;
use std::time::Instant;

use connector_api::{HttpRequest, HttpResponse, Method};
use delivery::{BoxFuture, Reach, Wire, WireError};
use reqwest::Body;
use tokio::time::timeout_at;
use url::Url;

use super::address::AddressGuard;
use super::body::read_response;
use super::classify;
use super::client::{Clients, is_elsewhere};
use super::departure::departing;
use super::headers::header_map;
use super::policy::{Denial, Policy, Route, authority};
use super::resolve::{Lookup, SystemLookup};
use super::rewrite::Rewrites;
use super::settings::{EgressError, EgressSettings};

/// Makes the exchanges of all connectors under one policy.
pub(crate) struct Egress {
    policy: Policy,
    clients: Clients,
    proxy: Option<Url>,
}

impl Egress {
    /// Reads the certificate authorities; opens no connection.
    pub(crate) fn new(settings: EgressSettings) -> Result<Self, EgressError> {
        Self::with_lookup(settings, Arc::new(SystemLookup))
    }

    pub(super) fn with_lookup(
        settings: EgressSettings,
        lookup: Arc<dyn Lookup>,
    ) -> Result<Self, EgressError> {
        let guard = AddressGuard::new(settings.allow_private.clone());
        Ok(Self {
            clients: Clients::new(&settings, &guard, &lookup)?,
            policy: Policy {
                guard,
                rewrites: Rewrites::new(settings.rewrite)?,
                allow_http: settings.allow_http,
            },
            proxy: settings.proxy,
        })
    }

    async fn send(
        &self,
        request: HttpRequest,
        reach: &Reach,
        deadline: Instant,
    ) -> Result<HttpResponse, WireError> {
        let route = self.policy.route(&request.url, reach).map_err(denied)?;
        let headers = header_map(&request, &route.host).map_err(denied)?;
        let peer = self.peer(&route);
        let too_late = || format!("cannot connect to {peer} before the deadline");
        if deadline <= Instant::now() {
            return Err(WireError::NotConnected(too_late()));
        }

        let client = self.clients.of(&route);
        let (body, departure) = departing(request.body);
        let mut outgoing = reqwest::Request::new(method(request.method), route.url);
        *outgoing.headers_mut() = headers;
        *outgoing.body_mut() = Some(Body::wrap(body));
        let exchange = async {
            let response = client.execute(outgoing).await?;
            Ok::<_, reqwest::Error>(read_response(response, &peer).await)
        };
        // At the deadline this drops the exchange, which closes its connection.
        let ended = timeout_at(deadline.into(), exchange).await;
        let never_left = departure.ruled_out();
        match ended {
            Ok(Ok(reply)) => reply,
            Ok(Err(error)) if never_left => {
                let trusts_anyone = self.clients.trusts_anyone;
                Err(classify::before_departure(&error, &peer, trusts_anyone))
            }
            Ok(Err(error)) => Err(classify::after_departure(&error, &peer)),
            Err(_) if never_left => Err(WireError::NotConnected(too_late())),
            Err(_) => Err(WireError::Lost(format!(
                "{peer} did not reply before the deadline"
            ))),
        }
    }

    /// Who is at the other end, for people.
    fn peer(&self, route: &Route) -> String {
        let peer = match route.rewritten {
            true => format!("{} (in place of {})", authority(&route.url), route.host),
            false => route.host.clone(),
        };
        match &self.proxy {
            Some(proxy) if !route.rewritten || is_elsewhere(&route.url) => {
                format!("{peer} (through the proxy {})", authority(proxy))
            }
            _ => peer,
        }
    }
}

impl Wire for Egress {
    fn exchange<'a>(
        &'a self,
        request: HttpRequest,
        reach: &'a Reach,
        deadline: Instant,
    ) -> BoxFuture<'a, Result<HttpResponse, WireError>> {
        Box::pin(self.send(request, reach, deadline))
    }
}

const fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

fn denied(denial: Denial) -> WireError {
    WireError::Denied(denial.to_string())
}
