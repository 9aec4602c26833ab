/** What each model family is made of, in the pieces that graphs are built from. */
@NullMarked
package io.hydrascope.agent.family;

import org.jspecify.annotations.NullMarked;
