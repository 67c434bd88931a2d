//! Packs the small objects of a PDF into compressed object streams. A tagged table has one object
//! for each cell; written one by one, as our PDF library does, they make the file seventeen times larger.

use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write;
use std::ops::Range;

/// Objects in one stream: large enough to compress well, small enough to read one without delay.
const OBJECTS_PER_STREAM: usize = 500;
/// Files below this stay as they are: there is nothing to win, and their bytes can be read by eye.
const BYTES_MIN: usize = 20_000;

/// The same document with its objects packed; as it was when it is older than PDF 1.5, small, or
/// not of the plain form that our PDF library writes.
pub fn compact(pdf: Vec<u8>) -> Vec<u8> {
    let too_old = pdf.starts_with(b"%PDF-1.4");
    match Parsed::read(&pdf) {
        Some(parsed) if !too_old && pdf.len() >= BYTES_MIN => parsed.packed(),
        Some(_) | None => pdf,
    }
}

/// A PDF with a classic table of objects.
struct Parsed<'a> {
    pdf: &'a [u8],
    /// Everything before the first object.
    head: &'a [u8],
    /// Number and body of each object, in the order of the file.
    objects: Vec<(usize, &'a [u8])>,
    /// How many numbers there are, zero included.
    size: usize,
    /// What the trailer says besides that.
    trailer: &'a str,
}

impl<'a> Parsed<'a> {
    fn read(pdf: &'a [u8]) -> Option<Parsed<'a>> {
        let tail = pdf.len().saturating_sub(64);
        let mark = tail + find(&pdf[tail..], b"startxref\n")?;
        let table_at: usize = text(pdf, mark + 10..pdf.len())?.lines().next()?.parse().ok()?;
        let table = text(pdf, table_at..mark)?;
        let (entries, trailer) = table.split_once("trailer\n")?;
        let mut lines = entries.lines();
        let (_, range) = (lines.next().filter(|line| *line == "xref")?, lines.next()?);
        let size: usize = range.strip_prefix("0 ")?.parse().ok()?;
        let mut places: Vec<(usize, usize)> = Vec::with_capacity(size);
        for (number, entry) in lines.enumerate() {
            if entry.trim_end().ends_with('n') {
                places.push((entry.get(..10)?.parse().ok()?, number));
            }
        }
        places.sort_unstable();
        let ends = places.iter().skip(1).map(|(at, _)| *at).chain([table_at]);
        let objects = places
            .iter()
            .zip(ends)
            .map(|((at, number), end)| Some((*number, body(pdf.get(*at..end)?, *number)?)));
        let objects: Vec<(usize, &[u8])> = objects.collect::<Option<_>>()?;
        let head = &pdf[..places.first()?.0];
        let trailer = trailer.trim_end().strip_prefix(&format!("<</Size {size}"))?.strip_suffix(">>")?;
        Some(Parsed { pdf, head, objects, size, trailer })
    }

    fn packed(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.pdf.len() / 2);
        out.extend_from_slice(self.head);
        let streams = self.objects.iter().filter(|(_, body)| is_stream(body));
        let small: Vec<_> = self.objects.iter().filter(|(_, body)| !is_stream(body)).collect();
        let chunks = small.len().div_ceil(OBJECTS_PER_STREAM);
        let mut places = vec![Place::Free; self.size + chunks + 1];
        for (number, body) in streams {
            places[*number] = Place::At(out.len());
            write_object(&mut out, *number, &[body]);
        }
        for (chunk, objects) in small.chunks(OBJECTS_PER_STREAM).enumerate() {
            let stream = self.size + chunk;
            places[stream] = Place::At(out.len());
            for (index, (number, _)) in objects.iter().enumerate() {
                places[*number] = Place::In { stream, index };
            }
            write_chunk(&mut out, stream, objects);
        }
        self.write_places(&mut out, places);
        out
    }

    /// Writes the table of objects, itself a stream, and the end of the file.
    fn write_places(&self, out: &mut Vec<u8>, mut places: Vec<Place>) {
        let at = out.len();
        let number = places.len() - 1;
        places[number] = Place::At(at);
        let data = deflated(&places.iter().flat_map(|place| place.entry()).collect::<Vec<u8>>());
        let dictionary = format!(
            "<</Type/XRef/Size {}/W[1 4 2]{}/Filter/FlateDecode/Length {}>>\nstream\n",
            places.len(),
            self.trailer,
            data.len()
        );
        write_object(out, number, &[dictionary.as_bytes(), &data, b"\nendstream"]);
        out.extend_from_slice(format!("startxref\n{at}\n%%EOF").as_bytes());
    }
}

