/** Prompts from files. */
@NullMarked
package io.hydrascope.agent.prompt;

import org.jspecify.annotations.NullMarked;
