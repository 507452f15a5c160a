//! Who may do what with a profile. Pure: no clock, no database.

use crate::{access::Access, access::Permission, ids::PersonId, membership::types::Appointment};

/// What a reader may see and do of one person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    pub see: bool,
    /// Correct name, post and address.
    pub change: bool,
    /// End their seats: all of them, or those on the boards the reader keeps.
    pub move_on: bool,
    /// Make another profile part of this one.
    pub merge: bool,
}

/// What a reader may see and do of a person who has or had these appointments.
///
/// A profile belongs to every board the person sits on, so whoever keeps only
/// some of these boards does not change it.
pub fn rights(
    reader: &Access,
    person: PersonId,
    ever: &[Appointment],
    current: &[Appointment],
) -> Rights {
    let is_self = reader.person == person;
    let may = |permission, one: &Appointment| reader.may(permission, one.board, None);
    let keeps_register = reader.may_everywhere(Permission::KeepRegister);
    let sees = ever
        .iter()
        .filter(|one| !one.voided)
        .any(|one| may(Permission::SeeSeats, one));
    let keeps = |one: &Appointment| may(Permission::ManageMembers, one);
    let keeps_all = !current.is_empty() && current.iter().all(keeps);
    Rights {
        see: is_self || sees || keeps_register,
        change: !is_self && (keeps_register || keeps_all),
        move_on: !current.is_empty() && (is_self || current.iter().any(keeps)),
        merge: keeps_register && !is_self,
    }
}
