//! A made-up action log of the home board that waits for somebody to answer what its
//! words mean.

use anyhow::Context;
use app::{ids::ImportId, imports::actions::forms::SaidOfColumns};

use super::{cast::Cast, pen::Pen};
use crate::imports::{
    actions::{
        reading,
        store::{self, Memory},
    },
    store::NewFile,
};

const FILE: &[u8] = include_bytes!("../../samples/actions/earlier-log.csv");

/// Sends the log as the secretary does, with its columns as they are matched.
pub(super) async fn send(pen: &mut Pen<'_>, cast: &Cast) -> anyhow::Result<()> {
    let name = "Fictional action log 2025.csv";
    let sheets = reading::read(name, FILE)?;
    let memory = Memory::default();
    let (sheet, header_row) = reading::likeliest(&sheets, &memory.remembered);
    let table = reading::table(&sheets, &sheet, header_row).map_err(anyhow::Error::msg)?;
    let actor = cast.secretary.actor();
    let (tx, random, at) = pen.write();
    let new = NewFile {
        id: ImportId(random.id(at)),
        board: cast.home,
        name,
        bytes: FILE.to_vec(),
        rows: table.1.len() as u64,
    };
    let id = new.id;
    store::add(tx, random, &actor, at, new, &table, &memory).await?;
    let import = store::find(tx, id).await?;
    let import = import.context("the log is not there")?;
    let said = SaidOfColumns {
        columns: import.columns.clone(),
        due_on: None,
    };
    store::match_columns(tx, random, &actor, at, &import, &said).await?;
    Ok(())
}
