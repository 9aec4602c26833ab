/** A sweep without a platform: a file of prompts becomes a file of rows. */
@NullMarked
package io.hydrascope.agent.offline;

import org.jspecify.annotations.NullMarked;
