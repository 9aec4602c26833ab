/** What a good agent and a broken one send, made up and repeatable. */
@NullMarked
package io.hydrascope.testkit.traffic;

import org.jspecify.annotations.NullMarked;
