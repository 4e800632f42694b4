//! Tables: ordered rows by key that are shared between clones of the world and remember what was written.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// One changed row: its full key, and its new contents unless it was removed.
pub(crate) type Change = (String, Option<Vec<u8>>);

/// Rows by key. Reading shares, writing copies the one row and marks it as changed.
#[derive(Debug, Clone)]
pub(crate) struct Table<V> {
    rows: BTreeMap<String, Arc<V>>,
    touched: BTreeSet<String>,
}

impl<V> Default for Table<V> {
    fn default() -> Table<V> {
        Table { rows: BTreeMap::new(), touched: BTreeSet::new() }
    }
}

impl<V: Clone> Table<V> {
    pub(crate) fn get(&self, key: &str) -> Option<&V> {
        self.rows.get(key).map(AsRef::as_ref)
    }

    /// The row to write to. It counts as changed, so ask for it only to write.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        let row = self.rows.get_mut(key)?;
        self.touched.insert(key.to_owned());
        Some(Arc::make_mut(row))
    }

    pub(crate) fn insert(&mut self, key: impl Into<String>, value: V) {
        let key = key.into();
        self.touched.insert(key.clone());
        self.rows.insert(key, Arc::new(value));
    }

    pub(crate) fn remove(&mut self, key: &str) -> Option<V> {
        let row = self.rows.remove(key)?;
        self.touched.insert(key.to_owned());
        Some(Arc::unwrap_or_clone(row))
    }

    pub(crate) fn contains(&self, key: &str) -> bool {
        self.rows.contains_key(key)
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// All rows in the order of their keys.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.rows.iter().map(|(key, row)| (key.as_str(), row.as_ref()))
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.rows.keys().map(String::as_str)
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.rows.values().map(AsRef::as_ref)
    }

    /// The rows whose keys begin with `prefix`, in order.
    pub(crate) fn prefixed<'a>(
        &'a self,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a V)> {
        self.rows
            .range::<str, _>((Bound::Included(prefix), Bound::Unbounded))
            .take_while(move |(key, _)| key.starts_with(prefix))
            .map(|(key, row)| (key.as_str(), row.as_ref()))
    }

    /// The same, for a prefix that does not live as long as the table.
    pub(crate) fn beginning(
        &self,
        prefix: String,
    ) -> impl Iterator<Item = (&str, &V)> + use<'_, V> {
        self.rows
            .range::<str, _>((Bound::Included(prefix.as_str()), Bound::Unbounded))
            .take_while(move |(key, _)| key.starts_with(&prefix))
            .map(|(key, row)| (key.as_str(), row.as_ref()))
    }

    /// The rows from `low` on and before `high`, in order; from either end.
    pub(crate) fn between<'a>(
        &'a self,
        low: &str,
        high: &str,
    ) -> impl DoubleEndedIterator<Item = (&'a str, &'a V)> + use<'a, V> {
        let bounds = (Bound::Included(low), Bound::Excluded(high));
        // A range that ends before it begins would be a panic.
        let rows = (low < high).then(|| self.rows.range::<str, _>(bounds));
        rows.into_iter().flatten().map(|(key, row)| (key.as_str(), row.as_ref()))
    }

    pub(crate) fn first_key(&self) -> Option<String> {
        self.rows.first_key_value().map(|(key, _)| key.clone())
    }
}

/// What saving and loading need of a table, whatever its rows are.
pub(crate) trait AnyTable {
    fn count(&self) -> usize;
    fn touch_all(&mut self);
    fn take_changes(&mut self, prefix: &str, changes: &mut Vec<Change>);
    /// Counts the written rows as saved; whether there were any.
    fn forget_changes(&mut self) -> bool;
    fn load(&mut self, key: &str, value: &[u8]) -> Result<(), ciborium::de::Error<std::io::Error>>;
}

impl<V: Serialize + DeserializeOwned> AnyTable for Table<V> {
    fn count(&self) -> usize {
        self.rows.len()
    }

    fn touch_all(&mut self) {
        self.touched.extend(self.rows.keys().cloned());
    }

    fn take_changes(&mut self, prefix: &str, changes: &mut Vec<Change>) {
        for key in std::mem::take(&mut self.touched) {
            let value = self.rows.get(&key).map(|row| {
                let mut bytes = Vec::new();
                // Rows are maps, texts and numbers, and writing to memory cannot fail.
                let _ = ciborium::into_writer(row.as_ref(), &mut bytes);
                bytes
            });
            changes.push((format!("{prefix}{key}"), value));
        }
    }

    fn forget_changes(&mut self) -> bool {
        !std::mem::take(&mut self.touched).is_empty()
    }

    fn load(&mut self, key: &str, value: &[u8]) -> Result<(), ciborium::de::Error<std::io::Error>> {
        self.rows.insert(key.to_owned(), Arc::new(ciborium::from_reader(value)?));
        Ok(())
    }
}

/// A service's state: its tables by name.
pub(crate) trait Rows {
    fn tables(&mut self) -> Vec<(&'static str, &mut dyn AnyTable)>;
}

/// Declares a service's `State`: one table a field, `state! { queues: Queue, tombs: u64 }`.
macro_rules! state {
    ($($(#[$doc:meta])* $field:ident : $row:ty),* $(,)?) => {
        /// The service's part of the world.
        #[derive(Debug, Clone, Default)]
        pub(crate) struct State {
            $($(#[$doc])* pub(crate) $field: $crate::world::table::Table<$row>,)*
        }

        impl $crate::world::table::Rows for State {
            fn tables(&mut self) -> Vec<(&'static str, &mut dyn $crate::world::table::AnyTable)> {
                vec![$((stringify!($field), &mut self.$field as &mut dyn $crate::world::table::AnyTable),)*]
            }
        }
    };
}
pub(crate) use state;

#[cfg(test)]
mod tests {
    use super::{AnyTable, Table};

    #[test]
    fn a_fork_shares_rows_until_one_side_writes() {
        let mut one: Table<Vec<u8>> = Table::default();
        one.insert("a", vec![1]);
        let fork = one.clone();
        one.get_mut("a").unwrap().push(2);
        assert_eq!((one.get("a").unwrap().len(), fork.get("a").unwrap().len()), (2, 1));
    }

    #[test]
    fn only_touched_rows_are_saved_and_they_load_again() {
        let mut table: Table<String> = Table::default();
        table.insert("a/1", "x".to_owned());
        table.insert("b", "y".to_owned());
        let mut changes = Vec::new();
        table.take_changes("s/t/", &mut changes);
        assert_eq!(changes.len(), 2);
        table.remove("b");
        changes.clear();
        table.take_changes("s/t/", &mut changes);
        assert_eq!(changes, vec![("s/t/b".to_owned(), None)]);
        let mut copy: Table<String> = Table::default();
        table.touch_all();
        table.take_changes("", &mut changes);
        let (key, value) = changes.pop().unwrap();
        copy.load(&key, &value.unwrap()).unwrap();
        assert_eq!(copy.get("a/1").map(String::as_str), Some("x"));
        assert_eq!(copy.prefixed("a/").count(), 1);
    }
}
