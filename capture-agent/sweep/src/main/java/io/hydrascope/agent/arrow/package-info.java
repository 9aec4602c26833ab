/** A sweep's rows as an Arrow file; the only place of this module that knows Arrow. */
@NullMarked
package io.hydrascope.agent.arrow;

import org.jspecify.annotations.NullMarked;
