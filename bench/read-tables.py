"""Reads one file by one way on one thread and prints what that cost; `write` makes the files."""

import csv
import json
import os
import resource
import sys
import time


def write(source, folder, times, row_group, codec):
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [json.loads(line) for line in open(source)]
    columns = ["id", "text", "url", "source", "lang"]
    name = f"{folder}/{times}x-{row_group}-{codec}"
    table = pa.table({column: pa.array([row[column] for row in rows]) for column in columns})
    if codec == "csv":
        with open(f"{name}.csv", "w", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(columns)
            for _ in range(times):
                writer.writerows([row[column] for column in columns] for row in rows)
        return
    with pq.ParquetWriter(f"{name}.parquet", table.schema, compression=codec) as out:
        for _ in range(times):
            out.write_table(table, row_group_size=row_group)


def pyarrow(path):
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    pa.set_cpu_count(1)
    documents = size = 0
    for batch in pq.ParquetFile(path).iter_batches(columns=["id", "text", "url", "source", "lang"], use_threads=False):
        documents += batch.num_rows
        size += pc.sum(pc.binary_length(batch.column("text"))).as_py() or 0
    return documents, size


def pyarrow_rows(path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pa.set_cpu_count(1)
    documents = size = 0
    for batch in pq.ParquetFile(path).iter_batches(columns=["id", "text", "url", "source", "lang"], use_threads=False):
        for row in batch.to_pylist():
            documents += 1
            size += len(row["text"].encode())
    return documents, size


def duckdb(path):
    import duckdb as engine

    query = "select count(*), sum(strlen(text)), sum(strlen(id) + strlen(coalesce(url, '')) + strlen(source) + strlen(lang)) from read_parquet(?)"
    connection = engine.connect(config={"threads": 1})
    documents, size, _ = connection.execute(query, [path]).fetchone()
    return documents, int(size)


def python_csv(path):
    csv.field_size_limit(1 << 30)
    documents = size = 0
    with open(path, newline="") as lines:
        for row in csv.DictReader(lines):
            documents += 1
            size += len(row["text"].encode())
    return documents, size


def pyarrow_csv(path):
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.csv as reader

    pa.set_cpu_count(1)
    documents = size = 0
    options = {
        "read_options": reader.ReadOptions(use_threads=False, block_size=16 << 20),
        "parse_options": reader.ParseOptions(newlines_in_values=True),
        "convert_options": reader.ConvertOptions(column_types={"text": pa.string(), "id": pa.string()}),
    }
    for batch in reader.open_csv(path, **options):
        documents += batch.num_rows
        size += pc.sum(pc.binary_length(batch.column("text"))).as_py() or 0
    return documents, size


way, path = sys.argv[1:3]
if way == "write":
    write(path, sys.argv[3], int(sys.argv[4]), int(sys.argv[5]), sys.argv[6])
    sys.exit()
if way != "csv":
    # Loading the libraries is not what is measured.
    __import__("duckdb" if way == "duckdb" else "pyarrow.csv" if way == "pyarrow-csv" else "pyarrow.parquet")
read = {"pyarrow": pyarrow, "pyarrow-rows": pyarrow_rows, "duckdb": duckdb, "csv": python_csv, "pyarrow-csv": pyarrow_csv}[way]
before = time.process_time()
documents, size = read(path)
spent = time.process_time() - before
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"documents": documents, "bytes": size, "fileBytes": os.stat(path).st_size, "cpuSeconds": spent, "peakMegabytes": peak}))
