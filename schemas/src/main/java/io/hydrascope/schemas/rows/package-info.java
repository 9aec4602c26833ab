/** The rows that jobs produce and storage keeps, as plain values. */
@NullMarked
package io.hydrascope.schemas.rows;

import org.jspecify.annotations.NullMarked;
