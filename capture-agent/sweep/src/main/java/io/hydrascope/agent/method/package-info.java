/**
 * Which model is measured and how: options that several commands share, and the plans they make.
 */
@NullMarked
package io.hydrascope.agent.method;

import org.jspecify.annotations.NullMarked;
