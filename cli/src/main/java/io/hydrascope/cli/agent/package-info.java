/** The capture agent on its own, against any Kafka. */
@NullMarked
package io.hydrascope.cli.agent;

import org.jspecify.annotations.NullMarked;
