"""Which files are kept: by their name, by what is inside, and by whether the two agree."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cairn.foundation.files.checking import check_file
from cairn.foundation.files.terms import BY_ENDING, FileRefused, Rule
from tests.foundation.files.conftest import JPG, PDF, PNG, archive, office, open_document

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
TAR = b"notes.txt".ljust(257, b"\x00") + b"ustar\x0000" + b"\x00" * 300


def refusal(name, content):
    with pytest.raises(FileRefused) as caught:
        check_file(name=name, content=content)
    assert str(caught.value).endswith("The file was not kept.")
    return caught.value


def rule(name, content):
    return refusal(name, content).rule


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Report.PDF", PDF, "pdf"),
        ("plan.docx", office("docx"), "docx"),
        ("plan.xlsx", office("xlsx"), "xlsx"),
        ("chart.docx", office("docx", members=["word/embeddings/Microsoft_Excel_Sheet.xlsx"]), "docx"),
        ("plan.odt", open_document("odt"), "odt"),
        ("plan.ods", open_document("ods"), "ods"),
        ("table.csv", b"a,b\r\n1,2\r\n", "csv"),
        ("old table.csv", "caf\u00e9,\u00a3".encode("cp1252"), "csv"),
        ("notes.txt", "\ufeffWords".encode(), "txt"),
        ("photo.png", PNG, "png"),
        ("photo.jpeg", JPG, "jpg"),
    ],
)
def test_a_file_of_a_kept_kind_is_kept(name, content, kind):
    assert check_file(name=name, content=content).kind.extension == kind


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("notes.txt", b"", Rule.EMPTY),
        ("run.exe", b"MZ", Rule.KIND),
        ("page.html", b"<p>", Rule.KIND),
        ("drawing.svg", b"<svg/>", Rule.KIND),
        ("no ending", b"words", Rule.KIND),
        (".pdf", PDF, Rule.KIND),
        ("report.pdf.exe", PDF, Rule.KIND),
        ("files.zip", archive(), Rule.ARCHIVE),
        ("files.tar.gz", b"\x1f\x8b\x08", Rule.ARCHIVE),
        ("files.txt", archive(), Rule.ARCHIVE),
        ("files.pdf", b"7z\xbc\xaf\x27\x1c", Rule.ARCHIVE),
        ("files.csv", b"Rar!\x1a\x07\x01\x00", Rule.ARCHIVE),
        ("files.txt", b"\x1f\x8b\x08\x00", Rule.ARCHIVE),
        ("files.txt", TAR, Rule.ARCHIVE),
        ("letter.doc", OLE, Rule.OLD_OFFICE),
        ("table.xls", OLE, Rule.OLD_OFFICE),
        ("letter.docx", OLE, Rule.OLD_OFFICE),
        ("letter.rtf", b"{\\rtf1", Rule.OLD_OFFICE),
        ("letter.docm", office("docx"), Rule.MACROS),
        ("table.xlsm", office("xlsx"), Rule.MACROS),
        ("slides.pptm", archive(), Rule.MACROS),
        ("letter.docx", archive(), Rule.NOT_WHAT_IT_SAYS),
        ("letter.docx", office("xlsx"), Rule.NOT_WHAT_IT_SAYS),
        ("letter.docx", open_document("odt"), Rule.NOT_WHAT_IT_SAYS),
        ("letter.odt", office("docx"), Rule.NOT_WHAT_IT_SAYS),
        ("letter.odt", open_document("ods"), Rule.NOT_WHAT_IT_SAYS),
        ("letter.pdf", PNG, Rule.NOT_WHAT_IT_SAYS),
        ("letter.pdf", b"junk before %PDF-1.7", Rule.NOT_WHAT_IT_SAYS),
        ("photo.png", JPG, Rule.NOT_WHAT_IT_SAYS),
        ("photo.jpg", PDF, Rule.NOT_WHAT_IT_SAYS),
        ("notes.txt", PDF, Rule.NOT_WHAT_IT_SAYS),
        ("notes.txt", b"MZ\x90\x00\x03", Rule.NOT_WHAT_IT_SAYS),
        ("notes.csv", "a,b".encode("utf-16"), Rule.NOT_WHAT_IT_SAYS),
        ("notes.txt", b"caf\x81", Rule.NOT_WHAT_IT_SAYS),
    ],
)
def test_any_other_file_is_refused_by_a_named_rule(name, content, expected):
    assert rule(name, content) is expected


@pytest.mark.parametrize(
    ("name", "kind"),
    [("letter.docm", "DOCX"), ("letter.dotm", "DOCX"), ("table.xlsm", "XLSX"), ("table.xlsb", "XLSX"),
     ("slides.pptm", "PDF")],
)  # fmt: skip
def test_a_file_with_macros_is_to_be_saved_as_its_own_kind_without_them(name, kind):
    assert f"Save it as {kind}." in str(refusal(name, archive()))


def test_a_kind_that_is_not_kept_is_told_which_kinds_are():
    assert "PDF, DOCX, XLSX, ODT, ODS, CSV, TXT, PNG or JPG" in str(refusal("run.exe", b"MZ"))


def test_an_old_office_file_comes_with_advice():
    assert "Save a copy as DOCX, XLSX or PDF, without a password" in str(refusal("a.docx", OLE))
    assert "Save it as DOCX, XLSX or PDF" in str(refusal("a.doc", OLE))


def test_a_file_over_the_limit_is_told_its_size_and_the_limit(settings):
    settings.FILE_SIZE_LIMIT = 2048
    found = refusal("notes.txt", b"a" * 3000)
    assert found.rule is Rule.TOO_LARGE
    assert "The file is 2 KB. The most that can be kept is 2 KB" in str(found)
    assert check_file(name="notes.txt", content=b"a" * 2048).name == "notes.txt"


# ---- office documents


@pytest.mark.parametrize(
    "member",
    [
        "word/vbaProject.bin",
        "WORD/VBAPROJECT.BIN",
        "elsewhere/vbaProjectSignature.bin",
        "xl/macrosheets/sheet1.xml",
        "word/activeX/activeX1.xml",
        "word/embeddings/table.xlsm",
    ],
)
def test_an_office_document_with_macros_is_refused(member):
    assert rule("plan.docx", office("docx", members=[member])) is Rule.MACROS


@pytest.mark.parametrize("folder", ["Basic/Standard/Module1.xml", "Scripts/python/run.py", "basic/x.xml"])
def test_an_open_document_with_macros_is_refused(folder):
    assert rule("plan.ods", open_document("ods", members=[folder])) is Rule.MACROS


def test_a_document_whose_types_speak_of_macros_is_refused_whatever_its_name():
    types = "<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>"
    assert rule("plan.docx", office("docx", types=types)) is Rule.MACROS


def test_a_document_that_carries_a_program_is_refused():
    content = office("docx", members=["word/embeddings/oleObject1.bin"])
    assert rule("plan.docx", content) is Rule.CARRIES_FILES


def test_an_open_document_template_is_not_a_document():
    content = open_document("odt", media_type="application/vnd.oasis.opendocument.text-template")
    assert rule("plan.odt", content) is Rule.NOT_WHAT_IT_SAYS


def test_a_locked_member_is_refused():
    content = bytearray(office("docx"))
    place = content.rfind(b"PK\x01\x02")
    content[place + 8] |= 1
    assert rule("plan.docx", bytes(content)) is Rule.LOCKED


def test_two_members_of_one_name_are_refused():
    with pytest.warns(UserWarning, match="Duplicate"):
        content = office("docx", members=["word/a.xml", "word/a.xml"])
    assert rule("plan.docx", content) is Rule.DAMAGED
    assert rule("plan.docx", office("docx", members=["word/b.xml", "Word/B.xml"])) is Rule.DAMAGED


def test_a_document_with_too_many_parts_is_refused_before_its_list_is_read(monkeypatch):
    content = office("docx", members=[f"word/{number}.xml" for number in range(2_100)])
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("the list was read"))
    assert rule("plan.docx", content) is Rule.DAMAGED


def test_a_list_of_types_that_unpacks_to_a_great_size_is_refused_without_unpacking_it_all():
    types = "<Types>" + " " * 5_000_000 + "</Types>"
    content = office("docx", types=types)
    assert len(content) < 20_000
    assert rule("plan.docx", content) is Rule.DAMAGED


@pytest.mark.parametrize("kept", [4, 30, 60, -30, -10])
def test_a_document_cut_short_is_refused(kept):
    assert rule("plan.docx", office("docx")[:kept]) is Rule.DAMAGED


@given(
    some.binary(max_size=400),
    some.sampled_from(sorted(BY_ENDING)),
    some.sampled_from([b"", b"PK\x03\x04", b"%PDF-"]),
)
def test_whatever_comes_is_kept_or_refused_and_never_breaks(content, ending, beginning):
    try:
        check_file(name=f"x.{ending}", content=beginning + content)
    except FileRefused as refused:
        assert refused.rule in Rule


@given(some.data())
def test_a_spoiled_office_document_is_kept_or_refused_and_never_breaks(data):
    content = bytearray(office("docx", members=["word/styles.xml"]))
    for _ in range(data.draw(some.integers(1, 6))):
        content[data.draw(some.integers(4, len(content) - 1))] = data.draw(some.integers(0, 255))
    try:
        check_file(name="x.docx", content=bytes(content))
    except FileRefused as refused:
        assert refused.rule in Rule


# ---- PDF


def pdf_with(words):
    return PDF.replace(b"/Type /Catalog", b"/Type /Catalog " + words)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (b"/OpenAction << /S /JavaScript /JS (app.alert) >>", Rule.ACTIVE_PDF),
        (b"/A << /S /Launch /F (run) >>", Rule.ACTIVE_PDF),
        (b"/A << /S /La#75nch >>", Rule.ACTIVE_PDF),
        (b"/Names << /EmbeddedFiles 4 0 R >>", Rule.CARRIES_FILES),
        (b"/Type /EmbeddedFile", Rule.CARRIES_FILES),
        (b"/RichMedia", Rule.ACTIVE_PDF),
    ],
)
def test_a_pdf_that_acts_or_carries_files_is_refused(words, expected):
    assert rule("a.pdf", pdf_with(words)) is expected


def test_a_script_inside_a_compressed_object_stream_is_found():
    packed = zlib.compress(b"1 0 << /S /JavaScript /JS (x) >>")
    stream = (
        b"5 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\n" + packed + b"\nendstream\nendobj\n"
    )
    assert rule("a.pdf", PDF + stream) is Rule.ACTIVE_PDF


def test_an_object_stream_that_unpacks_to_a_great_size_is_read_only_so_far():
    packed = zlib.compress(b"0" * 30_000_000)
    stream = b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + packed + b"\nendstream\n"
    assert check_file(name="a.pdf", content=PDF + stream * 5).kind.extension == "pdf"


def test_a_locked_pdf_is_refused():
    assert rule("a.pdf", PDF + b"trailer << /Encrypt 9 0 R >>") is Rule.LOCKED


@pytest.mark.parametrize("words", [b"/OpenAction [3 0 R /Fit]", b"/LaunchPad", b"/JavaScripting", b"/A << /S /URI >>"])
def test_a_pdf_that_only_opens_at_a_page_or_links_somewhere_is_kept(words):
    assert check_file(name="a.pdf", content=pdf_with(words)).kind.extension == "pdf"


def test_a_real_workbook_of_ours_is_kept():
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet().write_string(0, 0, "words")
    assert check_file(name="table.xlsx", content=file.getvalue()).kind.extension == "xlsx"


def with_a_list_of(members: int) -> bytes:
    """A package whose last record admits to one member, and whose record for very large ones to all of them."""
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 0, 0, 0x21, 0, 0, 0, 1, 0) + b"a"
    listed = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, *[0] * 3, 0x21, 0, 0, 0, 1, *[0] * 6) + b"a"
    whole = listed * members
    larger = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, members, members, len(whole), len(local))
    where = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(local) + len(whole), 1)
    return local + whole + larger + where + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, 47, len(local), 0)


@pytest.mark.parametrize("name", ["plan.docx", "plan.xlsx", "plan.odt", "plan.ods"])
def test_a_list_of_very_many_parts_is_not_read_whatever_its_last_record_admits_to(name, monkeypatch):
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("the list was read"))
    with pytest.raises(FileRefused, match="more than 2000 parts"):
        check_file(name=name, content=with_a_list_of(3_000))
