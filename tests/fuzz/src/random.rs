//! Numbers that look random and come back with their seed.

/// The generator *xorshift64\**.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// One that begins with this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.max(1))
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        let high = (u128::from(self.number()) * end as u128) >> 64;
        usize::try_from(high).unwrap_or_default()
    }

    /// One of `choices`, of which there is at least one.
    pub fn one<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    /// `bytes` with a few of them changed, cut out, doubled, or replaced by a piece of `other`.
    pub fn spoiled(&mut self, bytes: &[u8], other: &[u8]) -> Vec<u8> {
        let mut spoiled = bytes.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(spoiled.len() + 1);
            let end = (at + self.below(24)).min(spoiled.len());
            match self.below(5) {
                0 => drop(spoiled.drain(at..end)),
                1 => {
                    let piece = spoiled[at..end].to_vec();
                    spoiled.splice(at..at, piece);
                }
                2 if !other.is_empty() => {
                    let from = self.below(other.len());
                    let to = (from + self.below(48)).min(other.len());
                    spoiled.splice(at..end, other[from..to].iter().copied());
                }
                3 if at < spoiled.len() => spoiled[at] ^= 1 << self.below(8),
                _ => {
                    let byte = u8::try_from(self.below(256)).unwrap_or_default();
                    spoiled.insert(at, byte);
                }
            }
        }
        spoiled
    }
}
