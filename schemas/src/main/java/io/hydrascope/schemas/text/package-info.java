/** What people type and read: sizes, times, one-line messages, JSON. */
@NullMarked
package io.hydrascope.schemas.text;

import org.jspecify.annotations.NullMarked;
