/** {@code hydrascope replay}: stored history under today's definitions. */
@NullMarked
package io.hydrascope.platform.replay;

import org.jspecify.annotations.NullMarked;
