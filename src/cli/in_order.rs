//! Work on several threads whose results come back in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// Deeply nested reports need more than the two megabytes a thread gets by itself.
pub const STACK_BYTES: usize = 16 * 1024 * 1024;

/// Does `work` for each item on some threads, and hands the results to `take` on this one, in the order
/// of the items and as soon as their turn comes.
pub fn in_order<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(&T, R),
) {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    let worker = |sender: mpsc::Sender<(usize, R)>| {
        while let Some((index, item)) = items.iter().enumerate().nth(next.fetch_add(1, Ordering::Relaxed)) {
            if sender.send((index, work(item))).is_err() {
                break;
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..threads.clamp(1, items.len().max(1)) {
            let sender = sender.clone();
            let thread = thread::Builder::new().stack_size(STACK_BYTES);
            thread.spawn_scoped(scope, || worker(sender)).expect("the system has room for a few threads");
        }
        drop(sender);
        let mut early = BTreeMap::new();
        let mut due = 0;
        for (index, result) in receiver {
            early.insert(index, result);
            while let Some(result) = early.remove(&due) {
                take(&items[due], result);
                due += 1;
            }
        }
    });
}

/// As many threads as the machine runs at once.
pub fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use super::in_order;
    use std::time::Duration;

    #[test]
    fn slow_first_items_hold_back_later_ones() {
        let mut seen = Vec::new();
        let work = |ms: &u64| {
            std::thread::sleep(Duration::from_millis(*ms));
            ms * 2
        };
        in_order(&[30, 1, 10, 0], 3, work, |item, result| seen.push((*item, result)));
        assert_eq!(seen, [(30, 60), (1, 2), (10, 20), (0, 0)]);
    }
}
