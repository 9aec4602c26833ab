/** A change of an alert's state as the topic {@code hydrascope.alerts.v1} carries it. */
@NullMarked
package io.hydrascope.alerting.message;

import org.jspecify.annotations.NullMarked;
