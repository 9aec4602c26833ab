/** The {@code hydrascope} command: options in, parts wired, results out. */
@NullMarked
package io.hydrascope.cli;

import org.jspecify.annotations.NullMarked;
