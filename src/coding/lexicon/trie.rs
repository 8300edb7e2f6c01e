//! A small radix tree (Morrison, 1968): which of many beginnings does a text begin with?
//!
//! All of it is one run of bytes, a node's parts side by side, so that a step touches one line of the processor's cache and the terms
//! of the built-in lexicons, some hundred kilobytes, stay in it. An automaton of theirs takes megabytes. Most words of a text begin no
//! term, which their first letters tell: the first four are asked of a table of bits (Bloom, 1970), the first two of tables of places.

/// Beginnings, each with a number.
pub(super) struct Trie {
    /// For each first byte, the number of the beginning that is this byte alone, and which table of [`Self::seconds`] goes on.
    firsts: Box<[(Option<u32>, u32); 256]>,
    /// For each second byte, where its node lies; [`NOWHERE`] where nothing begins so.
    seconds: Vec<[u32; 256]>,
    /// Which four first bytes may begin a beginning.
    heads: Heads,
    /// The nodes, each: length of its label, number of its children, the number of the beginning that ends with it (four bytes), its
    /// label, the first byte of each child, where each child lies (four bytes each).
    nodes: Vec<u8>,
}

/// No place among the nodes.
const NOWHERE: u32 = u32::MAX;

/// No beginning.
const NONE: u32 = u32::MAX;

/// Bytes of a node before its label.
const HEAD: usize = 6;

/// Longest label; a longer stretch takes several nodes, one below the other.
const LONGEST: usize = 255;

/// A beginning with its number, or what is left of it.
type Numbered<'b> = (u32, &'b [u8]);

impl Trie {
    /// The tree of beginnings, sorted and different; each has its place in the order as its number. Empty ones are left out.
    pub(super) fn of(sorted: &[&[u8]]) -> Self {
        let mut trie = Self {
            firsts: Box::new([(None, 0); 256]),
            seconds: vec![[NOWHERE; 256]],
            heads: Heads::of(sorted),
            nodes: Vec::new(),
        };
        let numbered: Vec<Numbered<'_>> =
            (0..).zip(sorted.iter().copied()).filter(|(_, beginning)| !beginning.is_empty()).collect();
        for (byte, group) in groups(&numbered) {
            let (alone, longer) = shortened(group, 1);
            let mut table = [NOWHERE; 256];
            for (byte, group) in groups(&longer) {
                let (value, longer) = shortened(group, 1);
                let place = trie.add(value, &longer);
                if let Some(second) = table.get_mut(usize::from(byte)) {
                    *second = place;
                }
            }
            if let Some(first) = trie.firsts.get_mut(usize::from(byte)) {
                *first = (alone, long(trie.seconds.len()));
            }
            trie.seconds.push(table);
        }
        trie
    }

    /// Adds a node at which the beginning of a number ends, if any, and below which `longer` lie; returns where.
    fn add(&mut self, mut value: Option<u32>, longer: &[Numbered<'_>]) -> u32 {
        let (first, last) = (longer.first().map_or(&[][..], |one| one.1), longer.last().map_or(&[][..], |one| one.1));
        // They are sorted: what the first and the last share, all share.
        let shared = first.iter().zip(last).take_while(|(a, b)| a == b).count().min(LONGEST);
        let shared = if value.is_some() { 0 } else { shared };
        let (ends, longer) = shortened(longer, shared);
        value = value.or(ends);
        let children: Vec<(u8, u32)> = groups(&longer)
            .map(|(byte, group)| {
                let (value, longer) = shortened(group, 1);
                (byte, self.add(value, &longer))
            })
            .collect();
        let place = long(self.nodes.len());
        self.nodes.push(u8::try_from(shared).unwrap_or(u8::MAX));
        // At most 255: no byte of UTF-8 is 0xFF.
        self.nodes.push(u8::try_from(children.len()).unwrap_or(u8::MAX));
        self.nodes.extend(value.unwrap_or(NONE).to_le_bytes());
        self.nodes.extend(first.get(..shared).unwrap_or_default());
        self.nodes.extend(children.iter().map(|(byte, _)| byte));
        self.nodes.extend(children.iter().flat_map(|(_, child)| child.to_le_bytes()));
        place
    }

    /// Calls `found` with the number of each beginning that `text` begins with, the shortest first.
    pub(super) fn each(&self, text: &[u8], mut found: impl FnMut(usize)) {
        if !self.heads.may_begin(text) {
            return;
        }
        let Some((first, rest)) = text.split_first() else { return };
        let Some((alone, table)) = self.firsts.get(usize::from(*first)) else { return };
        if let Some(number) = alone {
            found(*number as usize);
        }
        let Some((second, mut rest)) = rest.split_first() else { return };
        let place = self.seconds.get(*table as usize).and_then(|table| table.get(usize::from(*second)));
        let mut place = place.copied().unwrap_or(NOWHERE);
        while let Some((head, parts)) = self.nodes.get(place as usize..).and_then(|node| node.split_at_checked(HEAD)) {
            let &[label, children, v0, v1, v2, v3] = head else { return };
            let Some((label, parts)) = parts.split_at_checked(usize::from(label)) else { return };
            let Some(after) = without(rest, label) else { return };
            let number = u32::from_le_bytes([v0, v1, v2, v3]);
            if number != NONE {
                found(number as usize);
            }
            let (Some((byte, after)), Some((branches, below))) =
                (after.split_first(), parts.split_at_checked(usize::from(children)))
            else {
                return;
            };
            let Some(branch) = branches.iter().position(|branch| branch == byte) else { return };
            let Some(&[p0, p1, p2, p3]) = below.get(branch * 4..branch * 4 + 4) else { return };
            place = u32::from_le_bytes([p0, p1, p2, p3]);
            rest = after;
        }
    }
}

/// Four first bytes in a table of bits, by a hash: a bit that is not set tells that nothing begins so.
struct Heads {
    bits: Box<[u64; HEAD_BITS / 64]>,
    /// For beginnings shorter than that: which two first bytes, by the first one (none for a beginning of one byte).
    short: Box<[[u64; 4]; 256]>,
}

/// Bits in the table: four kilobytes, which stay at hand.
const HEAD_BITS: usize = 1 << 15;

impl Heads {
    fn of(beginnings: &[&[u8]]) -> Self {
        let mut heads = Self { bits: Box::new([0; HEAD_BITS / 64]), short: Box::new([[0; 4]; 256]) };
        for beginning in beginnings {
            match **beginning {
                [a, b, c, d, ..] => {
                    let (word, bit) = Self::place([a, b, c, d]);
                    if let Some(bits) = heads.bits.get_mut(word) {
                        *bits |= bit;
                    }
                }
                [a, ref rest @ ..] => {
                    let Some(seconds) = heads.short.get_mut(usize::from(a)) else { continue };
                    match rest.first() {
                        Some(b) => {
                            if let Some(bits) = seconds.get_mut(usize::from(b / 64)) {
                                *bits |= 1 << (b % 64);
                            }
                        }
                        None => *seconds = [u64::MAX; 4],
                    }
                }
                [] => {}
            }
        }
        heads
    }

