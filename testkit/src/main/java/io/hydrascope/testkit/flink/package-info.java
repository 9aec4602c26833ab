/** Flink's own test harness, behind one class. */
@NullMarked
package io.hydrascope.testkit.flink;

import org.jspecify.annotations.NullMarked;
