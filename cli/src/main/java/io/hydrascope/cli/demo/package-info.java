/** {@code hydrascope demo}. */
@NullMarked
package io.hydrascope.cli.demo;

import org.jspecify.annotations.NullMarked;
