/** Messages that nobody could read: what is known of each, and how they lie in their topic. */
@NullMarked
package io.hydrascope.schemas.deadletter;

import org.jspecify.annotations.NullMarked;
