/** The page that shows a comparison. */
@NullMarked
package io.hydrascope.compare.report;

import org.jspecify.annotations.NullMarked;
