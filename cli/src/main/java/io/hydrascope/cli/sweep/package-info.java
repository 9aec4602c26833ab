/** {@code hydrascope sweep}. */
@NullMarked
package io.hydrascope.cli.sweep;

import org.jspecify.annotations.NullMarked;
