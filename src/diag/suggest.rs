//! Names: the one that was probably meant, and short lists of those there are.

/// The known name that a written one is probably a slip of.
///
/// A name that differs in case or in `-` and `_` only is taken first; else the nearest one by
/// edits, where swapping neighbours counts once, if no more than a third of the letters differ.
pub fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(written);
    let mut best: Option<(usize, &str)> = None;
    for name in known {
        let candidate = fold(name);
        if candidate == folded {
            return Some(name);
        }
        let allowed = (folded.len().max(candidate.len()) / 3).max(1);
        // A single letter is one edit away from every other, and two letters are from many.
        let (shorter, longer) = (folded.len().min(candidate.len()), folded.len().max(candidate.len()));
        if shorter < 2 || longer < 3 || folded.len().abs_diff(candidate.len()) > allowed {
            continue;
        }
        let distance = edits(&folded, &candidate);
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}

/// "`a`, `b` and 3 more"; "`a` and `b`" when all fit.
pub fn list_names<'a>(names: impl IntoIterator<Item = &'a str>, limit: usize) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    // One name takes no more room than "and 1 more".
    if names.len() > limit + 1 {
        return format!("{} and {} more", names[..limit].join(", "), names.len() - limit);
    }
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// A name without the differences that do not count.
fn fold(name: &str) -> Vec<char> {
    name.trim().chars().flat_map(char::to_lowercase).map(|c| if c == '-' { '_' } else { c }).collect()
}

/// Damerau's distance: letters put in, left out, replaced, or swapped with a neighbour.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_meant() {
        let known = ["amount", "region", "month", "due_date", "by"];
        for (written, meant) in [
            ("ammount", Some("amount")),
            ("Amount", Some("amount")),
            ("regoin", Some("region")),
            ("due-date", Some("due_date")),
            ("dueDate", Some("due_date")),
            ("mnt", None),
            ("x", None),
            ("profit", None),
        ] {
            assert_eq!(did_you_mean(written, known), meant, "{written}");
        }
        assert_eq!(did_you_mean("Bar", ["far", "bar"]), Some("bar"));
    }

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(list_names([], 3), "");
        assert_eq!(list_names(["a"], 3), "`a`");
        assert_eq!(list_names(["a", "b"], 3), "`a` and `b`");
        assert_eq!(list_names(["a", "b", "c", "d", "e"], 2), "`a`, `b` and 3 more");
    }
}
