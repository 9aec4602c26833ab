@NullMarked
package io.hydrascope.embedded.flink;

import org.jspecify.annotations.NullMarked;
