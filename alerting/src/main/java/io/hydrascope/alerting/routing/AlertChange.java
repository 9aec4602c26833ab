package io.hydrascope.alerting.routing;

import io.hydrascope.alerting.message.AlertMessage;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver is told of one alert.
 *
 * @param before what it was told last, if that is still firing there
 */
public record AlertChange(AlertMessage now, @Nullable AlertMessage before) {}
