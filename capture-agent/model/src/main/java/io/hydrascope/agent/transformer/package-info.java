/**
 * What a decoder is made of: blocks of attention and MLP with their norms, weights and rotations.
 */
@NullMarked
package io.hydrascope.agent.transformer;

import org.jspecify.annotations.NullMarked;
