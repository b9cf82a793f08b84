"""What web-archive and extraction libraries of Python make of the same input, one JSON object a line. Run by bench/extraction.ts and bench/warc.ts."""
import json
import resource
import sys


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def extract():
    import trafilatura
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    peers = {
        "trafilatura": lambda html: trafilatura.extract(html, include_comments=False) or "",
        "resiliparse": lambda html: extract_plain_text(HTMLTree.parse(html), main_content=True, comments=False),
    }
    pages = json.load(sys.stdin)
    for name, peer in peers.items():
        peer(pages[0])
        started = cpu()
        texts = [peer(html) for html in pages]
        print(json.dumps({"name": name, "cpuSeconds": cpu() - started, "texts": texts}))


def warcio(path):
    from warcio.archiveiterator import ArchiveIterator

    with open(path, "rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type == "response":
                yield record.content_stream().read()


def fastwarc(path):
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    with open(path, "rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True):
            yield record.reader.read()


def datatrove(path):
    import os

    from datatrove.pipeline.readers import WarcReader

    for document in WarcReader(os.path.dirname(path), glob_pattern=os.path.basename(path))():
        yield document.text


def trafilatura_texts(path):
    import trafilatura

    for html in datatrove(path):
        yield trafilatura.extract(html, include_comments=False) or ""


def resiliparse_texts(path):
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    for body in fastwarc(path):
        yield extract_plain_text(HTMLTree.parse_from_bytes(body), main_content=True, comments=False)


def records(name, path):
    count = 0
    size = 0
    started = cpu()
    for text in globals()[name](path):
        count += 1
        size += len(text)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"name": name, "documents": count, "size": size, "cpuSeconds": cpu() - started, "peakMegabytes": peak}))


if sys.argv[1] == "extract":
    extract()
else:
    records(sys.argv[2], sys.argv[3])
