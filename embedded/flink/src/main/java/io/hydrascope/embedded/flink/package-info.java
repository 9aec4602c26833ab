/** Runs Flink's own main classes in processes that end with their parent. */
@NullMarked
package io.hydrascope.embedded.flink;

import org.jspecify.annotations.NullMarked;
