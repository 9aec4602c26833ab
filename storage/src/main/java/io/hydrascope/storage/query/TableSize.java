package io.hydrascope.storage.query;

/**
 * What a table takes of the disk.
 *
 * @param parts that are not yet merged into one; each insert makes one
 * @param mostInPartition the most parts of one partition, by which ClickHouse slows inserts down
 */
public record TableSize(String table, long rows, long bytes, long parts, long mostInPartition) {}
