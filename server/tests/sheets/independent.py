"""Spreadsheets and address books as programs read and write them that are not ours.

    independent.py make KIND FILE     makes a file that people might send
    independent.py read-xlsx FILE     says what openpyxl finds, as JSON
    independent.py read-csv FILE      says what Python's csv module finds
    independent.py read-vcard FILE    says what vobject finds
    independent.py read-ics FILE      says what vobject finds, times in UTC, days as such
"""

import csv
import datetime
import json
import sys

import odf.opendocument
import odf.table
import odf.text
import openpyxl
import vobject
from openpyxl.utils.datetime import CALENDAR_MAC_1904

DAY = datetime.date(2026, 6, 4)


def plain_xlsx(workbook):
    """Titles above the header, every kind of value, and a sheet before it."""
    workbook.active.title = "Notes"
    workbook.active.append(["Nothing to see here"])
    sheet = workbook.create_sheet("Seats")
    sheet.append(["Seats of all boards"])
    sheet.append([])
    sheet.append(["Name", "Ends", "Remarks", "Seats"])
    sheet.append(["Siân Example", DAY, "kept by nobody", 12])
    sheet.append(["مرحبا", datetime.datetime(2026, 6, 4, 9, 30), None, 2.5])
    sheet.append([])
    sheet.append(["e\u0301 and é", "4/6/2026", None, True])
    sheet.append(["#REF!", "6/25/2026", None, "=1+1"])
    sheet["A8"].data_type = "e"
    sheet.append(["  spaces  ", datetime.time(18, 45), None, 0.1 + 0.2])


def merged_xlsx(workbook):
    """A header over two rows: one cell merged downwards, one across."""
    sheet = workbook.active
    sheet.append(["Board", "Person", None, "Ends"])
    sheet.append([None, "Name", "Email", None])
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("D1:D2")
    sheet.append(["Avon", "Anna Example", "anna@board.example", DAY])


def spanned_xlsx(workbook):
    """A name merged over three rows, and an empty one below."""
    sheet = workbook.active
    for row in [["Name", "Seats"], ["Avon", 1], [None, 2], [None, 3], [None, 4]]:
        sheet.append(row)
    sheet.merge_cells("A2:A4")


def mac_xlsx(workbook):
    """Dates counted from 1904."""
    workbook.epoch = CALENDAR_MAC_1904
    workbook.active.append(["Name", "Ends"])
    workbook.active.append(["Anna Example", DAY])


def empty_xlsx(_workbook):
    """One sheet without a cell."""


def many_xlsx(workbook):
    """Ten thousand rows."""
    sheet = workbook.active
    sheet.append(["Name", "Ends", "Email", "Seats"])
    for number in range(10_000):
        sheet.append([f"Person {number}", DAY, f"person.{number}@board.example", number])


def ods_cell(value, **attributes):
    if value is None:
        return odf.table.TableCell(**attributes)
    if isinstance(value, datetime.date):
        cell = odf.table.TableCell(
            valuetype="date", datevalue=value.isoformat(), **attributes
        )
        cell.addElement(odf.text.P(text=value.strftime("%d/%m/%y")))
    elif isinstance(value, (int, float)):
        cell = odf.table.TableCell(valuetype="float", value=value, **attributes)
        cell.addElement(odf.text.P(text=f"{value:,.2f}"))
    else:
        cell = odf.table.TableCell(valuetype="string", **attributes)
        for line in value.split("\n"):
            cell.addElement(odf.text.P(text=line))
    return cell


def ods_row(sheet, values, **attributes):
    row = odf.table.TableRow(**attributes)
    for value in values:
        row.addElement(value if hasattr(value, "qname") else ods_cell(value))
    sheet.addElement(row)


def plain_ods(document):
    """Titles above a header that is merged, repeated empty rows, several lines."""
    notes = odf.table.Table(name="Notes")
    ods_row(notes, ["Nothing to see here"])
    document.spreadsheet.addElement(notes)
    sheet = odf.table.Table(name="Seats")
    ods_row(sheet, ["Seats of all boards"])
    covered = odf.table.CoveredTableCell
    ods_row(
        sheet,
        [
            ods_cell("Name", numberrowsspanned=2),
            ods_cell("Group", numbercolumnsspanned=2),
            covered(),
        ],
    )
    ods_row(sheet, [covered(), "Ends", "Seats"])
    ods_row(sheet, ["Siân Example", DAY, 1234])
    ods_row(sheet, [ods_cell(None, numbercolumnsrepeated=3)], numberrowsrepeated=4)
    ods_row(sheet, ["two\nlines", "4 Jun 2026", 2.5])
    ods_row(sheet, [ods_cell(None, numbercolumnsrepeated=16384)], numberrowsrepeated=1048000)
    document.spreadsheet.addElement(sheet)


