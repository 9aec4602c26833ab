/** {@code hydrascope alerts}: what is open, who is told, and the rules. */
@NullMarked
package io.hydrascope.cli.alerts;

import org.jspecify.annotations.NullMarked;
