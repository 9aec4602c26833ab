/** Two revisions on the same prompts: what shifted, offline. */
@NullMarked
package io.hydrascope.cli.compare;

import org.jspecify.annotations.NullMarked;
