"""The least that is a PDF: one page of lines, for an invoice that stands in for a real one."""

_TOP, _LEFT, _STEP = 780, 60, 18


def as_pdf(lines: list[str]) -> bytes:
    """Return a page of text in Helvetica; what Latin-1 lacks becomes a question mark."""
    shown = b"".join(b"(%s) Tj T*\n" % _escaped(line) for line in lines)
    drawing = b"BT /F1 11 Tf %d TL %d %d Td\n%sET" % (_STEP, _LEFT, _TOP, shown)
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    drawn = b"/Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] %s >>" % drawn
    catalogue = b"<< /Type /Catalog /Pages 2 0 R >>"
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    stream = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing)
    return _document([catalogue, pages, page, stream, font])


def _document(objects: list[bytes]) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, end)


def _escaped(line: str) -> bytes:
    plain = line.replace("\u202f", " ").replace("\u00a0", " ").replace("−", "-")
    text = plain.encode("cp1252", "replace")
    return text.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
