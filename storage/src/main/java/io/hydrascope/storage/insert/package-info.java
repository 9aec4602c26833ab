/** Rows into ClickHouse: each table's one encoder, and the inserter that sends its blocks. */
@NullMarked
package io.hydrascope.storage.insert;

import org.jspecify.annotations.NullMarked;
