/** Puts effects and metrics that were computed again in the place of those before. */
@NullMarked
package io.hydrascope.storage.replay;

import org.jspecify.annotations.NullMarked;
