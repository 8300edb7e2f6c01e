//! A table as Apache Parquet: columns with types, for data frames.

use super::super::table::{Cell, Table};
use super::{ColumnKind, FileError, Sheet};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use serde_json::Value;
use std::sync::Arc;

/// The bytes of a file: one row group, every column optional, the manifest among the file's key-value metadata.
///
/// # Errors
/// Where the table does not fit the format.
pub fn parquet(sheet: &Sheet, manifest: &Value) -> Result<Vec<u8>, FileError> {
    write(sheet, manifest).map_err(|error| FileError::of("a Parquet file")(&error))
}

fn write(sheet: &Sheet, manifest: &Value) -> Result<Vec<u8>, ParquetError> {
    let table = &sheet.table;
    let kinds: Vec<ColumnKind> = (0..table.columns.len()).map(|place| ColumnKind::of(table, place)).collect();
    let fields = table.columns.iter().zip(&kinds).map(|(column, kind)| {
        let name = column.name.replace('\u{ad}', "");
        let (physical, logical) = match kind {
            ColumnKind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            ColumnKind::Whole => (Physical::INT64, None),
            ColumnKind::Real => (Physical::DOUBLE, None),
            ColumnKind::Flag => (Physical::BOOLEAN, None),
        };
        let field = Type::primitive_type_builder(&name, physical).with_logical_type(logical);
        field.with_repetition(Repetition::OPTIONAL).build().map(Arc::new)
    });
    let schema = Type::group_type_builder(sheet.name).with_fields(fields.collect::<Result<_, _>>()?).build()?;
    let about = vec![
        KeyValue::new("about".to_owned(), sheet.about.clone()),
        KeyValue::new("stratmine_manifest".to_owned(), manifest.to_string()),
    ];
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("stratmine".to_owned())
        .set_key_value_metadata(Some(about));
    let mut writer = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties.build()))?;
    let mut group = writer.next_row_group()?;
    for (place, kind) in kinds.iter().enumerate() {
        let Some(mut column) = group.next_column()? else { break };
        write_column(&mut column, table, place, *kind)?;
        column.close()?;
    }
    group.close()?;
    writer.into_inner()
}

fn write_column(
    column: &mut SerializedColumnWriter<'_>,
    table: &Table,
    place: usize,
    kind: ColumnKind,
) -> Result<(), ParquetError> {
    let cells = || table.rows.iter().map(|row| row.get(place).filter(|cell| !cell.is_nothing()));
    let levels: Vec<i16> = cells().map(|cell| i16::from(cell.is_some())).collect();
    let levels = Some(levels.as_slice());
    let given = || cells().flatten();
    match kind {
        ColumnKind::Text => {
            let values: Vec<ByteArray> = given().map(|cell| ByteArray::from(cell.plain().into_bytes())).collect();
            column.typed::<ByteArrayType>().write_batch(&values, levels, None)?;
        }
        ColumnKind::Whole => {
            let values: Vec<i64> = given().map(|cell| cell.plain().parse().unwrap_or_default()).collect();
            column.typed::<Int64Type>().write_batch(&values, levels, None)?;
        }
        ColumnKind::Real => {
            let values: Vec<f64> = given().map(|cell| cell.real().unwrap_or_default()).collect();
            column.typed::<DoubleType>().write_batch(&values, levels, None)?;
        }
        ColumnKind::Flag => {
            let values: Vec<bool> = given().map(|cell| *cell == Cell::Flag(true)).collect();
            column.typed::<BoolType>().write_batch(&values, levels, None)?;
        }
    }
    Ok(())
}