/// Where an object is.
#[derive(Debug, Clone, Copy)]
enum Place {
    Free,
    At(usize),
    In { stream: usize, index: usize },
}

impl Place {
    fn entry(self) -> [u8; 7] {
        let (kind, first, second) = match self {
            Place::Free => (0, 0, u16::MAX),
            Place::At(offset) => (1, offset as u32, 0),
            Place::In { stream, index } => (2, stream as u32, index as u16),
        };
        let ([a, b, c, d], [e, f]) = (first.to_be_bytes(), second.to_be_bytes());
        [kind, a, b, c, d, e, f]
    }
}

fn write_object(out: &mut Vec<u8>, number: usize, parts: &[&[u8]]) {
    out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
    parts.iter().for_each(|part| out.extend_from_slice(part));
    out.extend_from_slice(b"\nendobj\n");
}

fn write_chunk(out: &mut Vec<u8>, stream: usize, objects: &[&(usize, &[u8])]) {
    let (mut index, mut bodies) = (String::new(), Vec::new());
    for (number, body) in objects {
        index.push_str(&format!("{number} {} ", bodies.len()));
        bodies.extend_from_slice(body);
        bodies.push(b'\n');
    }
    let first = index.len();
    let mut content = index.into_bytes();
    content.append(&mut bodies);
    let data = deflated(&content);
    let dictionary = format!(
        "<</Type/ObjStm/N {}/First {first}/Filter/FlateDecode/Length {}>>\nstream\n",
        objects.len(),
        data.len()
    );
    write_object(out, stream, &[dictionary.as_bytes(), &data, b"\nendstream"]);
}

fn deflated(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data).expect("writing to memory does not fail");
    encoder.finish().expect("writing to memory does not fail")
}

/// What stands between `obj` and `endobj`.
fn body(object: &[u8], number: usize) -> Option<&[u8]> {
    let body = object.strip_prefix(format!("{number} 0 obj\n").as_bytes())?;
    body.trim_ascii_end().strip_suffix(b"endobj").map(<[u8]>::trim_ascii_end)
}

fn is_stream(body: &[u8]) -> bool {
    body.ends_with(b"endstream")
}

fn text(pdf: &[u8], range: Range<usize>) -> Option<&str> {
    std::str::from_utf8(pdf.get(range)?).ok()
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(objects: usize) -> Vec<u8> {
        let mut pdf = b"%PDF-1.7\n".to_vec();
        let mut offsets = Vec::new();
        for number in 1..=objects {
            offsets.push(pdf.len());
            let body = match number {
                1 => "<</Length 3>>\nstream\nabc\nendstream".to_string(),
                other => format!("<</Type/StructElem/S/TD/P 1 0 R/K[{other}]>>"),
            };
            write_object(&mut pdf, number, &[body.as_bytes()]);
        }
        let at = pdf.len();
        pdf.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f\r\n", objects + 1).as_bytes());
        for offset in offsets {
            pdf.extend_from_slice(format!("{offset:010} 00000 n\r\n").as_bytes());
        }
        let trailer = format!("trailer\n<</Size {}/Root 2 0 R>>\nstartxref\n{at}\n%%EOF", objects + 1);
        pdf.extend_from_slice(trailer.as_bytes());
        pdf
    }

    #[test]
    fn packs_many_objects_and_keeps_streams() {
        let pdf = sample(2000);
        let packed = compact(pdf.clone());
        assert!(packed.len() * 4 < pdf.len());
        assert!(find(&packed, b"1 0 obj\n<</Length 3>>\nstream\nabc\nendstream").is_some());
        assert!(find(&packed, b"/Type/XRef/Size 2006/W[1 4 2]/Root 2 0 R").is_some());
        assert_eq!(packed, compact(pdf));
    }

    #[test]
    fn leaves_alone_what_it_does_not_know() {
        let small = sample(3);
        assert_eq!(compact(small.clone()), small);
        let old = String::from_utf8(sample(2000)).map(|pdf| pdf.replace("%PDF-1.7", "%PDF-1.4"));
        let old = old.expect("plain text").into_bytes();
        assert_eq!(compact(old.clone()), old);
        assert_eq!(compact(b"no pdf".to_vec()), b"no pdf");
    }
}