    /// Which word of the table, and which bit in it.
    fn place(head: [u8; 4]) -> (usize, u64) {
        // Knuth's multiplicative hash.
        let hash = u32::from_le_bytes(head).wrapping_mul(2_654_435_769) >> (32 - HEAD_BITS.ilog2());
        ((hash / 64) as usize, 1 << (hash % 64))
    }

    /// Whether any beginning may begin a text; `false` is certain.
    fn may_begin(&self, text: &[u8]) -> bool {
        let Some(&[a, b, c, d]) = text.first_chunk() else { return true };
        let (word, bit) = Self::place([a, b, c, d]);
        self.bits.get(word).is_some_and(|bits| bits & bit != 0)
            || self
                .short
                .get(usize::from(a))
                .and_then(|seconds| seconds.get(usize::from(b / 64)))
                .is_some_and(|bits| bits >> (b % 64) & 1 != 0)
    }
}

/// What follows a label that a text begins with. Labels are short: comparing in place beats a call.
fn without<'t>(text: &'t [u8], label: &[u8]) -> Option<&'t [u8]> {
    let (head, rest) = text.split_at_checked(label.len())?;
    head.iter().zip(label).all(|(a, b)| a == b).then_some(rest)
}

/// The number of the beginning that ends after so many bytes, and the others without these.
fn shortened<'b>(group: &[Numbered<'b>], by: usize) -> (Option<u32>, Vec<Numbered<'b>>) {
    let ends = group.iter().find(|(_, beginning)| beginning.len() == by).map(|(number, _)| *number);
    let rest = |(number, beginning): &Numbered<'b>| Some((*number, beginning.get(by..)?));
    (ends, group.iter().filter_map(rest).filter(|(_, rest)| !rest.is_empty()).collect())
}

/// Beginnings by their first byte.
fn groups<'g, 'b>(sorted: &'g [Numbered<'b>]) -> impl Iterator<Item = (u8, &'g [Numbered<'b>])> {
    let head = |beginning: &[u8]| beginning.first().copied().unwrap_or_default();
    sorted
        .chunk_by(move |(_, a), (_, b)| head(a) == head(b))
        .map(move |group| (group.first().map_or(0, |(_, all)| head(all)), group))
}

/// Lexicons are bounded to some megabytes, so that places in them fit.
fn long(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::Trie;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn it_finds_what_trying_each_finds(
            beginnings in prop::collection::btree_set("[abé ]{0,6}", 0..40),
            text in "[abé ]{0,12}",
        ) {
            let beginnings: BTreeSet<String> = beginnings;
            let sorted: Vec<&[u8]> = beginnings.iter().map(String::as_bytes).collect();
            let mut found = Vec::new();
            Trie::of(&sorted).each(text.as_bytes(), |number| found.push(number));
            let tried: Vec<usize> = beginnings
                .iter()
                .enumerate()
                .filter(|(_, beginning)| !beginning.is_empty() && text.starts_with(beginning.as_str()))
                .map(|(number, _)| number)
                .collect();
            prop_assert_eq!(found, tried);
        }
    }
}
