"""The same by Python's own library: python3 read-files.py WAY PATH."""
import json, os, resource, sys, tarfile, zipfile

way, path = sys.argv[1:3]
documents = size = 0
if way == "folder":
    for folder, _, names in os.walk(path):
        for name in names:
            with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
                size += len(file.read().encode())
            documents += 1
elif way == "tar":
    with tarfile.open(path, "r|*") as archive:
        for member in archive:
            if member.isfile():
                documents += 1
                size += len(archive.extractfile(member).read())
elif way == "zip":
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if not member.is_dir():
                documents += 1
                size += len(archive.read(member))
elif way == "cp949":
    with open(path, encoding="cp949", newline="\n") as file:
        for line in file:
            documents += 1
            size += len(json.loads(line)["text"].encode())
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"documents": documents, "bytes": size, "cpuSeconds": usage.ru_utime + usage.ru_stime, "peakMegabytes": usage.ru_maxrss / 1024}))
