//! Counts what was read of a list, page by page, so that a long reading can be followed.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Call, Reply, Transport};
use crate::error::{Operation, Result};

/// How much of its lists an account has read since [`Reading::begin`].
#[derive(Debug, Default)]
pub struct Reading {
    pages: AtomicU32,
    rows: AtomicU32,
}

impl Reading {
    /// Counts from nothing.
    pub fn begin(&self) {
        self.pages.store(0, Ordering::Release);
        self.rows.store(0, Ordering::Release);
    }

    /// How many pages, and how many rows were on them.
    pub fn so_far(&self) -> (u32, u32) {
        let so_far = |count: &AtomicU32| count.load(Ordering::Acquire);
        (so_far(&self.pages), so_far(&self.rows))
    }
}

/// Hears that something was counted. Must not block.
pub type Heard = Arc<dyn Fn() + Send + Sync>;

pub(super) struct Progress<T> {
    reading: Arc<Reading>,
    heard: Heard,
    inner: T,
}

impl<T> Progress<T> {
    pub(super) fn new(reading: Arc<Reading>, heard: Heard, inner: T) -> Self {
        Self {
            reading,
            heard,
            inner,
        }
    }
}

#[async_trait]
impl<T: Transport> Transport for Progress<T> {
    async fn send(&self, call: Call) -> Result<Reply> {
        let lists = call.operation == Operation::List;
        let reply = self.inner.send(call).await?;
        if lists {
            self.reading.pages.fetch_add(1, Ordering::AcqRel);
            let rows = serde_json::from_slice(&reply.body).map_or(0, |Rows(rows)| rows);
            self.reading.rows.fetch_add(rows, Ordering::AcqRel);
            (self.heard)();
        }
        Ok(reply)
    }
}

/// How many rows a page holds: as many as the array has that it is or, where it is an object, the
/// longest that it has as a field. Nothing of it is kept.
struct Rows(u32);

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(page: D) -> Result<Self, D::Error> {
        page.deserialize_any(Rowed { fields: true }).map(Self)
    }
}

/// A field of a page.
struct Field(u32);

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(field: D) -> Result<Self, D::Error> {
        field.deserialize_any(Rowed { fields: false }).map(Self)
    }
}

/// Finds the rows of an array and, if asked to, of the arrays that an object has as fields.
struct Rowed {
    fields: bool,
}

impl<'de> Visitor<'de> for Rowed {
    type Value = u32;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page of a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<u32, A::Error> {
        let mut count = 0;
        while rows.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<u32, A::Error> {
        let mut most = 0;
        while fields.next_key::<IgnoredAny>()?.is_some() {
            if self.fields {
                let Field(rows) = fields.next_value()?;
                most = most.max(rows);
            } else {
                fields.next_value::<IgnoredAny>()?;
            }
        }
        Ok(most)
    }

    fn visit_bool<E>(self, _: bool) -> Result<u32, E> {
        Ok(0)
    }

    fn visit_i64<E>(self, _: i64) -> Result<u32, E> {
        Ok(0)
    }

    fn visit_u64<E>(self, _: u64) -> Result<u32, E> {
        Ok(0)
    }

    fn visit_f64<E>(self, _: f64) -> Result<u32, E> {
        Ok(0)
    }

    fn visit_str<E>(self, _: &str) -> Result<u32, E> {
        Ok(0)
    }

    fn visit_unit<E>(self) -> Result<u32, E> {
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use http::{HeaderMap, StatusCode};

    use super::*;
    use crate::Kind;
    use crate::http::Origin;

    /// Answers with these bodies, one after the other.
    struct Pages(Mutex<Vec<&'static str>>);

    #[async_trait]
    impl Transport for Pages {
        async fn send(&self, _: Call) -> Result<Reply> {
            let body = self.0.lock().expect("whole").pop().ok_or(Kind::TimedOut)?;
            Ok(Reply {
                status: StatusCode::OK,
                headers: HeaderMap::new(),
                body: body.into(),
            })
        }
    }

    #[tokio::test]
    async fn counts_pages_of_lists_and_the_rows_on_them() {
        let pages = [
            r#"[{"id": 1, "apps": [1, 2, 3]}, {"id": 2}]"#,
            r#"{"data": [1, 2, 3, 4], "pagination": {"cursor": null, "of": [1]}, "total": 4.5}"#,
            r#"{"keys": [], "next": "x", "more": true}"#,
            "no page",
        ];
        let reading = Arc::new(Reading::default());
        let heard = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&heard);
        let progress = Progress::new(
            Arc::clone(&reading),
            Arc::new(move || {
                count.fetch_add(1, Ordering::AcqRel);
            }),
            Pages(Mutex::new(pages.into_iter().rev().collect())),
        );
        let origin = Origin::parse("https://api.test").expect("good");
        let list = || Call::get(&origin, "/keys", Operation::List);
        for expected in [(1, 2), (2, 6), (3, 6), (4, 6)] {
            progress.send(list()).await.expect("answered");
            assert_eq!(reading.so_far(), expected);
        }
        progress.send(list()).await.expect_err("no more pages");
        assert_eq!(reading.so_far(), (4, 6), "what failed was not read");
        assert_eq!(heard.load(Ordering::Acquire), 4);
        reading.begin();
        assert_eq!(reading.so_far(), (0, 0));
    }

    #[tokio::test]
    async fn what_is_no_list_is_not_counted() {
        let reading = Arc::new(Reading::default());
        let pages = Pages(Mutex::new(vec!["[1, 2]"]));
        let progress = Progress::new(Arc::clone(&reading), Arc::new(|| {}), pages);
        let origin = Origin::parse("https://api.test").expect("good");
        let call = Call::get(&origin, "/user", Operation::Connect);
        progress.send(call).await.expect("answered");
        assert_eq!(reading.so_far(), (0, 0));
    }
}
