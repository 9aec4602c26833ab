/** How long work tells a person how far it is. */
@NullMarked
package io.hydrascope.agent.progress;

import org.jspecify.annotations.NullMarked;
