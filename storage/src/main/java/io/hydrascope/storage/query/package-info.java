/** The questions that the command line and the dashboard ask. */
@NullMarked
package io.hydrascope.storage.query;

import org.jspecify.annotations.NullMarked;
