/** The numbers without the platform: prompts in, accounted rows out. */
@NullMarked
package io.hydrascope.cli.sweep;

import org.jspecify.annotations.NullMarked;
