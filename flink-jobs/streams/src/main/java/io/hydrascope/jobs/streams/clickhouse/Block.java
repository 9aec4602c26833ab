package io.hydrascope.jobs.streams.clickhouse;

import io.hydrascope.storage.insert.TableBlock;

/**
 * A block on its way through a checkpoint.
 *
 * @param token the same for every attempt to insert it
 */
public record Block(String token, TableBlock content) {}
