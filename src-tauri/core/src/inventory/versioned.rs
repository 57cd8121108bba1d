//! A value that tells when it was changed.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};

/// A value with a version, so that what was made of it can tell whether it is still current. Every
/// access that could change the value gives it a new version; no two values ever have the same.
#[derive(Clone, Debug)]
pub(crate) struct Versioned<T> {
    value: T,
    version: u64,
}

static NEXT: AtomicU64 = AtomicU64::new(0);

impl<T> Versioned<T> {
    /// The version. A clone has the same until either is changed.
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// Takes over `value`; one that is equal changes nothing.
    pub(crate) fn replace(&mut self, value: T)
    where
        T: PartialEq,
    {
        if self.value != value {
            *self = value.into();
        }
    }
}

impl<T> From<T> for Versioned<T> {
    fn from(value: T) -> Self {
        Self {
            value,
            version: NEXT.fetch_add(1, Ordering::Relaxed),
        }
    }
}

impl<T: Default> Default for Versioned<T> {
    fn default() -> Self {
        T::default().into()
    }
}

impl<T> Deref for Versioned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Versioned<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.version = NEXT.fetch_add(1, Ordering::Relaxed);
        &mut self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changes_give_a_new_version() {
        let mut list = Versioned::from(vec![1]);
        let first = list.version();
        assert_eq!(list.len(), 1);
        list.replace(vec![1]);
        assert_eq!(list.version(), first);
        list.replace(vec![2]);
        let second = list.version();
        assert_ne!(second, first);
        list.push(3);
        assert_ne!(list.version(), second);
        assert_ne!(Versioned::from(vec![2, 3]).version(), list.version());
    }
}
