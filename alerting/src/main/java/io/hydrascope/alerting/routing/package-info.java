/**
 * Receivers of alerts over HTTP: Alertmanager and signed webhooks, and how often they are tried.
 */
@NullMarked
package io.hydrascope.alerting.routing;

import org.jspecify.annotations.NullMarked;