def spanned_ods(document):
    """A name merged over three rows, and an empty one below."""
    sheet = odf.table.Table(name="Seats")
    covered = odf.table.CoveredTableCell
    ods_row(sheet, ["Name", "Seats"])
    ods_row(sheet, [ods_cell("Avon", numberrowsspanned=3), 1])
    ods_row(sheet, [covered(), 2])
    ods_row(sheet, [covered(), 3])
    ods_row(sheet, [None, 4])
    document.spreadsheet.addElement(sheet)


def many_ods(document):
    """Ten thousand rows that differ in one number only."""
    sheet = odf.table.Table(name="Seats")
    ods_row(sheet, ["Name", "Ends"])
    for number in range(10_000):
        ods_row(sheet, ["Anna Example", number])
    document.spreadsheet.addElement(sheet)


def make(kind, path):
    what, form = kind.rsplit("-", 1)
    maker = globals()[f"{what}_{form}"]
    if form == "xlsx":
        workbook = openpyxl.Workbook()
        maker(workbook)
        workbook.save(path)
    else:
        document = odf.opendocument.OpenDocumentSpreadsheet()
        maker(document)
        document.save(path)


def found_in_cell(cell):
    value = cell.value
    if isinstance(value, (datetime.date, datetime.datetime)):
        value = value.isoformat()
    return {
        "value": value,
        "type": "date" if cell.is_date else cell.data_type,
        "format": cell.number_format,
        "link": cell.hyperlink is not None,
    }


def read_xlsx(path):
    workbook = openpyxl.load_workbook(path)
    properties = workbook.properties
    return {
        "title": properties.title,
        "people": [properties.creator, properties.lastModifiedBy],
        "made": properties.created.isoformat(),
        "sheets": [
            {
                "name": sheet.title,
                "frozen": sheet.freeze_panes,
                "tables": [
                    [table.ref, [column.name for column in table.tableColumns]]
                    for table in sheet.tables.values()
                ],
                "widths": {
                    name: sheet.column_dimensions[name].width
                    for name in sorted(sheet.column_dimensions)
                },
                "rows": [[found_in_cell(cell) for cell in row] for row in sheet.rows],
            }
            for sheet in workbook.worksheets
        ],
    }


def read_csv(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, strict=True))


def read_vcard(path):
    with open(path, encoding="utf-8", newline="") as file:
        cards = vobject.readComponents(file)
        return [
            {
                name: [child.value if name != "n" else str(child.value) for child in children]
                for name, children in card.contents.items()
            }
            for card in cards
        ]


def in_utc(value):
    """A moment in UTC, or a day as it is."""
    if isinstance(value, datetime.datetime):
        value = value.astimezone(datetime.timezone.utc)
    return value.isoformat()


def read_ics(path):
    with open(path, encoding="utf-8", newline="") as file:
        calendars = list(vobject.readComponents(file))
    (calendar,) = calendars
    return {
        "method": calendar.method.value,
        "zones": [zone.tzid.value for zone in calendar.vtimezone_list],
        "events": [
            {
                "uid": event.uid.value,
                "sequence": int(event.sequence.value),
                "starts": in_utc(event.dtstart.value),
                "on_the_wall": event.dtstart.value.strftime("%Y-%m-%d %H:%M"),
                "ends": in_utc(event.dtend.value),
                "title": event.summary.value,
                "place": event.contents["location"][0].value if "location" in event.contents else "",
                "status": event.status.value,
                "properties": sorted(event.contents),
            }
            for event in calendar.vevent_list
        ],
    }


def main():
    command, *rest = sys.argv[1:]
    if command == "make":
        make(*rest)
    else:
        reader = {
            "read-xlsx": read_xlsx,
            "read-csv": read_csv,
            "read-vcard": read_vcard,
            "read-ics": read_ics,
        }
        print(json.dumps(reader[command](*rest)))


if __name__ == "__main__":
    main()
