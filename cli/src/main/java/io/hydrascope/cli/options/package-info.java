/** Options that several commands share. */
@NullMarked
package io.hydrascope.cli.options;

import org.jspecify.annotations.NullMarked;
