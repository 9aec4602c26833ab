@NullMarked
package io.hydrascope.embedded.clickhouse;

import org.jspecify.annotations.NullMarked;
