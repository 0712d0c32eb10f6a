//! One connection: request after request, each answered as planned.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::controls::Shared;
use super::fault::Delivery;
use super::plan::Plan;
use super::reader::Reader;
use crate::sim::Provider;

/// Serves a connection until either side ends it.
pub(super) async fn serve<P: Provider>(
    mut stream: TcpStream,
    number: u64,
    shared: Arc<Shared<P>>,
) -> io::Result<()> {
    // Small writes must leave at once: drips and cuts count bytes on the wire, not in a buffer.
    stream.set_nodelay(true)?;
    let mut reader = Reader::default();
    while reader.begins(&stream).await {
        let fault = shared.next_fault();
        let mut arrival = match fault.request_limit {
            Some(limit) => reader.read_up_to(limit, &mut stream).await,
            None => reader.read(&mut stream).await,
        };
        arrival.request.connection = number;
        if !arrival.complete {
            shared.record_incomplete(arrival.request, &fault);
            return match fault.request_limit {
                Some(_) => stream.set_zero_linger(),
                None => {
                    stream
                        .write_all(b"HTTP/1.1 400 \r\ncontent-length: 0\r\n\r\n")
                        .await
                }
            };
        }
        let plan = shared.answer(arrival.request, &fault);
        if deliver(&mut stream, &plan).await? == After::Close || !arrival.keep_alive {
            break;
        }
    }
    Ok(())
}

/// What happens to a connection after an answer.
#[derive(Debug, PartialEq, Eq)]
enum After {
    Keep,
    Close,
}

async fn deliver(stream: &mut TcpStream, plan: &Plan) -> io::Result<After> {
    if let Some(delay) = plan.delay {
        tokio::time::sleep(delay).await;
    }
    match plan.delivery {
        Delivery::Whole => send_first(stream, plan, u64::MAX).await?,
        Delivery::Drip { bytes, interval } => {
            for piece in pieces(plan).flat_map(|chunk| chunk.chunks(bytes)) {
                stream.write_all(piece).await?;
                tokio::time::sleep(interval).await;
            }
        }
        Delivery::ResetAfter { bytes } => {
            send_first(stream, plan, bytes).await?;
            // With no time to linger, the close that follows is a reset.
            stream.set_zero_linger()?;
            return Ok(After::Close);
        }
        Delivery::CloseAfter { bytes } => {
            send_first(stream, plan, bytes).await?;
            return Ok(After::Close);
        }
        Delivery::Never => {
            send_nothing_until_hang_up(stream).await;
            return Ok(After::Close);
        }
    }
    Ok(if plan.close {
        After::Close
    } else {
        After::Keep
    })
}

/// Sends the first bytes of the raw response, at most `limit`.
async fn send_first(stream: &mut TcpStream, plan: &Plan, limit: u64) -> io::Result<()> {
    let mut left = limit;
    for piece in pieces(plan) {
        let count = usize::try_from(left).map_or(piece.len(), |left| left.min(piece.len()));
        stream
            .write_all(piece.get(..count).unwrap_or_default())
            .await?;
        left -= count as u64;
        if left == 0 {
            break;
        }
    }
    Ok(())
}

fn pieces(plan: &Plan) -> impl Iterator<Item = &[u8]> + Send {
    std::iter::once(plan.head.as_slice()).chain(plan.body.chunks())
}

async fn send_nothing_until_hang_up(stream: &mut TcpStream) {
    let mut ignored = [0; 256];
    while matches!(stream.read(&mut ignored).await, Ok(1..)) {}
}
