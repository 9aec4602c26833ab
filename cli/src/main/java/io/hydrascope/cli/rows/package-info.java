/** What a sweep's rows are, and their text form. */
@NullMarked
package io.hydrascope.cli.rows;

import org.jspecify.annotations.NullMarked;
