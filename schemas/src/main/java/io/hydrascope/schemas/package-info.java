/**
 * The words every module shares: components, plans, measures, topics. Nothing here does any work.
 */
@NullMarked
package io.hydrascope.schemas;

import org.jspecify.annotations.NullMarked;
