/** ClickHouse's own engine and HTTP server, loaded as a library into a process of its own. */
@NullMarked
package io.hydrascope.embedded.clickhouse;

import org.jspecify.annotations.NullMarked;
