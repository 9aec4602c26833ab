/** A Kafka node of one, in a process of its own. */
@NullMarked
package io.hydrascope.embedded.kafka;

import org.jspecify.annotations.NullMarked;
