/** What is watched and who is told: {@code alerts.yaml}, typed. */
@NullMarked
package io.hydrascope.alerting.rules;

import org.jspecify.annotations.NullMarked;
