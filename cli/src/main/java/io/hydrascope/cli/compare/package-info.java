/** {@code hydrascope compare}. */
@NullMarked
package io.hydrascope.cli.compare;

import org.jspecify.annotations.NullMarked;
