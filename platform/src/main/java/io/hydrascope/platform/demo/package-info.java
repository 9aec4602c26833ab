/** The whole platform on one machine with the bundled model, from prompt to alert. */
@NullMarked
package io.hydrascope.platform.demo;

import org.jspecify.annotations.NullMarked;
