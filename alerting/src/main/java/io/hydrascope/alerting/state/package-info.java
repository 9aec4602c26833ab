/** The states of an alert: what is found and how long it has held decide the next one. */
@NullMarked
package io.hydrascope.alerting.state;

import org.jspecify.annotations.NullMarked;
