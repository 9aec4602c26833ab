/** Who may do what in ClickHouse. */
@NullMarked
package io.hydrascope.storage.access;

import org.jspecify.annotations.NullMarked;
