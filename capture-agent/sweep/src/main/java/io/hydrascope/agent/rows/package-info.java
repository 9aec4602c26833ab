/** What a sweep's rows are, and their text form. */
@NullMarked
package io.hydrascope.agent.rows;

import org.jspecify.annotations.NullMarked;
