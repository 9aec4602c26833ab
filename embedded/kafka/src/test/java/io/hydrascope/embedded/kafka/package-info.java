@NullMarked
package io.hydrascope.embedded.kafka;

import org.jspecify.annotations.NullMarked;
