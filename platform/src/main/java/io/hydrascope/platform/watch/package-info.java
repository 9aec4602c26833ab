/** Watches over a platform of this machine: starts again what died, and says how it is. */
@NullMarked
package io.hydrascope.platform.watch;

import org.jspecify.annotations.NullMarked;
