//! Work that waits for a thread. Whoever waits for several pieces is woken once, not by each.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What waits, in the order in which it came.
pub(super) struct Queue<T> {
    waiting: Mutex<Waiting<T>>,
    changed: Condvar,
}

struct Waiting<T> {
    items: Vec<T>,
    /// How many whoever takes is waiting for.
    wanted: usize,
    is_closed: bool,
}

impl<T> Queue<T> {
    pub(super) fn new() -> Self {
        Self {
            waiting: Mutex::new(Waiting {
                items: Vec::new(),
                wanted: 1,
                is_closed: false,
            }),
            changed: Condvar::new(),
        }
    }

    /// Adds one. After the end it is dropped.
    pub(super) fn push(&self, item: T) {
        let mut waiting = self.lock();
        if waiting.is_closed {
            return;
        }
        waiting.items.push(item);
        let is_due = waiting.items.len() == waiting.wanted;
        drop(waiting);
        if is_due {
            self.changed.notify_one();
        }
    }

    /// No more are added. What waits is still taken.
    pub(super) fn close(&self) {
        self.lock().is_closed = true;
        self.changed.notify_one();
    }

    /// No more are added, and nobody takes what waits.
    pub(super) fn abandon(&self) {
        self.close();
        let left = std::mem::take(&mut self.lock().items);
        drop(left);
    }

    /// Waits for one, and then for `wanted` of them, but not longer than `patience`. Gives at most `most`;
    /// none when it is closed and all were taken.
    pub(super) fn take(&self, wanted: usize, patience: Duration, most: usize) -> Vec<T> {
        let mut waiting = self.lock();
        waiting.wanted = 1;
        let is_empty = |waiting: &mut Waiting<T>| waiting.items.is_empty() && !waiting.is_closed;
        let first = self.changed.wait_while(waiting, is_empty);
        waiting = first.unwrap_or_else(PoisonError::into_inner);
        waiting.wanted = wanted;
        let is_few = |waiting: &mut Waiting<T>| waiting.items.len() < wanted && !waiting.is_closed;
        let enough = self.changed.wait_timeout_while(waiting, patience, is_few);
        waiting = enough.unwrap_or_else(PoisonError::into_inner).0;
        let taken = most.min(waiting.items.len());
        waiting.items.drain(..taken).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Waiting<T>> {
        // Nothing is left half done under the lock.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn all_that_waits_is_taken_in_order_up_to_a_limit() {
        let queue = Queue::new();
        for number in 0..5 {
            queue.push(number);
        }
        assert_eq!(queue.take(1, Duration::ZERO, 3), [0, 1, 2]);
        assert_eq!(queue.take(1, Duration::ZERO, 3), [3, 4]);
    }

    #[test]
    fn whoever_waits_for_several_gets_several() {
        let queue = Arc::new(Queue::new());
        let taker = thread::spawn({
            let queue = Arc::clone(&queue);
            move || queue.take(3, LONG, 10)
        });
        for number in 0..3 {
            queue.push(number);
        }
        assert_eq!(taker.join().unwrap(), [0, 1, 2]);
    }

    #[test]
    fn whoever_waits_for_several_is_content_with_fewer_in_time() {
        let queue = Queue::new();
        queue.push(0);
        assert_eq!(queue.take(3, Duration::from_millis(1), 10), [0]);
    }

    #[test]
    fn what_waits_is_taken_after_the_end_and_nothing_is_added() {
        let queue = Arc::new(Queue::new());
        queue.push(0);
        queue.close();
        queue.push(1);
        assert_eq!(queue.take(5, LONG, 10), [0]);
        assert!(queue.take(1, LONG, 10).is_empty());
    }

    #[test]
    fn what_waits_is_dropped_when_nobody_takes_it() {
        let queue = Queue::new();
        let item = Arc::new(());
        queue.push(Arc::clone(&item));
        queue.abandon();
        queue.push(Arc::clone(&item));
        assert_eq!(Arc::strong_count(&item), 1);
    }

    #[test]
    fn the_end_wakes_whoever_waits() {
        let queue = Arc::new(Queue::<u8>::new());
        let taker = thread::spawn({
            let queue = Arc::clone(&queue);
            move || queue.take(1, LONG, 10)
        });
        queue.close();
        assert!(taker.join().unwrap().is_empty());
    }
}
