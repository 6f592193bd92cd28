"""Is the reader's name on every page of an office file's copy, and everything else as it was?"""

import io
import struct
import zipfile
from xml.etree import ElementTree

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.header_footer import HeaderFooter

from cairn.foundation.files.copies import NotMarkable, check_markable, copy_for
from cairn.foundation.files.marks import CannotMark, LockedFile, marked_office
from cairn.foundation.files.marks import package as packaging
from cairn.foundation.files.marks.workbook import with_words
from cairn.foundation.files.terms import BY_ENDING
from tests.foundation.files.office_files import PICTURE, R, W, open_text, packed, unpacked, word_document

NAME = "Copy for Curlew <Beck> & =SUM(A1), 3 March 2026"


def said(part):
    """The text of a part, which must be sound XML."""
    return "".join(ElementTree.fromstring(part).itertext())


def a_workbook(**facts):
    """A workbook with a picture, a formula, a note, a chart, a name of one sheet, and a header of its own."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, facts)
    book.add_worksheet("Diary").write("A1", "noise")
    figures = book.add_worksheet("Figures")
    figures.write_formula("B2", "=1+1", None, 2)
    figures.write_comment("B2", "Checked by hand.")
    figures.set_header("&LOurs&CDiary of &A&RPage &P")
    figures.autofilter("A1:C4")
    figures.freeze_panes(1, 0)
    figures.activate()
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Figures!$B$2:$B$4"})
    figures.insert_chart("D4", chart)
    line = book.add_chart({"type": "line"})
    line.add_series({"values": "=Figures!$B$2:$B$4"})
    book.add_chartsheet("Chart").set_chart(line)
    book.define_name("Figures!here", "=Figures!$B$2")
    book.close()
    return file.getvalue()


def header_of(sheet):
    """What a worksheet says at the head of its pages, with its codes."""
    return ElementTree.fromstring(sheet).find(".//{*}oddHeader").text


def test_a_workbook_has_the_name_on_a_sheet_of_its_own_in_every_header_and_in_its_properties():
    kept = a_workbook()
    copy = marked_office(kept, ending="xlsx", words=NAME)
    book = openpyxl.load_workbook(io.BytesIO(copy))
    assert book.sheetnames == ["Copy for", "Diary", "Figures", "Chart"]
    assert book["Copy for"]["A1"].value == NAME and book["Copy for"]["A1"].data_type != "f"
    assert book.active.title == "Figures"
    assert (
        list(book["Figures"].defined_names) == ["here", "_xlnm._FilterDatabase"]
        or "here" in book["Figures"].defined_names
    )
    assert book["Figures"]["B2"].value == "=1+1" and book["Figures"].auto_filter.ref == "A1:C4"
    assert book.custom_doc_props["Copy for"].value == NAME
    parts = unpacked(copy)
    coded = NAME.replace("&", "&&")
    assert header_of(parts["xl/worksheets/sheet1.xml"]) == f"&L{coded}"
    assert header_of(parts["xl/worksheets/sheet2.xml"]) == f"&L{coded}\nOurs&CDiary of &A&RPage &P"
    assert header_of(parts["xl/chartsheets/sheet1.xml"]) == f"&L{coded}"
    assert header_of(parts["xl/copy-for.xml"]) == f"&L{coded}"


def test_what_a_workbook_holds_besides_is_byte_for_byte_as_it_was():
    kept = a_workbook()
    before, after = unpacked(kept), unpacked(marked_office(kept, ending="xlsx", words=NAME))
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
        "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/chartsheets/sheet1.xml",
    }  # fmt: skip
    assert {"xl/comments1.xml", "xl/charts/chart1.xml", "xl/drawings/drawing1.xml"} <= before.keys() - changed
    bare = after["xl/worksheets/sheet1.xml"]
    cut = bare.index(b"<headerFooter>"), bare.index(b"</headerFooter>") + len(b"</headerFooter>")
    assert bare[: cut[0]] + bare[cut[1] :] == before["xl/worksheets/sheet1.xml"]
    assert after.keys() - before.keys() == {"xl/copy-for.xml", "docProps/custom.xml"}


def test_a_copy_of_a_copy_names_both_readers():
    once = marked_office(a_workbook(), ending="xlsx", words="Copy for Curlew Beck")
    twice = openpyxl.load_workbook(io.BytesIO(marked_office(once, ending="xlsx", words="Copy for Plover Chalk")))
    assert twice.sheetnames[:2] == ["Copy for 2", "Copy for"]
    assert twice["Copy for 2"]["A1"].value == "Copy for Plover Chalk"
    assert {each.value for each in twice.custom_doc_props.props} == {"Copy for Curlew Beck", "Copy for Plover Chalk"}


def test_the_headers_of_first_and_even_pages_are_marked_where_they_are_shown():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.HeaderFooter = HeaderFooter(differentFirst=True, differentOddEven=True)
    sheet.firstHeader.center.text, sheet.oddFooter.left.text = "Front", "Foot"
    file = io.BytesIO()
    book.save(file)
    part = unpacked(marked_office(file.getvalue(), ending="xlsx", words="Copy for Curlew Beck"))
    standing = ElementTree.fromstring(part["xl/worksheets/sheet1.xml"]).find("{*}headerFooter")
    headers = [each for each in standing if each.text]
    assert [each.tag.rpartition("}")[2] for each in headers] == ["oddHeader", "oddFooter", "evenHeader", "firstHeader"]
    assert [each.text for each in headers] == [
        "&LCopy for Curlew Beck", "&LFoot", "&LCopy for Curlew Beck", "&LCopy for Curlew Beck&CFront",
    ]  # fmt: skip
    assert standing.attrib == {"differentFirst": "1", "differentOddEven": "1"}


@pytest.mark.parametrize(
    ("stood", "stands"),
    [
        ("", "&LX"),
        ("Plain", "&LX&CPlain"),
        ("&RPage &P", "&LX&RPage &P"),
        ("&CMiddle&LLeft", "&CMiddle&LX\nLeft"),
        ("&&L is no part", "&LX&C&&L is no part"),
        ('&C&"Arial &L"Middle', '&LX&C&"Arial &L"Middle'),
        ("&C" + "y" * 250, "&C" + "y" * 250),
    ],
)
def test_words_go_to_the_left_of_a_page_header_beside_what_stood_there(stood, stands):
    if len(stood) > 200:
        assert with_words(stood, "X" * 10) == "&L" + "X" * 10
    else:
        assert with_words(stood, "X") == stands


@given(st.text(max_size=300), st.text(min_size=1, max_size=300))
def test_a_page_header_is_never_longer_than_excel_reads(stood, words):
    assert len(with_words(stood, words)) <= 255


def test_every_section_of_a_document_has_the_name_in_its_header_whatever_headers_it_had():
    body = (
        '<w:p><w:pPr><w:sectPr><w:headerReference w:type="first" r:id="h1"/><w:titlePg/></w:sectPr></w:pPr></w:p>'
        "<w:p><w:r><w:t>It was cold.</w:t></w:r></w:p>"
        '<w:sectPr><w:headerReference w:type="default" r:id="h2"/><w:sectPrChange><w:sectPr/></w:sectPrChange>'
        "</w:sectPr>"
    )
    had = (("h1", "<w:p><w:r><w:t>Front</w:t></w:r></w:p>"), ("h2", ""))
    parts = unpacked(marked_office(word_document(body, headers=had), ending="docx", words=NAME))
    document = ElementTree.fromstring(parts["word/document.xml"])
    names = {"w": W, "r": R}
    relations = {
        row.get("Id"): row.get("Target") for row in ElementTree.fromstring(parts["word/_rels/document.xml.rels"])
    }
    first, last = (each for each in document.iter(f"{{{W}}}sectPr") if len(each))
    shown = {each.get(f"{{{W}}}type"): each.get(f"{{{R}}}id") for each in first.findall("w:headerReference", names)}
    assert shown.keys() == {"default", "first", "even"} and shown["first"] == "h1"
    assert len(first) == 4 and first[3].tag == f"{{{W}}}titlePg"
    for number in (*shown.values(), *(each.get(f"{{{R}}}id") for each in last.findall("w:headerReference", names))):
        assert said(parts[f"word/{relations[number]}"]).startswith(NAME)
    assert said(parts["word/h1.xml"]) == f"{NAME}Front"
    assert said(parts["word/document.xml"]) == f"{NAME}It was cold."
    assert NAME in said(parts["docProps/custom.xml"])
    assert parts["word/media/image1.png"] == PICTURE
    types = {row.get("PartName") for row in ElementTree.fromstring(parts["[Content_Types].xml"])}
    assert {f"/word/{relations[shown[sort]]}" for sort in ("default", "even")} | {"/docProps/custom.xml"} <= types


@pytest.mark.parametrize("body", ["<w:p/>", "<w:p/><w:sectPr/>", "<w:p/><w:sectPr></w:sectPr>"])
def test_a_document_whose_section_says_nothing_has_the_name_too(body):
    parts = unpacked(marked_office(word_document(body), ending="docx", words=NAME))
    sections = list(ElementTree.fromstring(parts["word/document.xml"]).iter(f"{{{W}}}sectPr"))
    assert len(sections) == 1 and len(sections[0]) == 3
    assert sum(said(parts[name]) == NAME for name in parts if name.startswith("word/copy-for")) == 3


def test_a_text_has_the_name_on_every_sort_of_page_as_its_first_line_and_in_its_properties():
    pages = (
        '<style:master-page style:name="Standard"/>'
        '<style:master-page style:name="First"><style:header><text:p>Front</text:p></style:header></style:master-page>'
        '<style:master-page style:name="Even"><style:footer/></style:master-page>'
    )
    kept = open_text("<text:sequence-decls/><text:p>It was cold.</text:p>", pages=pages)
    copy = marked_office(kept, ending="odt", words=NAME)
    parts = unpacked(copy)
    for page in ElementTree.fromstring(parts["styles.xml"]).iter(
        f"{{{'urn:oasis:names:tc:opendocument:xmlns'}:style:1.0}}master-page"
    ):
        assert page[0].tag.endswith("}header") and "".join(page[0].itertext()).startswith(NAME)
    assert said(parts["content.xml"]) == f"{NAME}It was cold."
    assert said(parts["meta.xml"]) == NAME
    assert copy[30:38] == b"mimetype" and copy[38:77] == b"application/vnd.oasis.opendocument.text"
    assert parts["Pictures/a.png"] == PICTURE


@pytest.mark.parametrize("tracked", [False, True])
def test_a_spreadsheet_has_the_name_on_a_sheet_of_its_own_and_in_every_header(tracked):
    pages = (
        "<style:master-page><style:header><style:region-left><text:p>Left</text:p></style:region-left></style:header>"
        "</style:master-page><style:master-page><style:header><style:region-right/></style:header></style:master-page>"
    )
    sheets = '<table:table table:name="copy for"/><table:table table:name="Diary"/>'
    before = "<table:tracked-changes/>" if tracked else "<table:calculation-settings/>"
    kept = open_text(before + sheets, pages=pages, kind="spreadsheet")
    parts = unpacked(marked_office(kept, ending="ods", words=NAME))
    names = [value for each in ElementTree.fromstring(parts["content.xml"]).iter() for key, value in each.items()
             if key.endswith("table:1.0}name")]  # fmt: skip
    assert names == (["copy for", "Diary", "Copy for 2"] if tracked else ["Copy for 2", "copy for", "Diary"])
    assert said(parts["content.xml"]) == NAME
    headers = [each for each in ElementTree.fromstring(parts["styles.xml"]).iter() if each.tag.endswith("}header")]
    assert ["".join(each.itertext()) for each in headers] == [f"{NAME}Left", NAME]
    assert [each[0].tag.rpartition("}")[2] for each in headers] == ["region-left", "region-left"]


def test_parts_that_hold_no_name_are_carried_over_still_packed_so_that_a_bomb_costs_nothing():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in unpacked(word_document()).items():
            package.writestr(name, part)
        with package.open("word/media/bomb.bin", "w", force_zip64=False) as bomb:
            for _ in range(100):
                bomb.write(b"\0" * 1_000_000)
    kept = file.getvalue()
    copy = marked_office(kept, ending="docx", words=NAME)
    assert len(copy) < len(kept) + 4_000
    with zipfile.ZipFile(io.BytesIO(copy)) as package:
        assert package.getinfo("word/media/bomb.bin").file_size == 100_000_000 and package.testzip() is None


def test_a_part_that_unpacks_to_more_than_is_read_is_refused(monkeypatch):
    monkeypatch.setattr(packaging, "LARGEST_PART", 50_000)
    bomb = word_document("<w:p/>" * 20_000 + "<w:sectPr/>")
    with pytest.raises(CannotMark, match="unpacks to more"):
        marked_office(bomb, ending="docx", words=NAME)


def test_parts_that_lie_across_each_other_are_refused():
    kept = bytearray(
        packed({f"part{number}": bytes(range(256)) * 40 for number in range(4)}, stored=[f"part{n}" for n in range(4)])
    )
    at = 0
    while (at := kept.find(b"PK\x01\x02", at)) >= 0:  # every member says that it is as long as all together
        struct.pack_into("<2I", kept, at + 20, 40_000, 40_000)
        at += 4
    with pytest.raises(CannotMark, match="across each other"):
        marked_office(bytes(kept), ending="docx", words=NAME)


ENTITIES = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;&b;">]>\n'


@pytest.mark.parametrize(
    ("ending", "kept"),
    [
        ("docx", word_document(more={"word/document.xml": "<w:document"})),
        ("docx", word_document(more={"word/document.xml": f'<w:document xmlns:w="{W}"/>'})),
        ("docx", word_document(more={"word/document.xml": f'<w:document xmlns:w="{W}"><w:body/></w:document>'})),
        ("docx", word_document(more={"word/document.xml": "<a/>".encode("utf-16")})),
        ("docx", word_document(more={"word/document.xml": '<?xml version="1.0" encoding="latin-1"?><a/>'})),
        ("docx", word_document(more={"_rels/.rels": "<Relationships/>"})),
        ("docx", word_document(more={"[Content_Types].xml": ""})),
        ("docx", word_document("<w:p/>" + "<w:sdt>" * 300 + "</w:sdt>" * 300)),
        ("docx", word_document()[:-40]),
        ("docx", b"PK\x03\x04 nothing"),
        ("odt", open_text(declared=ENTITIES)),
        ("odt", packed({"mimetype": "application/vnd.oasis.opendocument.text"})),
        ("ods", open_text(kind="spreadsheet", text="")),
        ("xlsx", word_document()),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_in_words_and_never_with_an_error(ending, kept):
    with pytest.raises(CannotMark):
        marked_office(kept, ending=ending, words=NAME)
    with pytest.raises(NotMarkable, match="Open it, save it again or as a PDF"):
        check_markable(kept, media_type=BY_ENDING[ending].media_type)


def test_a_locked_file_is_told_to_be_one():
    locked = open_text(more={"META-INF/manifest.xml": "<manifest:encryption-data/>", "content.xml": b"\x93\x02\xff"})
    with pytest.raises(LockedFile):
        marked_office(locked, ending="odt", words=NAME)
    with pytest.raises(NotMarkable, match="locked with a password"):
        copy_for(locked, media_type=BY_ENDING["odt"].media_type, words="Curlew Beck")


_KEPT = {"docx": word_document(), "odt": open_text(), "xlsx": a_workbook()}


@given(st.sampled_from(sorted(_KEPT)), st.data())
def test_a_file_damaged_anywhere_is_marked_or_refused_and_nothing_else(ending, data):
    kept = bytearray(_KEPT[ending])
    for _ in range(data.draw(st.integers(1, 4))):
        kept[data.draw(st.integers(0, len(kept) - 1))] = data.draw(st.integers(0, 255))
    try:
        copy = marked_office(bytes(kept), ending=ending, words=NAME)
    except CannotMark:
        return
    assert zipfile.is_zipfile(io.BytesIO(copy))
