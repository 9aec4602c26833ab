/** How much memory each part of a platform on one machine may use. */
@NullMarked
package io.hydrascope.platform.memory;

import org.jspecify.annotations.NullMarked;
