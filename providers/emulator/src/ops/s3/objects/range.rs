//! `Range: bytes=..`: the one range of a read.

use std::ops::Range;

use crate::ops::Fault;

/// The bytes asked for; `None` where the header is none that counts, so that the whole is answered.
pub(in crate::ops::s3) fn read(header: &str, size: usize) -> Result<Option<Range<usize>>, Fault> {
    let Some((first, last)) =
        header.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-'))
    else {
        return Ok(None);
    };
    let (first, last) = (first.trim(), last.trim());
    let range = match (first.parse::<usize>(), last.parse::<usize>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Ok(first), Err(_)) if last.is_empty() => first..size,
        (Err(_), Ok(count)) if first.is_empty() => size.saturating_sub(count)..size,
        _ => return Ok(None),
    };
    if range.start >= size || range.is_empty() {
        let text = "The requested range is not satisfiable";
        return Err(Fault::sender(416, "InvalidRange", text)
            .with("ActualObjectSize", size)
            .with("RangeRequested", header));
    }
    Ok(Some(range))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn ranges_are_cut_to_the_object() {
        assert_eq!(read("bytes=0-4", 10), Ok(Some(0..5)));
        assert_eq!(read("bytes=5-", 10), Ok(Some(5..10)));
        assert_eq!(read("bytes=-3", 10), Ok(Some(7..10)));
        assert_eq!(read("bytes=8-99", 10), Ok(Some(8..10)));
        assert_eq!(read("bytes=4-1", 10), Ok(None));
        assert_eq!(read("bytes=0-1,3-4", 10), Ok(None));
        assert_eq!(read("bytes=10-", 10).unwrap_err().code, "InvalidRange");
        assert_eq!(read("bytes=-0", 10).unwrap_err().status, 416);
        assert_eq!(read("bytes=0-", 0).unwrap_err().code, "InvalidRange");
    }
}
