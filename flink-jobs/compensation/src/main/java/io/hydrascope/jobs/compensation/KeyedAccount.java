package io.hydrascope.jobs.compensation;

import io.hydrascope.analysis.ComponentAccount;
import io.hydrascope.schemas.rows.MetricsKey;

/**
 * What the prompts of one minute add to one key and to its windows, or a part of them.
 *
 * @param keyText the key for Flink's partitions
 * @param key of all time
 * @param minuteMicros the minute's start, says which windows; microseconds since 1970 UTC
 */
public record KeyedAccount(
    String keyText, MetricsKey key, long minuteMicros, ComponentAccount.State account) {}
