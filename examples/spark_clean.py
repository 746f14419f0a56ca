"""Clean a Spark data frame with the columns ``id`` and ``page`` (binary) inside an existing cluster.

Usage: spark-submit examples/spark_clean.py INPUT.parquet OUTPUT_FOLDER
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession

SCHEMA = "id string, text string, variant string, account string, error string"


def clean_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Clean the batches of a partition, a row for a row."""
    from page_cleaner import NotText, clean  # noqa: PLC0415 - imported on the executors, once for a partition

    for batch in batches:
        rows = []
        for number, page in zip(batch.column("id").to_pylist(), batch.column("page").to_pylist(), strict=True):
            row = {"id": number, "text": "", "variant": "unknown", "account": "{}", "error": ""}
            try:
                answer = clean(page).as_dict()
                row |= {"text": answer.pop("text"), "variant": answer["script"]["variant"]}
                row["account"] = json.dumps(answer, ensure_ascii=False)
            except NotText as reason:
                row["error"] = str(reason)
            rows.append(row)
        yield pa.RecordBatch.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in row_names()]))


def row_names() -> list[str]:
    """The columns of what comes out."""
    return [column.split()[0] for column in SCHEMA.split(", ")]


def cleaned(pages: DataFrame) -> DataFrame:
    """The data frame, cleaned where its partitions are."""
    return pages.select("id", "page").mapInArrow(clean_batches, SCHEMA)


if __name__ == "__main__":
    spark = SparkSession.builder.appName("clean pages").getOrCreate()
    cleaned(spark.read.parquet(sys.argv[1])).write.parquet(sys.argv[2])
