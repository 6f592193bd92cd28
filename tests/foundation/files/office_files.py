"""Word and OpenDocument files as office programs write them, made here part by part."""

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


def packed(parts, *, stored=()):
    """A package of parts by name, in their order."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return file.getvalue()


def unpacked(content):
    """The parts of a package by name; as strict as Python's own reader is."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def word_document(
    body="<w:p><w:r><w:t>It was cold.</w:t></w:r></w:p><w:sectPr/>", *, headers=(), more=None, root="w:document"
):
    """A Word document with the headers given as (number, what it says)."""
    named = "".join(
        f'<Relationship Id="{number}" Type="{R}/header" Target="{number}.xml"/>' for number, _says in headers
    )
    parts = {
        "[Content_Types].xml": f'{DECLARED}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/></Types>',
        "_rels/.rels": f'{DECLARED}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'{DECLARED}<{root} xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></{root}>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{named}</Relationships>',
        "word/media/image1.png": PICTURE,
        **{f"word/{number}.xml": f'<w:hdr xmlns:w="{W}">{says}</w:hdr>' for number, says in headers},
        **(more or {}),
    }
    return packed(parts)


def open_text(text="<text:p>It was cold.</text:p>", *, pages="", more=None, kind="text", declared=DECLARED):
    """An OpenDocument text or spreadsheet."""
    families = " ".join(
        f'xmlns:{each}="{_ODF}:{each}:1.0"' for each in ("office", "text", "table", "style", "meta", "manifest")
    )
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"{declared}<office:document-content {families}><office:automatic-styles/><office:body>"
        f"<office:{kind}>{text}</office:{kind}></office:body></office:document-content>",
        "styles.xml": f"{DECLARED}<office:document-styles {families}><office:master-styles>{pages}"
        "</office:master-styles></office:document-styles>",
        "meta.xml": f"<office:document-meta {families}><office:meta/></office:document-meta>",
        "META-INF/manifest.xml": f"<manifest:manifest {families}/>",
        "Pictures/a.png": PICTURE,
        **(more or {}),
    }
    return packed(parts, stored=("mimetype",))
