/**
 * The science in plain Java: the accounting of one ablation, mergeable statistics clustered by
 * prompt, and sequential tests. No clock, no logger, no threads; nothing here is thread-safe.
 */
@NullMarked
package io.hydrascope.analysis;

import org.jspecify.annotations.NullMarked;
