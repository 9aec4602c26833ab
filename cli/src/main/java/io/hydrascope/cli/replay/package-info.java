/** {@code hydrascope replay}. */
@NullMarked
package io.hydrascope.cli.replay;

import org.jspecify.annotations.NullMarked;
