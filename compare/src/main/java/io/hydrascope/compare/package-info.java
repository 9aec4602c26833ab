/** Two revisions on the same prompts: what shifted, offline. */
@NullMarked
package io.hydrascope.compare;

import org.jspecify.annotations.NullMarked;
