/** The agent as a long-running program: prompts in from everywhere, captures out, and its HTTP. */
@NullMarked
package io.hydrascope.agent.serve;

import org.jspecify.annotations.NullMarked;
