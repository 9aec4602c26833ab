/** Sends capture batches to Kafka. Kafka types stay here. */
@NullMarked
package io.hydrascope.agent.publish;

import org.jspecify.annotations.NullMarked;
