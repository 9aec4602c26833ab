/** From the topic {@code hydrascope.alerts.v1} to receivers, and to the control topic. */
@NullMarked
package io.hydrascope.alerting.topic;

import org.jspecify.annotations.NullMarked;
