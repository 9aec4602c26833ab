/** Ablates components of a model on a prompt and captures what every component then does. */
@NullMarked
package io.hydrascope.agent.sweep;

import org.jspecify.annotations.NullMarked;
