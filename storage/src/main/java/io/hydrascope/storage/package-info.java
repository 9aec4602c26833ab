/** ClickHouse behind the platform: its tables, the way rows get in, and the questions asked. */
@NullMarked
package io.hydrascope.storage;

import org.jspecify.annotations.NullMarked;
