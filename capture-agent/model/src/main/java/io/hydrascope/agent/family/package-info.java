/** Reads each family's checkpoint: the names of its weights and the meaning of its config.json. */
@NullMarked
package io.hydrascope.agent.family;

import org.jspecify.annotations.NullMarked;
