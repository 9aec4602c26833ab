/** How long HTTP answers take, of ours and of the JDK's server. */
@NullMarked
package io.hydrascope.benchmarks.http;

import org.jspecify.annotations.NullMarked;
