//! What is planned for the requests to come.

use std::collections::VecDeque;

/// A queue for the next requests, one item each, and an item for every request after them.
#[derive(Debug, Clone)]
pub struct Script<T> {
    next: VecDeque<T>,
    always: Option<T>,
}

impl<T> Default for Script<T> {
    fn default() -> Self {
        Self {
            next: VecDeque::new(),
            always: None,
        }
    }
}

impl<T: Clone> Script<T> {
    /// Adds an item for one more request.
    pub fn next(&mut self, item: T) {
        self.next.push_back(item);
    }

    /// Sets the item for every request that finds the queue empty.
    pub fn always(&mut self, item: T) {
        self.always = Some(item);
    }

    /// Forgets everything planned.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The item for the request that is here now.
    pub fn take(&mut self) -> Option<T> {
        self.next.pop_front().or_else(|| self.always.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::Script;

    #[test]
    fn the_queue_comes_first_and_the_standing_item_stays() {
        let mut script = Script::default();
        assert_eq!(script.take(), None);
        script.always('z');
        script.next('a');
        script.next('b');
        assert_eq!([script.take(), script.take()], [Some('a'), Some('b')]);
        assert_eq!([script.take(), script.take()], [Some('z'), Some('z')]);
        script.clear();
        assert_eq!(script.take(), None);
    }
}
