//! Everything that a user can do, done: each row of `docs/actions.md` with the mouse and with the keyboard, in the
//! real window, with all five services connected.
//!
//! The cells are read and their steps taken as they stand ([`step`], [`act`], [`hands`]); a row here has what its
//! placeholders stand for, what has to be there before, and what has to be true afterwards. A row of the
//! documentation that is not done here fails, and so does one that is done here and not documented.

mod act;
mod bound;
mod group;
mod hands;
mod stage;
mod step;
mod table;

mod accounts;
mod choices;
mod compromised;
mod keys;
mod linking;
mod looking;
mod many;
mod marking;
mod moving;
mod revoking;
mod secrets;
mod settings;
mod window;

/// Every heading belongs to exactly one test.
#[test]
fn every_row_has_both_ways_and_a_test() {
    let table = table::Table::read();
    assert!(
        table.rows().len() > 60,
        "the table is read: {}",
        table.rows().len()
    );
    for row in table.rows() {
        let groups = group::PLACES.iter();
        let doing = groups.filter(|(_, places)| places.contains(&&*row.place));
        assert_eq!(doing.count(), 1, "{:?} has one test", row.place);
    }
    for (group, places) in group::PLACES {
        for place in *places {
            let known = table.rows().iter().any(|row| row.place == *place);
            assert!(known, "{group} does {place:?}, which is gone");
        }
    }
}
